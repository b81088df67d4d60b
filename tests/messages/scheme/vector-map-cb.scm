(vector-map (lambda (x) (+ x 1)) #(1 2 a))
