(define (f #:key x) x)
