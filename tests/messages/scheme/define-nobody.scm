(define (f x))
