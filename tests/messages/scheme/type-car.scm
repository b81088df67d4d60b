(define (first-of x)
  (car x))
(first-of '())
