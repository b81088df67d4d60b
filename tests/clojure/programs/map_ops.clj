(def m (loop [i 0 m {}] (if (= i 1000) m (recur (+ i 1) (assoc m i i)))))
(println (loop [i 0 s 0] (if (= i 1000) s (recur (+ i 1) (+ s (get m i))))))
