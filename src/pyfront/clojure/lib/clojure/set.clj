(ns clojure.set)

(defn union
  ([] #{})
  ([a] a)
  ([a b] (if (< (count a) (count b)) (reduce conj b a) (reduce conj a b)))
  ([a b & more] (reduce union (union a b) more)))
(defn intersection
  ([a] a)
  ([a b] (if (< (count b) (count a))
           (recur b a)
           (reduce (fn [r x] (if (contains? b x) r (disj r x))) a a)))
  ([a b & more] (reduce intersection (intersection a b) more)))
(defn difference
  ([a] a)
  ([a b] (if (< (count a) (count b))
           (reduce (fn [r x] (if (contains? b x) (disj r x) r)) a a)
           (reduce disj a b)))
  ([a b & more] (reduce difference (difference a b) more)))
(defn select [pred s] (reduce (fn [r x] (if (pred x) r (disj r x))) s s))
(defn project [xrel ks] (with-meta (set (map (fn [m] (select-keys m ks)) xrel)) (meta xrel)))
(defn rename-keys [m kmap]
  (reduce (fn [r e] (if (contains? m (key e)) (assoc r (val e) (get m (key e))) r))
          (apply dissoc m (keys kmap)) kmap))
(defn rename [xrel kmap] (with-meta (set (map (fn [m] (rename-keys m kmap)) xrel)) (meta xrel)))
(defn index [xrel ks]
  (reduce (fn [m x] (let [k (select-keys x ks)] (assoc m k (conj (get m k #{}) x)))) {} xrel))
(defn map-invert [m] (reduce (fn [r e] (assoc r (val e) (key e))) {} m))
(defn join
  ([xrel yrel]
   (if (and (seq xrel) (seq yrel))
     (let [ks (intersection (set (keys (first xrel))) (set (keys (first yrel))))
           r (if (<= (count xrel) (count yrel)) xrel yrel)
           s (if (<= (count xrel) (count yrel)) yrel xrel)
           idx (index r ks)]
       (reduce (fn [ret x]
                 (let [found (get idx (select-keys x ks))]
                   (if found (reduce (fn [ret y] (conj ret (merge y x))) ret found) ret)))
               #{} s))
     #{}))
  ([xrel yrel km]
   (let [small (<= (count xrel) (count yrel))
         r (if small xrel yrel)
         s (if small yrel xrel)
         k (if small (map-invert km) km)
         idx (index r (vals k))]
     (reduce (fn [ret x]
               (let [found (get idx (rename-keys (select-keys x (keys k)) k))]
                 (if found (reduce (fn [ret y] (conj ret (merge y x))) ret found) ret)))
             #{} s))))
(defn subset? [a b] (and (<= (count a) (count b)) (every? (fn [x] (contains? b x)) a)))
(defn superset? [a b] (and (>= (count a) (count b)) (every? (fn [x] (contains? a x)) b)))
