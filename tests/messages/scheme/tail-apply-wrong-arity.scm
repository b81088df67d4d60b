(define (f a) a)
(define (g l) (apply f l))
(+ 1 (g '(1 2)))
