;; Matching: all ways through the automaton at once, a character after the other. A thread is (node . saved): where it
;; is, and a vector of the places that it noted. Of two threads at one node only one goes on: when the longest match is
;; wanted, that with the better submatches, the one further left, then the longer one; else the preferred one, which came first.
;; Only a back reference may make a difference later on: then all different ones go on.

(define (better? a b)
  (let ((size (vector-length a)))
    (let loop ((k 0))
      (if (< k size)
          (let ((start-a (vector-ref a k))
                (start-b (vector-ref b k)))
            (cond ((eqv? start-a start-b)
                   (let ((end-a (vector-ref a (+ k 1)))
                         (end-b (vector-ref b (+ k 1))))
                     (if (or (eqv? end-a end-b) (not end-a) (not end-b))
                         (loop (+ k 2))
                         (> end-a end-b))))
                  ((not start-a) #f)
                  ((not start-b) #t)
                  (else (< start-a start-b))))
          #f))))

;; The places that the best match notes, #f if there is none. start, end: where the text is thought to begin and to be
;; over; from, stop: where to look; saved: what was noted before. mode:
;;   whole    a match that begins at `from` and goes to the end
;;   search   the first match that begins there or later
;;   ahead    a match that begins at `from`
;;   behind   a match that begins there or later, and goes to the end
;; The last two are for a part of an expression: where the match itself begins and ends is not their business.
(define (run program s start end from stop mode saved)
  (let* ((size (program-size program))
         (longest? (program-longest? program))
         (backrefs? (program-backrefs? program))
         (marks (make-vector size -1)) ; of each node: the last place where a thread came to it
         (seen (make-vector size #f)) ; that thread, or all of them if there are back references
         (threads '()) ; at the present place, last first
         (search? (or (eq? mode 'search) (eq? mode 'behind)))
         (to-end? (or (eq? mode 'whole) (eq? mode 'behind)))
         (part? (or (eq? mode 'ahead) (eq? mode 'behind))))

    (define (add! node saved i)
      (let ((number (node-number node)))
        (if (< number 0)
            (set! threads (cons (cons node saved) threads))
            (let ((old (and (eqv? (vector-ref marks number) i) (vector-ref seen number))))
              (cond ((not old)
                     (let ((thread (cons node saved)))
                       (vector-set! marks number i)
                       (vector-set! seen number (if backrefs? (list thread) thread))
                       (enter! node saved i thread)))
                    (backrefs?
                     (if (not (any (lambda (thread) (equal? (cdr thread) saved)) old))
                         (let ((thread (cons node saved)))
                           (vector-set! seen number (cons thread old))
                           (enter! node saved i thread))))
                    ((and longest? (better? saved (cdr old)))
                     (set-cdr! old saved)
                     (enter! node saved i #f)))))))

    ;; thread: to be added if it takes a character; #f if that was done
    (define (enter! node saved i thread)
      (case (node-kind node)
        ((split)
         (add! (node-next node) saved i)
         (add! (node-value node) saved i))
        ((save)
         (let ((new (vector-copy saved))
               (k (node-value node)))
           (vector-set! new k i)
           (if (even? k)
               (vector-set! new (+ k 1) #f))
           (add! (node-next node) new i)))
        ((at)
         (if ((node-value node) s i start end)
             (add! (node-next node) saved i)))
        ((look)
         (let ((new (look (node-value node) saved i)))
           (if new
               (add! (node-next node) new i))))
        ((backref) (enter-backref! node saved i))
        (else
         (if thread
             (set! threads (cons thread threads))))))

    ;; what holds the text again becomes nodes of this match only
    (define (enter-backref! node saved i)
      (let* ((k (* 2 (car (node-value node))))
             (case? (cadr (node-value node)))
             (from (vector-ref saved k))
             (to (vector-ref saved (+ k 1))))
        (if (and from to)
            (let loop ((at (- to 1)) (next (node-next node)))
              (if (>= at from)
                  (let ((c (string-ref s at)))
                    (loop (- at 1)
                          (if case?
                              (vector 'char -1 next c)
                              (vector 'folded -1 next (char-foldcase c)))))
                  (add! next saved i))))))

    (define (look value saved i)
      (let* ((ahead? (car value))
             (positive? (cadr value))
             (program (caddr value))
             (most (cadddr value))
             (found (if ahead?
                        (run program s start end i end 'ahead saved)
                        (run program s start end (if most (max start (- i most)) start) i 'behind saved))))
        (if positive?
            found
            (and (not found)
                 saved))))

    ;; the threads behind a character
    (define (step! old c i)
      (let loop ((rest old))
        (if (pair? rest)
            (let ((node (caar rest)))
              (if (case (node-kind node)
                    ((char) (eqv? c (node-value node)))
                    ((set) (srfi-14:member? (node-value node) (char->integer c)))
                    ((any) #t)
                    ((folded) (eqv? (char-foldcase c) (node-value node)))
                    (else #f))
                  (add! (node-next node) (cdar rest) i))
              (loop (cdr rest))))))

    ;; The match among the threads that counts, with its end, or the best so far. When the preferred one is wanted, the
    ;; threads after it are given up.
    (define (matched best i)
      (let loop ((rest threads) (kept '()) (best best))
        (cond ((null? rest)
               (set! threads (reverse kept))
               best)
              ((not (eq? (node-kind (caar rest)) 'match))
               (loop (cdr rest) (cons (car rest) kept) best))
              ((and to-end? (not (eqv? i stop)))
               (loop (cdr rest) kept best))
              (longest?
               (let ((new (vector-copy (cdar rest))))
                 (if (not part?)
                     (vector-set! new 1 i))
                 (loop (cdr rest) kept (if (or (not best) (better? new best)) new best))))
              (else
               (let ((new (vector-copy (cdar rest))))
                 (if (not part?)
                     (vector-set! new 1 i))
                 (set! threads (reverse kept))
                 new)))))

    (define (begin! i)
      (let ((new (vector-copy saved)))
        (if (not part?)
            (vector-set! new 0 i))
        (add! (program-root program) new i)))

    ;; the next place from i on where a match may begin
    (define (skip i)
      (let ((first? (program-first program)))
        (if first?
            (let loop ((i i))
              (if (and (< i stop) (not (first? (string-ref s i))))
                  (loop (+ i 1))
                  i))
            i)))

    (begin! from)
    (let loop ((i from) (best #f))
      (set! threads (reverse threads))
      (let ((best (matched best i)))
        (cond ((eqv? i stop) best)
              ((and (null? threads) (or best (not search?))) best)
              (else
               (let* ((old (if best (not-later threads best) threads))
                      (next (if (null? old) (skip (+ i 1)) (+ i 1))))
                 (set! threads '())
                 (if (pair? old)
                     (step! old (string-ref s i) next))
                 (if (and search? (not best))
                     (begin! next))
                 (loop next best))))))))

;; threads whose match begins no later than one that was found
(define (not-later threads best)
  (filter (lambda (thread) (<= (vector-ref (cdr thread) 0) (vector-ref best 0))) threads))
