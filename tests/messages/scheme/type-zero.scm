(define (f x) (if (zero? x) 1 2))
(f 'a)
