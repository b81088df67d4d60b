(define (add a b)
  (+ a b))

(display (add 1 2 3))
