;; bigint_factorial: 100! a thousand times.

(defn factorial [n]
  (loop [i n product 1]
    (if (= i 0) product (recur (- i 1) (*' product i)))))

(defn main []
  (loop [i 0 digits 0]
    (if (= i 1000)
      digits
      (recur (+ i 1) (count (str (factorial 100)))))))

(println (main))
