(define (f) (raise "something is wrong"))
(+ 1 (f))
