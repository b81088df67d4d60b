(define (g l) (apply l '(1)))
(+ 1 (g '(1 2)))
