(define (f x) (return x))
(f 1)
