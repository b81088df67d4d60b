(vector-ref (vector 1 2) (expt 10 30))
