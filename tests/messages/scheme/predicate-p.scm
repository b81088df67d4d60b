(define (f x) (if (nullp x) 1 2))
(f '())
