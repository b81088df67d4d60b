(define v (list 1 2 3))
(display (vector-ref v 0))
