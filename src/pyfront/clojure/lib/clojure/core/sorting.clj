;; Sorting: a stable merge sort on vectors of the machine.

(defn %less [comp]
  (fn [x y] (let [r (comp x y)] (if ($number? r) (< r 0) (if r true false)))))

(defn %merge-sort [v t lo hi less]
  (if (< (- hi lo) 9)
    (loop [i (inc lo)]
      (if (< i hi)
        (let [x ($vector-ref v i)]
          (loop [j i]
            (if (> j lo)
              (let [y ($vector-ref v (dec j))]
                (if (less x y)
                  (do ($vector-set! v j y) (recur (dec j)))
                  ($vector-set! v j x)))
              ($vector-set! v j x)))
          (recur (inc i)))
        nil))
    (let [middle (quot (+ lo hi) 2)]
      (%merge-sort v t lo middle less)
      (%merge-sort v t middle hi less)
      (if (less ($vector-ref v middle) ($vector-ref v (dec middle)))
        (do
          ($vector-copy! t lo v lo middle)
          (loop [i (inc lo) j (inc middle) k lo a ($vector-ref t lo) b ($vector-ref v middle)]
            (if (less b a)
              (do ($vector-set! v k b)
                  (if (< j hi)
                    (recur i (inc j) (inc k) a ($vector-ref v j))
                    ($vector-copy! v (inc k) t (dec i) middle)))
              (do ($vector-set! v k a)
                  (if (< i middle)
                    (recur (inc i) j (inc k) ($vector-ref t i) b)
                    nil)))))
        nil))))

(defn %sort-vector! [v comp]
  (let [n ($vector-length v)]
    (if (and (or ($eq? comp compare) ($eq? comp <) ($eq? comp >)) (%plain-numbers? v) (< n 4096))
      (%sort-numbers! v ($make-vector n 0) 0 n ($eq? comp >))
      (%merge-sort v ($make-vector n nil) 0 n (if ($procedure? comp) (%less comp) (%less (fn [x y] (%invoke comp 'compare x y))))))
    v))

(defn sort
  ([coll] (sort compare coll))
  ([comp coll]
   (let [s (seq coll)]
     (if s
       (with-meta (seq ($vector->list (%sort-vector! ($list->vector (%chain s)) comp))) (meta coll))
       ()))))
(defn sort-by
  ([keyfn coll] (sort-by keyfn compare coll))
  ([keyfn comp coll]
   (if (and ($eq? comp compare))
     (map (fn [e] (nth e 1)) (sort (fn [a b] (compare (nth a 0) (nth b 0))) (map (fn [x] [(keyfn x) x]) coll)))
     (let [less (%less (if ($procedure? comp) comp (fn [x y] (%invoke comp 'compare x y))))]
       (map (fn [e] (nth e 1)) (sort (fn [a b] (less (nth a 0) (nth b 0))) (map (fn [x] [(keyfn x) x]) coll)))))))

;; ------------------------------------------------------------ queues

(def %empty-queue (->PersistentQueue nil [] 0 nil))
(def %PersistentQueue.EMPTY %empty-queue)
(defn %queue-seq [q]
  (let [s (concat (%record-ref q PersistentQueue 0) (%record-ref q PersistentQueue 1))] (seq s)))
(defn %queue-peek [q] (first (%record-ref q PersistentQueue 0)))
(defn %queue-conj [q x]
  (let [front (%record-ref q PersistentQueue 0) n (inc (%record-ref q PersistentQueue 2)) m (%record-ref q PersistentQueue 3)]
    (if (nil? front)
      (->PersistentQueue (list x) [] n m)
      (->PersistentQueue front (conj (%record-ref q PersistentQueue 1) x) n m))))
(defn %queue-pop [q]
  (let [front (next (%record-ref q PersistentQueue 0)) n (%record-ref q PersistentQueue 2) m (%record-ref q PersistentQueue 3)]
    (cond (zero? n) q
          front (->PersistentQueue front (%record-ref q PersistentQueue 1) (dec n) m)
          :else (->PersistentQueue (seq (%record-ref q PersistentQueue 1)) [] (dec n) m))))

;; ------------------------------------------------------------ sorted collections whose order is a procedure
;; The primitives decline; keys are looked for by rank: the number of keys before one.

(defn sorted-map [& kvs] (apply sorted-map-by nil (%even kvs)))
(defn sorted-map-by [comp & kvs]
  (loop [m (%sorted-map (if ($eq? comp compare) nil comp)) s (%even kvs)]
    (if s (recur (assoc m ($car s) ($cadr s)) ($cddr s)) m)))
(defn sorted-set [& items] (apply sorted-set-by nil items))
(defn sorted-set-by [comp & items]
  (reduce conj (%sorted-set (if ($eq? comp compare) nil comp)) items))

(defn %order [c]
  (let [f (%sorted-order c)]
    (if (nil? f) compare (if ($procedure? f) f (fn [x y] (%invoke f 'compare x y))))))

;; rank of a key, or -1 - rank where it belongs
(defn %rank [c k]
  (let [comp (%order c)]
    (loop [low 0 high (%count c)]
      (if (< low high)
        (let [middle (quot (+ low high) 2)
              r (comp k (%sorted-key c middle))
              r (if (boolean? r) (if r -1 (if (comp (%sorted-key c middle) k) 1 0)) r)]
          (cond (== r 0) middle
                (< r 0) (recur low middle)
                :else (recur (inc middle) high)))
        (- -1 low)))))

(defn %sorted? [c] (or (%smap? c) (%sset? c)))
(defn %sorted-get [c k not-found]
  (if (%sorted? c)
    (let [i (%rank c k)]
      (if (< i 0) not-found (if (%smap? c) (%sorted-value c i) (%sorted-key c i))))
    not-found))
(defn %sorted-contains? [c k] (if (%sorted? c) (>= (%rank c k) 0) (%not-supported "contains?" c)))
(defn %sorted-find [c k]
  (if (%sorted? c)
    (let [i (%rank c k)] (if (< i 0) nil (%map-entry (%sorted-key c i) (%sorted-value c i))))
    (%not-supported "find" c)))
(defn %sorted-assoc [c k v]
  (if (%sorted? c)
    (let [i (%rank c k)]
      (if (< i 0) (%sorted-insert c (- -1 i) k v) (%sorted-replace c i v)))
    (%not-supported "assoc" c)))
(defn %sorted-dissoc [c k]
  (if (%sorted? c)
    (let [i (%rank c k)] (if (< i 0) c (%sorted-remove c i)))
    (%not-supported "dissoc" c)))
(defn %sorted-disj [c k] (%sorted-dissoc c k))
(defn %sorted-conj [c x]
  (cond (%smap? c)
        (cond (nil? x) c
              (%pvec? x) (%sorted-assoc c (nth x 0) (nth x 1))
              :else (reduce (fn [m e] (%sorted-assoc m (key e) (val e))) c (seq x)))
        (%sset? c) (if (>= (%rank c x) 0) c (%sorted-insert c (- -1 (%rank c x)) x x))
        :else (%not-supported "conj" c)))

;; rank of the first key for which (test (compare key k) 0) holds, going up
(defn %bound [c test k]
  (let [i (%rank c k)]
    (cond ($eq? test >=) (if (< i 0) (- -1 i) i)
          ($eq? test >) (if (< i 0) (- -1 i) (inc i))
          ($eq? test <=) (if (< i 0) (- -2 i) i)
          :else (if (< i 0) (- -2 i) (dec i)))))
(defn %from-rank [c i up]
  (if (and (>= i 0) (< i (%count c))) (%sorted-seq c i up) nil))
(defn %keep-while [c s test k]
  (let [order (%order c) of (if (%smap? c) key identity)]
    (seq (take-while (fn [e] (test (%compare-by order (of e) k) 0)) s))))
;; a comparator may be a predicate, "comes before"
(defn %compare-by [order a b]
  (let [r (order a b)]
    (if (boolean? r) (if r -1 (if (order b a) 1 0)) r)))
(defn subseq
  ([c test k]
   (if (or ($eq? test >) ($eq? test >=))
     (%from-rank c (%bound c test k) true)
     (%keep-while c (seq c) test k)))
  ([c start-test start-key end-test end-key]
   (let [s (%from-rank c (%bound c start-test start-key) true)]
     (if s (%keep-while c s end-test end-key) nil))))
(defn rsubseq
  ([c test k]
   (if (or ($eq? test <) ($eq? test <=))
     (%from-rank c (%bound c test k) false)
     (%keep-while c (rseq c) test k)))
  ([c start-test start-key end-test end-key]
   (let [s (%from-rank c (%bound c end-test end-key) false)]
     (if s (%keep-while c s start-test start-key) nil))))
