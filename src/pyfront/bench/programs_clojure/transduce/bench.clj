;; transduce: the same as map_filter_reduce, by transducers over a range.

(def squares-that-are-even (comp (map (fn [x] (* x x))) (filter even?)))

(defn main [] (transduce squares-that-are-even + 0 (range 10000)))

(println (main))
