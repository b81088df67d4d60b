;; map_ops: a map grows to 1,000 entries, which are then looked up.

(defn filled [n]
  (loop [i 0 m {}]
    (if (= i n) m (recur (+ i 1) (assoc m i i)))))

(defn total [m n]
  (loop [i 0 sum 0]
    (if (= i n) sum (recur (+ i 1) (+ sum (get m i))))))

(defn main [] (total (filled 1000) 1000))

(println (main))
