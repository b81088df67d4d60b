;; keyword_lookup: 100,000 times a keyword as a function of a map.

(def record {:name "n" :score 42 :level 7})

(defn main []
  (loop [i 0 total 0]
    (if (= i 100000)
      total
      (recur (+ i 1) (+ total (:score record))))))

(println (main))
