;; lazy_chain: map, filter and take of lazy sequences.

(defn main []
  (->> (range 1000000)
       (map (fn [x] (* x x)))
       (filter even?)
       (take 5000)
       (reduce +)))

(println (main))
