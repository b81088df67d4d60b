(define (two) (values 1 2))
(let-values (((a b c) (two))) a)
