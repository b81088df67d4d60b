; [[clojure.core.reducers :as r]]
(into [] (r/map inc [1 2 3]))
;=> [2 3 4]
(r/reduce + (r/map inc [1 2 3]))
;=> 9
(r/reduce + 10 (r/filter even? (range 10)))
;=> 30
(into [] (r/remove even? (range 10)))
;=> [1 3 5 7 9]
(into [] (r/mapcat #(vector % %) [1 2]))
;=> [1 1 2 2]
(into [] (r/flatten [1 [2 [3 [4]]]]))
;=> [1 2 3 4]
(into [] (r/take 2 [1 2 3]))
;=> [1 2]
(into [] (r/take-while pos? [1 2 -1 3]))
;=> [1 2]
(into [] (r/drop 2 [1 2 3]))
;=> [3]
(r/fold + (range 100))
;=> 4950
(r/fold + (r/map inc (r/filter odd? (vec (range 1000)))))
;=> 250500
(r/fold (r/monoid conj vector) [1 2 3])
;=> [1 2 3]
(r/fold 10 (fn ([] 0) ([a b] (+ a b))) + (vec (range 100)))
;=> 4950
(seq (r/foldcat (r/map inc [1 2 3])))
;=> (2 3 4)
(count (r/cat [1 2] [3]))
;=> 3
(seq (r/cat [1 2] [3]))
;=> (1 2 3)
(reduce + (r/map inc [1 2]))
;=> 5
(into [] ((r/filter even?) [1 2 3 4]))
;=> [2 4]
(r/reduce (fn [acc k v] (+ acc v)) 0 {:a 1 :b 2})
;=> 3
(into {} (r/map (fn [[k v]] [k (inc v)]) {:a 1}))
;=> {:a 2}
(into [] (r/take 3 (r/map inc (range))))
;=> [1 2 3]
(r/reduce (fn [a x] (if (> x 3) (reduced a) (+ a x))) 0 (r/mapcat range [3 4 5]))
;=> 15
