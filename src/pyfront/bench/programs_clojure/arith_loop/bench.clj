;; arith_loop: a loop of a million rounds.

(defn sum-below [n]
  (loop [i 0 sum 0]
    (if (= i n)
      sum
      (recur (+ i 1) (+ sum i)))))

(defn main [] (sum-below 1000000))

(println (main))
