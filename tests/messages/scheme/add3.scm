(define (f a b c) (+ a b c))
(f 1 2 "x")
