(define p (make-parameter 1))
(define (f) (+ (p) 'a))
(parameterize ((p 2)) (list (f)))
