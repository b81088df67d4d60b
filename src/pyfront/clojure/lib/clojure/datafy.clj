;; Values as data, and the way from data to what they stand for.
(ns clojure.datafy)

(defprotocol Datafiable (%as-data [x]))
(defprotocol Navigable (%to [coll k v]))

(extend-protocol Datafiable
  nil (%as-data [x] nil)
  Object (%as-data [x] x)
  Throwable (%as-data [x] (Throwable->map x))
  clojure.lang.IRef (%as-data [r] (with-meta [(deref r)] (meta r)))
  clojure.lang.Namespace
  (%as-data [n]
    (with-meta {:name (ns-name n)
                :publics (into (sorted-map) (ns-publics n))
                :imports (into (sorted-map) (ns-imports n))
                :interns (into (sorted-map) (ns-interns n))}
      (meta n))))
(extend-protocol Navigable
  Object (%to [coll k v] v)
  nil (%to [coll k v] v))

(defn %method [x name]
  (let [m (meta x)] (if (map? m) (get m name) nil)))
(defn datafy [x]
  (let [f (%method x 'clojure.core.protocols/datafy)
        v (if f (f x) (%as-data x))]
    (if (identical? v x)
      v
      (if (instance? clojure.lang.IObj v)
        (vary-meta v assoc ::obj x ::class (symbol (.getName (class x))))
        v))))
(defn nav [coll k v]
  (let [f (%method coll 'clojure.core.protocols/nav)]
    (if f (f coll k v) (%to coll k v))))
