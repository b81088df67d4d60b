;; The protocols that functions of other namespaces are made of.
(ns clojure.core.protocols)

(defprotocol Datafiable :extend-via-metadata true (datafy [o] "The value as data."))
(defprotocol Navigable :extend-via-metadata true (nav [coll k v] "What the value v at the key k of a collection stands for."))

(extend-protocol Datafiable nil (datafy [x] nil) Object (datafy [x] x))
(extend-protocol Navigable nil (nav [coll k v] v) Object (nav [coll k v] v))

;; reduce and reduce-kv ask a type of the program's that has these.
(defprotocol CollReduce (coll-reduce [coll f] [coll f init] "What reduce does with the collection."))
(defprotocol InternalReduce (internal-reduce [s f start] "What reduce does with a sequence and a first value."))
(defprotocol IKVReduce (kv-reduce [coll f init] "What reduce-kv does with the collection."))

(extend-protocol CollReduce
  nil (coll-reduce ([coll f] (f)) ([coll f init] init))
  Object (coll-reduce ([coll f] (reduce f coll)) ([coll f init] (reduce f init coll))))
(extend-protocol InternalReduce
  nil (internal-reduce [s f start] start)
  Object (internal-reduce [s f start] (reduce f start s)))
(extend-protocol IKVReduce
  nil (kv-reduce [coll f init] init)
  Object (kv-reduce [coll f init] (reduce-kv f init coll)))
