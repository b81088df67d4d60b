;; Regular expressions and matches as programs see them.

(define-record-type regexp (make-regexp sre program groups names) regexp?
  (sre sre-of)
  (program program-thunk) ; a procedure, so that a printed expression does not show its automaton
  (groups groups-of)
  (names names-of))

(define-record-type regexp-match (make-match text places names) regexp-match?
  (text text-of)
  (places places-of) ; start and end of the match and of each group
  (names match-names))

(define (regexp x)
  (if (regexp? x)
      x
      (let* ((state (make-state 0 '() #f #f))
             (tree (parse x 0 state))
             (groups (group-count state))
             (program (compile-tree tree groups (not (has-lazy? state)) (has-backrefs? state))))
        (make-regexp x (lambda () program) groups (reverse (group-names state))))))

(define-syntax rx
  (syntax-rules ()
    ((_ sre ...) (regexp `(: sre ...)))))

(define (regexp->sre x) (sre-of (regexp x)))

(define (valid-sre? x)
  (or (regexp? x)
      (guard (e ((error-object? e) #f))
        (parse x 0 (make-state 0 '() #f #f))
        #t)))

;;; ------------------------------------------------------------- matching

;; from: where to begin looking; start and end are where the text is thought to begin and to end
(define (match-at re s start end from mode)
  (let ((places (run ((program-thunk re)) s start end from end mode
                     (make-vector (* 2 (+ 1 (groups-of re))) #f))))
    (and places
         (make-match s places (names-of re)))))

(define-syntax define-matching
  (syntax-rules ()
    ((_ (name who) (re s start end) expression)
     (define name
       (case-lambda
         ((x s)
          (check-text who s)
          (name x s 0 (string-length s)))
         ((x s start)
          (check-text who s)
          (name x s start (string-length s)))
         ((x s start end)
          (check-text who s)
          (let ((end (or end (string-length s))))
            (check-range who 3 start end (string-length s))
            (let ((re (regexp x)))
              expression))))))))

(define (check-text who s)
  (if (not (string? s))
      (wrong who 2 "a string" s)))

(define-matching (regexp-matches "regexp-matches") (re s start end)
  (match-at re s start end start 'whole))
(define-matching (regexp-matches? "regexp-matches?") (re s start end)
  (and (match-at re s start end start 'whole) #t))
(define-matching (regexp-search "regexp-search") (re s start end)
  (match-at re s start end start 'search))

;;; ------------------------------------------------------------- matches

(define (check-match who m)
  (if (not (regexp-match? m))
      (wrong who 1 "a regexp match" m)))

(define (match-start m) (vector-ref (places-of m) 0))
(define (match-end m) (vector-ref (places-of m) 1))

(define (regexp-match-count m)
  (check-match "regexp-match-count" m)
  (- (quotient (vector-length (places-of m)) 2) 1))

;; the number of a field; of several groups of a name that of the first that matched
(define (field-number who m field)
  (check-match who m)
  (cond ((symbol? field)
         (let loop ((rest (match-names m)) (found #f))
           (cond ((pair? rest)
                  (if (eq? (caar rest) field)
                      (if (vector-ref (places-of m) (* 2 (cdar rest)))
                          (cdar rest)
                          (loop (cdr rest) (or found (cdar rest))))
                      (loop (cdr rest) found)))
                 (found found)
                 (else (%out-of-range (string-append who ": no such submatch") field)))))
        ((not (and (exact-integer? field) (>= field 0))) (wrong who 2 "an index or a symbol" field))
        ((> field (regexp-match-count m)) (%out-of-range (string-append who ": no such submatch") field))
        (else field)))

(define (submatch m number)
  (let ((start (vector-ref (places-of m) (* 2 number)))
        (end (vector-ref (places-of m) (+ 1 (* 2 number)))))
    (and start
         end
         (substring (text-of m) start end))))

(define (regexp-match-submatch m field)
  (submatch m (field-number "regexp-match-submatch" m field)))

(define (regexp-match-submatch-start m field)
  (let ((k (* 2 (field-number "regexp-match-submatch-start" m field))))
    (and (vector-ref (places-of m) (+ k 1))
         (vector-ref (places-of m) k))))

(define (regexp-match-submatch-end m field)
  (vector-ref (places-of m) (+ 1 (* 2 (field-number "regexp-match-submatch-end" m field)))))

(define (regexp-match->list m)
  (check-match "regexp-match->list" m)
  (let loop ((k (regexp-match-count m)) (done '()))
    (if (< k 0)
        done
        (loop (- k 1) (cons (submatch m k) done)))))

;;; ------------------------------------------------------------- all matches

;; (f last match result) for each; last: where the match before was over. After an empty one the search goes on a character
;; further.
(define (fold-matches re f first s start end finish)
  (let loop ((from start) (last start) (result first))
    (let ((m (and (<= from end) (match-at re s start end from 'search))))
      (if m
          (let* ((stop (match-end m))
                 (result (f last m s result)))
            (loop (if (eqv? stop (match-start m)) (+ stop 1) stop) stop result))
          (finish last #f s result)))))

(define (last-result i m s result) result)

(define regexp-fold
  (case-lambda
    ((x f first s)
     (check-fold s)
     (regexp-fold x f first s last-result 0 (string-length s)))
    ((x f first s finish)
     (check-fold s)
     (regexp-fold x f first s finish 0 (string-length s)))
    ((x f first s finish start)
     (check-fold s)
     (regexp-fold x f first s finish start (string-length s)))
    ((x f first s finish start end)
     (check-fold s)
     (let ((end (or end (string-length s))))
       (check-range "regexp-fold" 6 start end (string-length s))
       (fold-matches (regexp x) f first s start end finish)))))

(define (check-fold s)
  (if (not (string? s))
      (wrong "regexp-fold" 4 "a string" s)))

(define (empty? m) (eqv? (match-start m) (match-end m)))

(define-matching (regexp-extract "regexp-extract") (re s start end)
  (reverse
   (fold-matches re
                 (lambda (last m s found) (if (empty? m) found (cons (submatch m 0) found)))
                 '() s start end last-result)))

;; (f piece match-text result) for what is between two matches, and the match behind; (finish piece result) for the rest
(define (fold-pieces re f first s start end finish)
  (let ((state (fold-matches re
                             (lambda (last m s state)
                               (if (empty? m)
                                   state
                                   (cons (match-end m)
                                         (f (substring s (car state) (match-start m)) (submatch m 0) (cdr state)))))
                             (cons start first) s start end last-result)))
    (finish (substring s (car state) end) (cdr state))))

(define-matching (regexp-split "regexp-split") (re s start end)
  (reverse (fold-pieces re (lambda (piece found done) (cons piece done)) '() s start end cons)))

(define-matching (regexp-partition "regexp-partition") (re s start end)
  (reverse
   (fold-pieces re
                (lambda (piece found done) (cons found (cons piece done)))
                '() s start end
                (lambda (rest done)
                  (if (and (pair? done) (string=? rest ""))
                      done
                      (cons rest done))))))

;;; ------------------------------------------------------------- replacing

;; what is put in the place of a match of a whole text: its parts, last first, before others
(define (put-parts who m s x done)
  (cond ((string? x) (cons x done))
        ((or (null? x) (pair? x))
         (let loop ((rest x) (done done))
           (if (pair? rest)
               (loop (cdr rest) (put-parts who m s (car rest) done))
               done)))
        ((eq? x 'pre) (cons (substring s 0 (match-start m)) done))
        ((eq? x 'post) (cons (substring s (match-end m) (string-length s)) done))
        ((or (symbol? x) (exact-integer? x)) (cons (or (submatch m (field-number who m x)) "") done))
        ((procedure? x) (put-parts who m s (x m) done))
        (else (wrong who 3 "a string, a submatch or a list of them" x))))

;; which: number of the match to replace, #f for all
(define (replace who x s new start end which)
  (check-text who s)
  (let ((end (or end (string-length s))))
    (check-range who 4 start end (string-length s))
    (let ((s (substring s start end))
          (re (regexp x)))
      (let loop ((from 0) (last 0) (n 0) (done '()))
        (let ((m (and (<= from (string-length s))
                      (or (not which) (<= n which))
                      (match-at re s 0 (string-length s) from 'search))))
          (if m
              (let* ((stop (match-end m))
                     (next (if (empty? m) (+ stop 1) stop)))
                (if (or (not which) (eqv? n which))
                    (loop next stop (+ n 1) (put-parts who m s new (cons (substring s last (match-start m)) done)))
                    (loop next last (+ n 1) done)))
              (join (cons (substring s last (string-length s)) done))))))))

;; the strings of a list, last first, as one
(define (join parts)
  (let ((out (open-output-string)))
    (for-each (lambda (part) (write-string part out)) (reverse parts))
    (get-output-string out)))

(define regexp-replace
  (case-lambda
    ((x s new) (replace "regexp-replace" x s new 0 #f 0))
    ((x s new start) (replace "regexp-replace" x s new start #f 0))
    ((x s new start end) (replace "regexp-replace" x s new start end 0))
    ((x s new start end count)
     (if (not (or (not count) (and (exact-integer? count) (>= count 0))))
         (wrong "regexp-replace" 6 "an index" count))
     (replace "regexp-replace" x s new start end (or count 0)))))

(define regexp-replace-all
  (case-lambda
    ((x s new) (replace "regexp-replace-all" x s new 0 #f #f))
    ((x s new start) (replace "regexp-replace-all" x s new start #f #f))
    ((x s new start end) (replace "regexp-replace-all" x s new start end #f))))
