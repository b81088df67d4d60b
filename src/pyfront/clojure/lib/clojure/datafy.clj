;; Values as data, and the way from data to what they stand for.
(ns clojure.datafy (:require [clojure.core.protocols :as p]))

(extend-protocol p/Datafiable
  Throwable (datafy [x] (Throwable->map x))
  clojure.lang.IRef (datafy [r] (with-meta [(deref r)] (meta r)))
  clojure.lang.Namespace
  (datafy [n]
    (with-meta {:name (ns-name n)
                :publics (into (sorted-map) (ns-publics n))
                :imports (into (sorted-map) (ns-imports n))
                :interns (into (sorted-map) (ns-interns n))}
      (meta n))))
;; the functions of the protocols have the same names as those here
(defn datafy [x]
  (let [v (p/datafy x)]
    (if (identical? v x)
      v
      (if (instance? clojure.lang.IObj v)
        (vary-meta v assoc ::obj x ::class (symbol (.getName (class x))))
        v))))
(defn nav [coll k v] (p/nav coll k v))
