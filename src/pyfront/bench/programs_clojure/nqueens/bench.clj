;; nqueens: eight queens, by backtracking over lists.

(defn abs [n] (if (< n 0) (- n) n))

(defn safe? [column placed]
  (loop [placed (seq placed) distance 1]
    (if placed
      (let [other (first placed)]
        (if (or (= column other) (= distance (abs (- column other))))
          false
          (recur (next placed) (+ distance 1))))
      true)))

(defn solutions [n row placed]
  (if (= row n)
    1
    (loop [column 0 total 0]
      (if (= column n)
        total
        (recur (+ column 1)
               (if (safe? column placed)
                 (+ total (solutions n (+ row 1) (cons column placed)))
                 total))))))

(defn main [] (solutions 8 0 (list)))

(println (main))
