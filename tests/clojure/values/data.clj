; [[clojure.data :refer [diff]]]
(diff 1 1)
;=> [nil nil 1]
(diff 1 2)
;=> [1 2 nil]
(diff nil nil)
;=> [nil nil nil]
(diff nil 1)
;=> [nil 1 nil]
(diff {:a 1 :b 2} {:a 1 :b 3})
;=> ({:b 2} {:b 3} {:a 1})
(diff {:a nil} {:a nil :b nil})
;=> (nil {:b nil} {:a nil})
(diff {:a nil} {})
;=> ({:a nil} nil nil)
(diff {:a {:b 1 :c 2}} {:a {:b 1 :d 3}})
;=> ({:a {:c 2}} {:a {:d 3}} {:a {:b 1}})
(diff {:a false} {:a nil})
;=> ({:a false} {:a nil} nil)
(diff [1 2 3] [1 9 3 4])
;=> [[nil 2] [nil 9 nil 4] [1 nil 3]]
(diff [1 2] [1 2])
;=> [nil nil [1 2]]
(diff '(1 2) [1 3])
;=> [[nil 2] [nil 3] [1]]
(diff [[1 2]] [[1 3]])
;=> [[[nil 2]] [[nil 3]] [[1]]]
(diff [] [1])
;=> [nil [1] nil]
(diff #{1 2} #{2 3})
;=> [#{1} #{3} #{2}]
(diff #{1} #{1})
;=> [nil nil #{1}]
(diff #{} #{1})
;=> [nil #{1} nil]
(diff {:a [1 2 {:x 1}]} {:a [1 3 {:x 1 :y 2}]})
;=> ({:a [nil 2]} {:a [nil 3 {:y 2}]} {:a [1 nil {:x 1}]})
(diff "abc" "abd")
;=> ["abc" "abd" nil]
(diff {:a 1} [1])
;=> [{:a 1} [1] nil]
(diff (into-array [1 2]) (into-array [1 3]))
;=> [[nil 2] [nil 3] [1]]
(diff [nil 1] [nil 2])
;=> [[nil 1] [nil 2] [nil]]
