;; map_filter_reduce: map, filter and reduce with functions over a list of 10,000.

(defn numbers [n]
  (loop [i (- n 1) found (list)]
    (if (< i 0)
      found
      (recur (- i 1) (cons i found)))))

(defn square [x] (* x x))
(defn divisible-by-two? [x] (= 0 (mod x 2)))

(defn main []
  (reduce + 0 (filter divisible-by-two? (map square (numbers 10000)))))

(println (main))
