(let* ((x 5) (y 6)
  (+ x y)))
