;; vector_ops: a vector grows to 10,000 items, which are then read by index.

(defn filled [n]
  (loop [i 0 v []]
    (if (= i n) v (recur (+ i 1) (conj v i)))))

(defn total [v n]
  (loop [i 0 sum 0]
    (if (= i n) sum (recur (+ i 1) (+ sum (nth v i))))))

(defn main [] (total (filled 10000) 10000))

(println (main))
