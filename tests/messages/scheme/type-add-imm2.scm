(define (f x) (- 1 x))
(f "a")
