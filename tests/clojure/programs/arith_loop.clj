(println (loop [i 0 sum 0] (if (= i 1000000) sum (recur (+ i 1) (+ sum i)))))
