;; destructuring: 100,000 maps and vectors taken apart.

(defn part [{:keys [a b]} [x y & more]]
  (+ a b x y (count more)))

(defn main []
  (loop [i 0 total 0]
    (if (= i 100000)
      total
      (recur (+ i 1) (+ total (part {:a 1 :b 2} [1 3 0 0 0]))))))

(println (main))
