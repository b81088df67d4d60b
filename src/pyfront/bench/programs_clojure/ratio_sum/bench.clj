;; ratio_sum: the sum of 1/1 to 1/50, a thousand times.

(defn harmonic [n]
  (loop [i 1 sum 0]
    (if (> i n) sum (recur (+ i 1) (+ sum (/ 1 i))))))

(defn main []
  (loop [i 0 last nil]
    (if (= i 1000) last (recur (+ i 1) (harmonic 50)))))

(println (main))
