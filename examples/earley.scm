;; An Earley parser: any context-free grammar, ambiguous and left-recursive ones too, with all parse trees counted
;; and the first few shown.
;;
;; A grammar is a list of rules (head part ...). A part that is the head of some rule is a nonterminal, everything
;; else is a terminal and matches an equal token.
(import (scheme base) (scheme write))

;;; ---------------------------------------------------------------- items

;; A rule with a dot: `rest` are the parts still wanted, `origin` is where the rule was started.
(define-record-type <item>
  (make-item rule rest origin)
  item?
  (rule item-rule)
  (rest item-rest)
  (origin item-origin))

(define (same-item? a b)
  (and (eq? (item-rule a) (item-rule b))
       (eq? (item-rest a) (item-rest b))
       (= (item-origin a) (item-origin b))))

(define (complete? item) (null? (item-rest item)))
(define (next-part item) (car (item-rest item)))
(define (step item) (make-item (item-rule item) (cdr (item-rest item)) (item-origin item)))
(define (head item) (car (item-rule item)))

(define (rules-for grammar name)
  (let loop ((rules grammar))
    (cond
      ((null? rules) '())
      ((eq? (caar rules) name) (cons (car rules) (loop (cdr rules))))
      (else (loop (cdr rules))))))

(define (nonterminal? grammar part) (assq part grammar))

;;; ---------------------------------------------------------------- chart

;; The chart is a vector of item lists, one for each place between tokens. Items are added at the end while the
;; list is being walked, so a state is a queue: (first-pair . last-pair) with a dummy pair in front.
(define (make-queue) (let ((dummy (list #f))) (cons dummy dummy)))
(define (queue-items queue) (cdar queue))

(define (queue-add! queue item)
  (unless (find-item item (queue-items queue))
    (let ((last (list item)))
      (set-cdr! (cdr queue) last)
      (set-cdr! queue last))))

(define (find-item item items)
  (and (pair? items)
       (or (same-item? item (car items))
           (find-item item (cdr items)))))

(define (make-chart grammar start tokens)
  (let* ((size (+ 1 (vector-length tokens)))
         (chart (make-vector size #f)))
    (do ((i 0 (+ i 1)))
        ((= i size))
      (vector-set! chart i (make-queue)))
    (for-each (lambda (rule) (queue-add! (vector-ref chart 0) (make-item rule (cdr rule) 0)))
              (rules-for grammar start))
    (do ((i 0 (+ i 1)))
        ((= i size) chart)
      (fill-state! grammar chart tokens i))))

(define (fill-state! grammar chart tokens i)
  (let ((state (vector-ref chart i)))
    (let loop ((before (car state)))
      (when (pair? (cdr before))
        (let ((item (cadr before)))
          (cond
            ((complete? item) (complete! chart item i))
            ((nonterminal? grammar (next-part item)) (predict! grammar chart item i))
            ((and (< i (vector-length tokens)) (equal? (next-part item) (vector-ref tokens i)))
             (queue-add! (vector-ref chart (+ i 1)) (step item)))))
        (loop (cdr before))))))

(define (predict! grammar chart item i)
  (let ((state (vector-ref chart i))
        (wanted (next-part item)))
    (for-each (lambda (rule) (queue-add! state (make-item rule (cdr rule) i)))
              (rules-for grammar wanted))
    ;; an empty rule may have been completed here already, before this item asked for it
    (for-each (lambda (done)
                (when (and (complete? done) (eq? (head done) wanted) (= (item-origin done) i))
                  (queue-add! state (step item))))
              (queue-items state))))

(define (complete! chart done i)
  (for-each (lambda (item)
              (when (and (not (complete? item)) (eq? (next-part item) (head done)))
                (queue-add! (vector-ref chart i) (step item))))
            (queue-items (vector-ref chart (item-origin done)))))

;;; ---------------------------------------------------------------- trees

;; All trees of `name` over tokens from..to, by what the chart says is possible. The grammars here have no cycles of
;; rules that span the same tokens, so this ends.
(define (trees grammar chart tokens name from to)
  (append-map
   (lambda (item)
     (if (and (complete? item) (eq? (head item) name) (= (item-origin item) from))
         (map (lambda (children) (cons name children))
              (sequences grammar chart tokens (cdr (item-rule item)) from to))
         '()))
   (queue-items (vector-ref chart to))))

(define (sequences grammar chart tokens parts from to)
  (cond
    ((null? parts) (if (= from to) '(()) '()))
    ((nonterminal? grammar (car parts))
     (append-map
      (lambda (middle)
        (let ((rests (sequences grammar chart tokens (cdr parts) middle to)))
          (if (null? rests)
              '()
              (append-map (lambda (tree) (map (lambda (rest) (cons tree rest)) rests))
                          (trees grammar chart tokens (car parts) from middle)))))
      (range from (+ to 1))))
    ((and (< from to) (equal? (car parts) (vector-ref tokens from)))
     (map (lambda (rest) (cons (car parts) rest))
          (sequences grammar chart tokens (cdr parts) (+ from 1) to)))
    (else '())))

(define (append-map f items) (apply append (map f items)))

(define (range from to)
  (if (>= from to) '() (cons from (range (+ from 1) to))))

;;; -------------------------------------------------------------- answers

(define (parse grammar start sentence)
  (let* ((tokens (list->vector sentence))
         (end (vector-length tokens))
         (chart (make-chart grammar start tokens)))
    (list (trees grammar chart tokens start 0 end)
          (farthest chart)
          (apply + (map (lambda (state) (length (queue-items state))) (vector->list chart))))))

;; the last place the parser reached: where the error is, if there is one
(define (farthest chart)
  (let loop ((i (- (vector-length chart) 1)))
    (if (null? (queue-items (vector-ref chart i))) (loop (- i 1)) i)))

(define (try grammar start sentence)
  (let* ((answer (parse grammar start sentence))
         (trees (car answer)))
    (write sentence)
    (newline)
    (if (null? trees)
        (begin
          (display "  no parse, stopped after token ")
          (display (cadr answer)))
        (begin
          (display "  trees: ")
          (display (length trees))
          (display ", items: ")
          (display (list-ref answer 2))))
    (newline)
    (let loop ((rest trees) (left 2))
      (unless (or (null? rest) (= left 0))
        (display "  ")
        (write (car rest))
        (newline)
        (loop (cdr rest) (- left 1))))))

(define english
  '((sentence noun-phrase verb-phrase)
    (noun-phrase determiner noun)
    (noun-phrase noun-phrase prepositional-phrase)
    (noun-phrase pronoun)
    (verb-phrase verb noun-phrase)
    (verb-phrase verb-phrase prepositional-phrase)
    (prepositional-phrase preposition noun-phrase)
    (determiner the) (determiner a)
    (noun man) (noun telescope) (noun hill) (noun dog)
    (pronoun she)
    (verb saw) (verb liked)
    (preposition with) (preposition on)))

(try english 'sentence '(she saw the dog))
(try english 'sentence '(she saw the man with a telescope))
(try english 'sentence '(she saw the man on the hill with a telescope))
(try english 'sentence '(the dog liked with))
(try english 'sentence '(the dog the))

(define arithmetic
  '((sum sum + product) (sum sum - product) (sum product)
    (product product * factor) (product factor)
    (factor open sum close) (factor n)))

(try arithmetic 'sum '(n + n * n))
(try arithmetic 'sum '(open n - n close * n))
(try arithmetic 'sum '(n + * n))

;; fully ambiguous: the number of trees over n operands is a Catalan number
(define ambiguous '((e e + e) (e n)))

(define (operands n) (if (= n 1) '(n) (cons 'n (cons '+ (operands (- n 1))))))

(display "binary trees:")
(for-each (lambda (n)
            (display " ")
            (display (length (car (parse ambiguous 'e (operands n))))))
          (range 1 8))
(newline)

;; empty rules: balanced brackets, and a list with optional parts
(define brackets '((b) (b open b close b)))

(try brackets 'b '())
(try brackets 'b '(open open close close open close))
(try brackets 'b '(open close close))
(try '((s a b a) (a) (a x) (b) (b y)) 's '(x))
