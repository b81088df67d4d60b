(vector-set! #(1 2) 0 1)
