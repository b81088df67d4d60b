;; Continuations: generators from tree walks, coroutines, backtracking with amb, exceptions by escape, and
;; dynamic-wind around all of them.
(import (scheme base) (scheme write))

(define (show-line . parts)
  (for-each display parts)
  (newline))

;;; ------------------------------------------------------------- generators

(define done (list 'done))
(define (done? x) (eq? x done))

;; A generator is a procedure of no arguments that answers the next value the body yields, then `done` for ever.
;; The continuation of the consumer is renewed at each call, that of the body at each yield.
(define (make-generator body)
  (define consumer #f)
  (define (resume)
    (body yield)
    (set! resume (lambda () (consumer done)))
    (consumer done))
  (define (yield value)
    (call/cc
     (lambda (rest)
       (set! resume (lambda () (rest #f)))
       (consumer value))))
  (lambda ()
    (call/cc
     (lambda (k)
       (set! consumer k)
       (resume)))))

(define (generator->list next)
  (let loop ((items '()))
    (let ((item (next)))
      (if (done? item) (reverse items) (loop (cons item items))))))

(define (take-from next n)
  (if (= n 0) '() (let ((item (next))) (cons item (take-from next (- n 1))))))

(define (leaves tree)
  (make-generator
   (lambda (yield)
     (let walk ((tree tree))
       (cond
         ((null? tree) #f)
         ((pair? tree) (walk (car tree)) (walk (cdr tree)))
         (else (yield tree)))))))

;; Two trees have the same fringe if their leaves are the same from left to right, whatever the shapes. Stops at the
;; first difference without walking the rest.
(define (same-fringe? a b)
  (let ((next-a (leaves a)) (next-b (leaves b)))
    (let loop ()
      (let ((x (next-a)) (y (next-b)))
        (cond
          ((and (done? x) (done? y)) #t)
          ((eqv? x y) (loop))
          (else #f))))))

(define (integers-from n)
  (make-generator (lambda (yield) (let loop ((n n)) (yield n) (loop (+ n 1))))))

(define (filtered keep? next)
  (make-generator
   (lambda (yield)
     (let loop ()
       (let ((item (next)))
         (unless (done? item)
           (when (keep? item) (yield item))
           (loop)))))))

;; a chain of generators, one filter for each prime found
(define (primes)
  (make-generator
   (lambda (yield)
     (let loop ((numbers (integers-from 2)))
       (let ((prime (numbers)))
         (yield prime)
         (loop (filtered (lambda (n) (not (= 0 (remainder n prime)))) numbers)))))))

(define (permutations items)
  (make-generator
   (lambda (yield)
     (let permute ((chosen '()) (items items))
       (if (null? items)
           (yield (reverse chosen))
           (let loop ((before '()) (after items))
             (unless (null? after)
               (permute (cons (car after) chosen) (append (reverse before) (cdr after)))
               (loop (cons (car after) before) (cdr after)))))))))

;;; ------------------------------------------------------------- coroutines

;; Threads take turns: (pause!) puts the rest of the thread at the end of the queue.
(define ready '())
(define leave-scheduler #f)

(define (enqueue! thread) (set! ready (append ready (list thread))))

(define (run-next!)
  (if (null? ready)
      (leave-scheduler 'idle)
      (let ((thread (car ready)))
        (set! ready (cdr ready))
        (thread))))

(define (spawn! body)
  (enqueue! (lambda () (body) (run-next!))))

(define (pause!)
  (call/cc
   (lambda (rest)
     (enqueue! (lambda () (rest #f)))
     (run-next!))))

(define (run-threads!)
  (call/cc
   (lambda (k)
     (set! leave-scheduler k)
     (run-next!))))

;; two producers and a consumer share a mailbox with room for one message
(define (demo-threads)
  (let ((mailbox '()))
    (define (producer name count)
      (lambda ()
        (do ((i 1 (+ i 1)))
            ((> i count))
          (let wait () (unless (null? mailbox) (pause!) (wait)))
          (set! mailbox (list name i))
          (pause!))))
    (define (consumer count)
      (lambda ()
        (do ((i 0 (+ i 1)))
            ((= i count))
          (let wait () (when (null? mailbox) (pause!) (wait)))
          (display mailbox)
          (display " ")
          (set! mailbox '())
          (pause!))))
    (spawn! (producer 'a 3))
    (spawn! (producer 'b 2))
    (spawn! (consumer 5))
    (let ((state (run-threads!)))
      (show-line "then " state))))

;;; -------------------------------------------------------------------- amb

;; (pick items) answers one of the items; (fail) goes back to the last pick that has another.
(define fail-stack '())

(define (fail)
  (if (null? fail-stack)
      (error "no more choices")
      (let ((back (car fail-stack)))
        (set! fail-stack (cdr fail-stack))
        (back #f))))

;; What is left to try is in the continuation of each retry, so picks may be re-entered in any order.
(define (pick items)
  (call/cc
   (lambda (return)
     (for-each
      (lambda (item)
        (call/cc
         (lambda (next)
           (set! fail-stack (cons next fail-stack))
           (return item))))
      items)
     (fail))))

(define (require condition) (unless condition (fail)))

;; all answers of a thunk that picks
(define (all-answers thunk)
  (let ((answers '()))
    (set! fail-stack '())
    (call/cc
     (lambda (finished)
       (set! fail-stack (list finished))
       (let ((answer (thunk)))
         (set! answers (cons answer answers))
         (fail))))
    (reverse answers)))

(define (range from to)
  (if (> from to) '() (cons from (range (+ from 1) to))))

(define (pythagorean-triple)
  (let* ((a (pick (range 1 20)))
         (b (pick (range a 20)))
         (c (pick (range b 29))))
    (require (= (* c c) (+ (* a a) (* b b))))
    (list a b c)))

;; baker, cooper, fletcher, miller and smith live on different floors
(define (different? items)
  (or (null? items)
      (and (not (memv (car items) (cdr items))) (different? (cdr items)))))

(define (dwelling)
  (let* ((floors '(1 2 3 4 5))
         (baker (pick floors)) (cooper (pick floors)))
    (require (not (= baker 5)))
    (require (not (= cooper 1)))
    (let ((fletcher (pick floors)))
      (require (not (memv fletcher '(1 5))))
      (require (> (abs (- fletcher cooper)) 1))
      (let ((miller (pick floors)))
        (require (> miller cooper))
        (let ((smith (pick floors)))
          (require (> (abs (- smith fletcher)) 1))
          (require (different? (list baker cooper fletcher miller smith)))
          (list 'baker baker 'cooper cooper 'fletcher fletcher 'miller miller 'smith smith))))))

;;; -------------------------------------------------- escapes, dynamic-wind

(define (product items)
  (call/cc
   (lambda (return)
     (let loop ((items items))
       (cond
         ((null? items) 1)
         ((= 0 (car items)) (return 0))
         (else (* (car items) (loop (cdr items)))))))))

(define handlers '())

(define (try body handle)
  ((call/cc
    (lambda (k)
      (let ((outer handlers))
        (dynamic-wind
         (lambda () (set! handlers (cons (lambda (x) (k (lambda () (handle x)))) outer)))
         (lambda () (let ((value (body))) (lambda () value)))
         (lambda () (set! handlers outer))))))))

(define (throw x) ((car handlers) x))

(define (winding-trace)
  (let ((trace '()) (again #f) (visits 0))
    (define (note! x) (set! trace (cons x trace)))
    (dynamic-wind
     (lambda () (note! 'in))
     (lambda ()
       (call/cc (lambda (k) (set! again k)))
       (note! 'body))
     (lambda () (note! 'out)))
    (set! visits (+ visits 1))
    (when (< visits 3) (again #f))
    (reverse trace)))

;; a generator in a dynamic extent: its body is left and entered again at each value
(define (traced-generator)
  (let ((trace '()))
    (let ((next (make-generator
                 (lambda (yield)
                   (dynamic-wind
                    (lambda () (set! trace (cons '< trace)))
                    (lambda () (yield 1) (yield 2))
                    (lambda () (set! trace (cons '> trace))))))))
      (let ((values (generator->list next)))
        (list values (reverse trace))))))

(show-line (generator->list (leaves '((1 (2)) () (3 (4 . 5))))))
(show-line (same-fringe? '(1 (2 3) 4) '((1 2) (3 (4)))) " "
           (same-fringe? '(1 (2 3) 4) '((1 2) (4 (3)))) " "
           (same-fringe? '(1 2) '(1 2 3)))
(show-line (take-from (primes) 15))
(show-line (generator->list (permutations '(a b c))))
(let ((next (integers-from 0)))
  (let loop ((i 0) (sum 0))
    (if (= i 5000) (show-line sum) (loop (+ i 1) (+ sum (next))))))
(demo-threads)
(show-line (all-answers pythagorean-triple))
(show-line (all-answers dwelling))
(show-line (all-answers (lambda () (let ((x (pick '(1 2 3)))) (require (odd? x)) (* x (pick '(10 100)))))))
(show-line (product '(1 2 3 4)) " " (product '(1 2 0 x)))
(show-line (try (lambda () (+ 1 (throw 41))) (lambda (x) (list 'caught x))) " "
           (try (lambda () (try (lambda () (throw 1)) (lambda (x) (throw (+ x 1))))) (lambda (x) (list 'outer x)))
           " " handlers)
(show-line (winding-trace))
(show-line (traced-generator))
