(define (f) None)
(f)
