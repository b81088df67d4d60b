(define (f) (twice 4))
(define-syntax twice (syntax-rules () ((_ x) (+ x x))))
(f)
