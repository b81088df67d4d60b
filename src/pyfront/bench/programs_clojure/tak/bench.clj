;; tak: calls of a function of three arguments.

(defn tak [x y z]
  (if (<= x y)
    z
    (tak (tak (- x 1) y z) (tak (- y 1) z x) (tak (- z 1) x y))))

(defn main [] (tak 18 12 6))

(println (main))
