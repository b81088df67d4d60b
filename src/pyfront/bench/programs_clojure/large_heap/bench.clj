;; large_heap: 100,000 maps that stay.

(defn main []
  (let [kept (loop [i 0 kept []]
               (if (= i 100000) kept (recur (+ i 1) (conj kept {:id i :name "n"}))))]
    (count (filter (fn [m] (= "n" (:name m))) kept))))

(println (main))
