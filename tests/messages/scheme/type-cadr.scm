(define (second x)
  (cadr x))
(second '(1))
