; [[clojure.spec.alpha :as s] [clojure.string :as str]]
(s/valid? (s/and int? pos?) 5)
;=> true
(s/conform (s/or :i int? :s string?) "x")
;=> [:s "x"]
(s/conform (s/cat :a int? :b string?) [1 "x"])
;=> {:a 1, :b "x"}
(s/conform (s/cat :a int? :b string?) [1 2])
;=> :clojure.spec.alpha/invalid
(s/conform (s/cat :a int? :b string?) [1])
;=> :clojure.spec.alpha/invalid
(s/conform (s/cat :a int? :b string?) [1 "a" 3])
;=> :clojure.spec.alpha/invalid
(s/conform (s/* int?) [1 2 3])
;=> [1 2 3]
(s/conform (s/+ int?) [])
;=> :clojure.spec.alpha/invalid
(s/conform (s/? int?) [])
;=> nil
(s/conform (s/cat :n (s/? int?) :xs (s/* keyword?)) [:a :b])
;=> {:xs [:a :b]}
(s/conform (s/cat :n (s/? int?)) [])
;=> {}
(s/conform (s/* (s/cat :k keyword? :v int?)) [:a 1 :b 2])
;=> [{:k :a, :v 1} {:k :b, :v 2}]
(s/conform (s/alt :i int? :p (s/cat :a int? :b int?)) [1 2])
;=> [:p {:a 1, :b 2}]
(s/conform (s/cat :xs (s/spec (s/* int?)) :y int?) [[1 2] 3])
;=> {:xs [1 2], :y 3}
(s/conform (s/& (s/* int?) #(even? (count %))) [1 2])
;=> [1 2]
(s/conform (s/coll-of int?) #{1 2})
;=> #{1 2}
(s/conform (s/coll-of int? :into #{}) [1 2 2])
;=> #{1 2}
(s/valid? (s/coll-of int? :count 2) [1 2 3])
;=> false
(s/valid? (s/coll-of int? :kind vector? :min-count 1 :distinct true) [1 1])
;=> false
(s/conform (s/map-of keyword? int?) {:a 1})
;=> {:a 1}
(s/valid? (s/map-of keyword? int?) {:a "x"})
;=> false
(s/conform (s/tuple int? string?) [1 "x"])
;=> [1 "x"]
(s/conform (s/nilable int?) nil)
;=> nil
(s/conform (s/conformer #(* 2 %)) 5)
;=> 10
(mapv #(s/valid? (s/int-in 0 10) %) [0 9 10 1.5])
;=> [true true false false]
(s/valid? (s/double-in :min 0 :max 1) 0.5)
;=> true
(do (s/def ::x int?) (s/def ::y string?) (s/valid? (s/keys :req [::x] :opt [::y]) {::x 1 ::y "a"}))
;=> true
(s/valid? (s/keys :req [::x]) {})
;=> false
(s/valid? (s/keys :req-un [::x]) {:x 1})
;=> true
(s/valid? (s/keys :req-un [::x]) {:x "no"})
;=> false
(s/valid? (s/keys :req-un [(or ::x ::y)]) {:y "a"})
;=> true
(s/conform ::x 5)
;=> 5
(s/explain-str int? "x")
;=> "\"x\" - failed: int?\n"
(s/explain-str ::x "x")
;=> "\"x\" - failed: int? spec: :user/x\n"
(s/explain-str (s/and int? pos?) -1)
;=> "-1 - failed: pos?\n"
(s/explain-str (s/or :i int? :s string?) :k)
;=> ":k - failed: int? at: [:i]\n:k - failed: string? at: [:s]\n"
(s/explain-str (s/coll-of int?) [1 :a 3])
;=> ":a - failed: int? in: [1]\n"
(s/explain-str (s/keys :req [::x]) {})
;=> "{} - failed: (contains? % :user/x)\n"
(s/explain-str (s/keys :req [::x]) {::x "a"})
;=> "\"a\" - failed: int? in: [:user/x] at: [:user/x] spec: :user/x\n"
(s/explain-str (s/tuple int? string?) [1 2])
;=> "2 - failed: string? in: [1] at: [1]\n"
(s/explain-str (s/map-of keyword? int?) {:a "x"})
;=> "\"x\" - failed: int? in: [:a 1] at: [1]\n"
(s/explain-str (s/cat :a int? :b string?) [1 2])
;=> "2 - failed: string? in: [1] at: [:b]\n"
(s/explain-str (s/cat :a int? :b string?) [1])
;=> "() - failed: Insufficient input at: [:b]\n"
(s/explain-str (s/cat :a int?) [1 2])
;=> "(2) - failed: Extra input in: [1]\n"
(s/explain-str (s/* int?) [1 :a])
;=> ":a - failed: int? in: [1]\n"
(s/explain-str int? 5)
;=> "Success!\n"
(s/explain-data int? 5)
;=> nil
(::s/problems (s/explain-data ::x "x"))
;=> [{:path [], :pred clojure.core/int?, :val "x", :via [:user/x], :in []}]
(s/form (s/and int? pos?))
;=> (clojure.spec.alpha/and clojure.core/int? clojure.core/pos?)
(s/describe (s/cat :a int? :b (s/* string?)))
;=> (cat :a int? :b (* string?))
(s/describe ::x)
;=> int?
(s/form (s/keys :req [::x] :opt-un [::y]))
;=> (clojure.spec.alpha/keys :req [:user/x] :opt-un [:user/y])
(s/unform (s/or :i int? :s string?) [:s "x"])
;=> "x"
(s/get-spec ::nope)
;=> nil
(s/invalid? (s/conform int? "a"))
;=> true
(s/valid? #{1 2 3} 2)
;=> true
(s/valid? nil? nil)
;=> true
(s/conform (s/merge (s/keys :req [::x]) (s/keys :req [::y])) {::x 1 ::y "a"})
;=> #:user{:x 1, :y "a"}
(s/valid? ::undefined 1)
;=> !! java.lang.Exception: Unable to resolve spec: :user/undefined
(do (s/check-asserts true) (try (s/assert int? "x") (catch clojure.lang.ExceptionInfo e (::s/failure (ex-data e)))))
;=> :assertion-failed
(do (defmulti kind :k) (defmethod kind :a [_] (s/keys :req-un [::x])) (s/valid? (s/multi-spec kind :k) {:k :a :x 1}))
;=> true
(s/valid? (s/every int?) [1 2])
;=> true
(s/valid? (s/keys* :req-un [::x]) [:x 1])
;=> true
(s/conform (s/keys* :req-un [::x]) [:x 1])
;=> {:x 1}
(s/explain-str (s/and string? #(> (count %) 1)) "B")
;=> "\"B\" - failed: (> (count %) 1)\n"
(s/unform (s/cat :a int? :b (s/* keyword?) :c (s/? string?)) {:a 1 :b [:x :y]})
;=> (1 :x :y)
(s/unform (s/cat :a (s/coll-of int?) :r (s/alt :s string? :p (s/cat :k keyword? :v int?))) {:a [1 2] :r [:p {:k :q :v 3}]})
;=> ([1 2] :q 3)
(s/explain-str (s/cat :op #{:add :sub} :args (s/+ number?) :opts (s/? map?)) [:add 1 :x])
;=> "(:x) - failed: Extra input in: [2]\n"
(s/explain-str (s/cat :a (s/* int?) :b string?) [1 2 :x])
;=> ":x - failed: string? in: [2] at: [:b]\n"
(s/explain-str (s/cat :a int? :b (s/? string?)) [1 :x])
;=> ":x - failed: string? in: [1] at: [:b]\n"
(s/explain-str (s/& (s/* int?) #(even? (count %))) [1 2 3])
;=> "[1 2 3] - failed: (even? (count %))\n"
(s/explain-str (s/double-in :min 0 :max 1) 2.0)
;=> "2.0 - failed: (<= % 1)\n"
(s/explain-str #{:a} :c)
;=> ":c - failed: #{:a}\n"
(do (s/fdef str/blank? :args (s/cat :s string?) :ret boolean?) (s/form `str/blank?))
;=> (clojure.spec.alpha/fspec :args (clojure.spec.alpha/cat :s clojure.core/string?) :ret clojure.core/boolean? :fn nil)
(do (defmulti shape-of :type) (s/def ::r int?) (defmethod shape-of :circle [_] (s/keys :req-un [::r])) (s/explain-str (s/multi-spec shape-of :type) {:type :sq}))
;=> "{:type :sq} - failed: no method at: [:sq]\n"
(try (s/check-asserts true) (s/assert int? "a") (catch Exception e (dissoc (ex-data e) ::s/spec)) (finally (s/check-asserts false)))
;=> #:clojure.spec.alpha{:problems [{:path [], :pred clojure.core/int?, :val "a", :via [], :in []}], :value "a", :failure :assertion-failed}
