(ns clojure.set)

(defn union
  ([] #{})
  ([s1] s1)
  ([s1 s2] (if (< (count s1) (count s2)) (reduce conj s2 s1) (reduce conj s1 s2)))
  ([s1 s2 & sets] (reduce union (union s1 s2) sets)))
(defn intersection
  ([s1] s1)
  ([s1 s2] (if (< (count s2) (count s1))
           (recur s2 s1)
           (reduce (fn [r x] (if (contains? s2 x) r (disj r x))) s1 s1)))
  ([s1 s2 & sets] (reduce intersection (intersection s1 s2) sets)))
(defn difference
  ([s1] s1)
  ([s1 s2] (if (< (count s1) (count s2))
           (reduce (fn [r x] (if (contains? s2 x) (disj r x) r)) s1 s1)
           (reduce disj s1 s2)))
  ([s1 s2 & sets] (reduce difference (difference s1 s2) sets)))
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
