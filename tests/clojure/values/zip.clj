; [[clojure.zip :as z]]
(-> (z/vector-zip [1 [2 3] 4]) z/down z/right z/down z/node)
;=> 2
(-> (z/vector-zip [1 [2 3] 4]) z/down z/right z/down (z/edit inc) z/root)
;=> [1 [3 3] 4]
(-> (z/vector-zip [1 [2 3] 4]) z/down z/rightmost (z/insert-left :x) z/root)
;=> [1 [2 3] :x 4]
(-> (z/vector-zip [1 [2 3] 4]) z/down z/right (z/insert-right :y) (z/append-child 9) (z/insert-child 0) z/root)
;=> [1 [0 2 3 9] :y 4]
(-> (z/vector-zip [1 [2 3] 4]) z/down z/right z/remove z/root)
;=> [1 4]
(-> (z/vector-zip [1 [2 3] 4]) z/down z/remove z/root)
;=> [[2 3] 4]
(loop [l (z/vector-zip [1 [2 [3]] 4]) acc []] (if (z/end? l) acc (recur (z/next l) (conj acc (z/node l)))))
;=> [[1 [2 [3]] 4] 1 [2 [3]] 2 [3] 3 4]
(loop [l (z/vector-zip [1 [2 3] 4])] (if (z/end? l) (z/root l) (recur (z/next (if (number? (z/node l)) (z/edit l * 10) l)))))
;=> [10 [20 30] 40]
(loop [l (-> (z/vector-zip [1 [2 [3]] 4]) z/down z/rightmost) acc []] (if (nil? l) acc (recur (z/prev l) (conj acc (z/node l)))))
;=> [4 3 [3] 2 [2 [3]] 1 [1 [2 [3]] 4]]
(-> (z/seq-zip '(1 (2 3) 4)) z/down z/right z/children)
;=> (2 3)
(-> (z/seq-zip '(1 (2 3) 4)) z/down z/right (z/replace :r) z/root)
;=> (1 :r 4)
(let [l (-> (z/vector-zip [1 [2 3] 4]) z/down z/right)] [(z/lefts l) (z/rights l) (z/path l) (z/branch? l)])
;=> [(1) (4) [[1 [2 3] 4]] true]
(let [l (z/vector-zip [])] [(z/down l) (z/up l) (z/left l) (z/right l) (z/path l) (z/lefts l)])
;=> [nil nil nil nil nil nil]
(-> (z/vector-zip [1 2 3]) z/down z/right z/leftmost z/node)
;=> 1
(-> (z/xml-zip {:tag :a :content [{:tag :b :content ["x"]} "y"]}) z/down z/down (z/edit str "!") z/root)
;=> {:tag :a, :content [{:tag :b, :content ["x!"]} "y"]}
(z/insert-left (z/vector-zip [1]) 0)
;=> !! java.lang.Exception: Insert at top
(z/remove (z/vector-zip [1]))
;=> !! java.lang.Exception: Remove at top
(z/children (-> (z/vector-zip [1]) z/down))
;=> !! java.lang.Exception: called children on a leaf node
(vec (-> (z/vector-zip [1 [2 3]]) z/down z/right z/down))
;=> [2 {:l [], :pnodes [[1 [2 3]] [2 3]], :ppath {:l [1], :pnodes [[1 [2 3]]], :ppath nil, :r nil}, :r (3)}]
(-> (z/vector-zip [1 [2 3]]) z/down z/right z/down z/remove z/next z/root)
;=> [1 [3]]
(z/next (-> (z/vector-zip [1]) z/next z/next))
;=> [[1] :end]
(-> (z/zipper map? #(seq (vals %)) (fn [n c] (zipmap (keys n) c)) {:a {:b 1} :c 2}) z/down z/down (z/edit inc) z/root)
;=> {:a {:b 2}, :c 2}
