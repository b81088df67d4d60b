;; string_ops: 100,000 numbers as text.

(defn main []
  (loop [i 0 total 0]
    (if (= i 100000)
      total
      (recur (+ i 1) (+ total (count (str i)))))))

(println (main))
