(define v (vector 1 2))
(vector-set v 0 1)
