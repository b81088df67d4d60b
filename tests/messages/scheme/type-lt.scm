(define (f x) (if (< x 0) 1 2))
(f 'a)
