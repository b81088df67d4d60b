; [[clojure.datafy :refer [datafy nav]]]
(datafy 5)
;=> 5
(datafy nil)
;=> nil
(datafy (atom 42))
;=> [42]
(datafy [1 2])
;=> [1 2]
(nav {:a 1} :a 1)
;=> 1
(:name (datafy (create-ns 'foo.bar)))
;=> foo.bar
(:cause (datafy (ex-info "boom" {:a 1})))
;=> "boom"
(:data (datafy (ex-info "boom" {:a 1})))
;=> {:a 1}
(datafy (with-meta [1] {`clojure.core.protocols/datafy (fn [x] {:made x})}))
;=> {:made [1]}
(nav (with-meta {} {`clojure.core.protocols/nav (fn [c k v] [k v])}) :k 1)
;=> [:k 1]
