(define (double x) (* 2 x))
(define (double-all l)
  (map double l))
(display (double-all '(1 b 3)))
