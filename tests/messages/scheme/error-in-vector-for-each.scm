(vector-for-each
  (lambda (x y) (display (+ x y)))
  #(1 2) #(3 "4"))
