(force (delay (+ 1 2)))  ; => 3
(let ((p (delay (+ 1 2)))) (list (force p) (force p)))  ; => (3 3)
(force 5)  ; => 5
(promise? (delay 1))  ; => #t
(promise? 1)  ; => #f
(force (make-promise 5))  ; => 5
(promise? (make-promise 5))  ; => #t
(let ((p (delay 1))) (eq? p (make-promise p)))  ; => #t
(let* ((n 0) (p (delay (begin (set! n (+ n 1)) n)))) (force p) (force p) n)  ; => 1
(force (delay-force (delay 3)))  ; => 3
(force (delay (delay 1)))
(promise? (force (delay (delay 1))))  ; => #t

(define integers (letrec ((next (lambda (n) (delay (cons n (next (+ n 1))))))) (next 0)))
(define (head s) (car (force s)))
(define (tail s) (cdr (force s)))
(head (tail (tail integers)))  ; => 2
(define (stream-filter p? s)
  (delay-force
   (if (null? (force s)) (delay '())
       (let ((h (head s)) (t (tail s)))
         (if (p? h) (delay (cons h (stream-filter p? t))) (stream-filter p? t))))))
(head (tail (tail (stream-filter odd? integers))))  ; => 5

; R7RS: reentrant promise
(define count 0)
(define p (delay (begin (set! count (+ count 1)) (if (> count x) count (force p)))))
(define x 5)
(promise? p)  ; => #t
(force p)  ; => 6
(begin (set! x 10) (force p))  ; => 6

; delay-force in constant space
(define (loop n) (if (= n 0) (delay 'done) (delay-force (loop (- n 1)))))
(force (loop 2000))  ; => done

; an error while forcing leaves the promise to be forced again
(define tries 0)
(define q (delay (begin (set! tries (+ tries 1)) (if (< tries 2) (error "not yet") tries))))
(force q)
; !! UserError: not yet
(force q)  ; => 2
(force q)  ; => 2
(force (delay-force 5))  ; !! WrongType
