(println (count (loop [i 0 l (list)] (if (= i 10000) l (recur (+ i 1) (cons i l))))))
