(def v (loop [i 0 v []] (if (= i 10000) v (recur (+ i 1) (conj v i)))))
(println (loop [i 0 s 0] (if (= i 10000) s (recur (+ i 1) (+ s (nth v i))))))
