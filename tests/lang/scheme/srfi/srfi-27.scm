(import (scheme base) (srfi 27))
(define (repeat n f) (if (> n 0) (cons (f) (repeat (- n 1) f)) '()))
(define (all p l) (or (null? l) (and (p (car l)) (all p (cdr l)))))

(random-source? default-random-source)  ; => #t
(random-source? 5)  ; => #f
(random-integer 1)  ; => 0
(all (lambda (x) (and (exact-integer? x) (<= 0 x 5))) (repeat 200 (lambda () (random-integer 6))))  ; => #t
(let ((counts (make-vector 6 0))) (repeat 600 (lambda () (let ((i (random-integer 6))) (vector-set! counts i (+ 1 (vector-ref counts i)))))) (all (lambda (n) (< 50 n 150)) (vector->list counts)))  ; => #t
(all (lambda (x) (and (inexact? x) (< 0 x 1))) (repeat 200 random-real))  ; => #t
(all (lambda (x) (< -1 x (expt 10 50))) (repeat 50 (lambda () (random-integer (expt 10 50)))))  ; => #t
(let ((big (repeat 50 (lambda () (random-integer (expt 10 50)))))) (all (lambda (x) (> x (expt 10 40))) big))  ; => #t

; sources made alike behave alike
(equal? (repeat 10 (let ((f (random-source-make-integers (make-random-source)))) (lambda () (f 1000)))) (repeat 10 (let ((f (random-source-make-integers (make-random-source)))) (lambda () (f 1000)))))  ; => #t
(define s (make-random-source))
(define f (random-source-make-integers s))
(define state (random-source-state-ref s))
(define first (repeat 5 (lambda () (f 1000000))))
(random-source-state-set! s state)
(equal? first (repeat 5 (lambda () (f 1000000))))  ; => #t
(equal? first (repeat 5 (lambda () (f 1000000))))  ; => #f
(random-source-pseudo-randomize! s 0 0)
(equal? first (repeat 5 (lambda () (f 1000000))))  ; => #t
(random-source-pseudo-randomize! s 3 4)
(define other (repeat 5 (lambda () (f 1000000))))
(equal? first other)  ; => #f
(random-source-pseudo-randomize! s 3 4)
(equal? other (repeat 5 (lambda () (f 1000000))))  ; => #t
(random-source-pseudo-randomize! s 4 3)
(equal? other (repeat 5 (lambda () (f 1000000))))  ; => #f

(define s (make-random-source))
(all (lambda (x) (and (exact? x) (< 0 x 1) (integer? (* x 10)))) (repeat 50 (random-source-make-reals s 1/10)))  ; => #t
(all (lambda (x) (and (inexact? x) (< 0 x 1))) (repeat 50 (random-source-make-reals s 1e-3)))  ; => #t
(all (lambda (x) (and (inexact? x) (< 0 x 1))) (repeat 50 (random-source-make-reals s 1e-300)))  ; => #t
(all (lambda (x) (and (inexact? x) (< 0 x 1))) (repeat 50 (random-source-make-reals s)))  ; => #t
(all (lambda (x) (and (exact? x) (< 0 x 1))) (repeat 5 (random-source-make-reals s (expt 10 -40))))  ; => #t

(random-integer 0)  ; !! WrongType: random-integer: argument 1 is not a positive exact integer: 0
(random-integer 2.0)  ; !! WrongType: random-integer: argument 1 is not a positive exact integer
((random-source-make-integers default-random-source) -1)  ; !! WrongType: random-integer
(random-source-make-integers 5)  ; !! WrongType: random-source-make-integers: argument 1 is not a random source: 5
(random-source-make-reals 5)  ; !! WrongType: random-source-make-reals: argument 1 is not a random source
(random-source-make-reals default-random-source 1)  ; !! WrongType: random-source-make-reals: argument 2 is not a real number between 0 and 1
(random-source-state-ref 'a)  ; !! WrongType: random-source-state-ref
(random-source-state-set! default-random-source '(mrg32k3a 0 0 0 1 2 3))  ; !! WrongType: random-source-state-set!: argument 2 is not a state
(random-source-state-set! default-random-source 5)  ; !! WrongType: random-source-state-set!
(random-source-pseudo-randomize! default-random-source -1 0)  ; !! WrongType: random-source-pseudo-randomize!: argument 2 is not a non-negative exact integer: -1
(random-source-randomize! default-random-source)  ; !! CapabilityError: random-source-randomize!: the capability 'random' was not given
(random-source-randomize! 5)  ; !! WrongType: random-source-randomize!

(import (scheme base) (srfi 27 random-bits))
(random-integer 1)  ; => 0
