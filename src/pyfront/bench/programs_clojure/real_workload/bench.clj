;; real_workload: 10,000 records made, filtered, changed and summed up.

(defn records [n]
  (map (fn [i] {:id i :group (mod i 3) :value (* i 2)}) (range n)))

(defn main []
  (->> (records 10000)
       (filter (fn [r] (= 1 (:group r))))
       (map (fn [r] (assoc r :value (+ (:value r) (if (even? (:id r)) 0 1)))))
       (filter (fn [r] (> (:value r) 2000)))
       (map (fn [r] (quot (:value r) 4)))
       (reduce +)))

(println (main))
