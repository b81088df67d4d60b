;; What two values share, and what each has alone.
(ns clojure.data (:require [clojure.set :as set]))

(declare diff)

(defprotocol EqualityPartition (equality-partition [x]))
(defprotocol Diff (diff-similar [a b]))

(defn %atoms [a b] (if (= a b) [nil nil a] [a b nil]))

;; a map from places to values as a vector: nil where there is no value
(defn %vector-of [m]
  (if (seq m)
    (reduce (fn [v e] (assoc v (key e) (val e))) (vec (repeat (apply max (keys m)) nil)) m)
    nil))

(defn %at-key [a b k]
  (let [va (get a k) vb (get b k)
        [only-a only-b both] (diff va vb)
        in-a (contains? a k) in-b (contains? b k)
        same (and in-a in-b (or (some? both) (and (nil? va) (nil? vb))))]
    [(if (and in-a (or (some? only-a) (not same))) {k only-a} nil)
     (if (and in-b (or (some? only-b) (not same))) {k only-b} nil)
     (if same {k both} nil)]))
(defn %maps
  ([a b] (%maps a b (let [m (keys a) n (keys b)] (if (< (count m) (count n)) (into n m) (into (or m ()) n)))))
  ([a b ks]
   (reduce (fn [found parts] (doall (map merge found parts)))
           [nil nil nil]
           (map (fn [k] (%at-key a b k)) ks))))
(defn %sequences [a b]
  (vec (map %vector-of (%maps (if (vector? a) a (vec a)) (if (vector? b) b (vec b)) (range (max (count a) (count b)))))))
(defn %sets [a b]
  [(not-empty (set/difference a b)) (not-empty (set/difference b a)) (not-empty (set/intersection a b))])

(defn %kind [x]
  (cond (map? x) :map
        (set? x) :set
        (or (sequential? x) (clojure.core/%array? x)) :sequential
        :else :atom))

(extend-protocol EqualityPartition
  nil (equality-partition [x] :atom)
  Object (equality-partition [x] (%kind x)))
(extend-protocol Diff
  nil (diff-similar [a b] (%atoms a b))
  Object
  (diff-similar [a b]
    (case (equality-partition a)
      :map (%maps a b)
      :set (%sets a b)
      :sequential (%sequences a b)
      (%atoms a b))))

(defn diff [a b]
  (cond (= a b) [nil nil a]
        (= (equality-partition a) (equality-partition b)) (diff-similar a b)
        :else (%atoms a b)))
