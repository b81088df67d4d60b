;; Reducers: collections that are changed while they are reduced. A fold is a reduction: there is one thread.
(ns clojure.core.reducers (:refer-clojure :exclude [reduce map mapcat filter remove take take-while drop flatten cat]))

(defn reduce
  ([f coll] (reduce f (f) coll))
  ([f init coll] (if (map? coll) (reduce-kv f init coll) (clojure.core/reduce f init coll))))

;; coll, and what makes another reducing function of one
(deftype %Reducer [coll xf]
  clojure.lang.IReduceInit
  (reduce [this f] (clojure.core/reduce (xf f) (f) coll))
  (reduce [this f init] (clojure.core/reduce (xf f) init coll))
  clojure.lang.Seqable
  (seq [this] (seq (clojure.core/reduce (xf conj) [] coll))))

(defn reducer [coll xf] (->%Reducer coll xf))
(defn folder [coll xf] (->%Reducer coll xf))

(defn fold
  ([reducef coll] (fold reducef reducef coll))
  ([combinef reducef coll] (fold 512 combinef reducef coll))
  ([n combinef reducef coll] (reduce reducef (combinef) coll)))
(defn monoid [op ctor] (fn ([] (ctor)) ([a b] (op a b))))

(defn map
  ([f] (fn [coll] (map f coll)))
  ([f coll] (folder coll (fn [rf] (fn ([] (rf)) ([acc x] (rf acc (f x))) ([acc k v] (rf acc (f k v))))))))
(defn mapcat
  ([f] (fn [coll] (mapcat f coll)))
  ([f coll]
   (folder coll
           (fn [rf]
             (let [inner (fn [acc x] (let [r (rf acc x)] (if (reduced? r) (reduced r) r)))]
               (fn ([] (rf)) ([acc x] (clojure.core/reduce inner acc (f x)))))))))
(defn filter
  ([pred] (fn [coll] (filter pred coll)))
  ([pred coll]
   (folder coll (fn [rf] (fn ([] (rf)) ([acc x] (if (pred x) (rf acc x) acc)) ([acc k v] (if (pred k v) (rf acc k v) acc)))))))
(defn remove
  ([pred] (fn [coll] (remove pred coll)))
  ([pred coll] (filter (complement pred) coll)))
(defn flatten
  ([] (fn [coll] (flatten coll)))
  ([coll]
   (folder coll
           (fn [rf]
             (fn ([] (rf))
                 ([acc x]
                  (if (sequential? x)
                    (clojure.core/reduce (fn [a y] (let [r (rf a y)] (if (reduced? r) (reduced r) r))) acc (flatten x))
                    (rf acc x))))))))
(defn take-while
  ([pred] (fn [coll] (take-while pred coll)))
  ([pred coll]
   (reducer coll (fn [rf] (fn ([] (rf)) ([acc x] (if (pred x) (rf acc x) (reduced acc))) ([acc k v] (if (pred k v) (rf acc k v) (reduced acc))))))))
(defn take
  ([n] (fn [coll] (take n coll)))
  ([n coll]
   (reducer coll
            (fn [rf]
              (let [left (volatile! n)
                    step (fn [acc call] (vswap! left dec) (if (neg? @left) (reduced acc) (call)))]
                (fn ([] (rf))
                    ([acc x] (step acc (fn [] (rf acc x))))
                    ([acc k v] (step acc (fn [] (rf acc k v))))))))))
(defn drop
  ([n] (fn [coll] (drop n coll)))
  ([n coll]
   (reducer coll
            (fn [rf]
              (let [left (volatile! n)
                    step (fn [acc call] (vswap! left dec) (if (neg? @left) (call) acc))]
                (fn ([] (rf))
                    ([acc x] (step acc (fn [] (rf acc x))))
                    ([acc k v] (step acc (fn [] (rf acc k v))))))))))

;; two collections one after the other
(deftype Cat [cnt left right]
  clojure.lang.Counted
  (count [this] cnt)
  clojure.lang.Seqable
  (seq [this] (concat (seq left) (seq right)))
  clojure.lang.IReduceInit
  (reduce [this f] (clojure.core/reduce f (f) (concat (seq left) (seq right))))
  (reduce [this f init] (clojure.core/reduce f init (concat (seq left) (seq right)))))
(defn cat
  ([] [])
  ([ctor] (fn ([] (ctor)) ([left right] (cat left right))))
  ([left right]
   (cond (zero? (count left)) right
         (zero? (count right)) left
         :else (->Cat (+ (count left) (count right)) left right))))
(defn append! [acc x] (conj acc x))
(defn foldcat [coll] (fold cat append! coll))
