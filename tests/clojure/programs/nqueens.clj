(defn abs [x] (if (< x 0) (- 0 x) x))
(defn safe? [row placed dist]
  (if (nil? (seq placed)) true
    (let [q (first placed)]
      (if (or (= q row) (= (abs (- q row)) dist)) false
        (recur row (rest placed) (+ dist 1))))))
(defn solve [n k placed]
  (if (= k 0) 1
    (loop [row 0 total 0]
      (if (= row n) total
        (recur (+ row 1) (if (safe? row placed 1) (+ total (solve n (- k 1) (cons row placed))) total))))))
(println (solve 8 8 (list)))
