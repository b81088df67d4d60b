(define (f) (+ 1 (vector-ref (vector) 0)))
(define (g) (list (dynamic-wind (lambda () #f) f (lambda () #f))))
(g)
