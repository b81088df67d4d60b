(define (f a) a)
(define (g) (f 1 2))
(define (h) (+ 1 (g)))
(h)
