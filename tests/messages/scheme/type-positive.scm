(define (f x) (positive? x))
(f 'a)
