(apply vector-ref (list (vector 1 2) 5))
