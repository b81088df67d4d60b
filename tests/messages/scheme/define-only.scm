(define (f)
  (define x 2))
