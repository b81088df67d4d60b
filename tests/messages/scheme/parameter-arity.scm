(define p (make-parameter 1))
(p 1 2)
