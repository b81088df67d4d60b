;; Vectors, maps and sets: the functions over the primitives, and the slow ways for records and lazy sequences.

(defn vector [& items] (%vec items))
(defn vec [coll]
  (let [v (%vec coll)] (if (%declined? v) (into [] coll) v)))
(defn hash-map [& kvs]
  (if (nil? kvs)
    {}
    (let [m ($apply %hash-map (%even kvs))]
      (if (%declined? m) (%assoc-all (%dissoc (%hash-map nil nil) nil) kvs) m))))
(defn %assoc-all [m kvs] (if kvs (recur (assoc m ($car kvs) ($cadr kvs)) ($cddr kvs)) m))
(defn array-map [& kvs] (let [m ($apply %array-map (%even kvs))] (if (%declined? m) (%assoc-all {} kvs) m)))
(defn hash-set [& items] (into #{} items))
(defn set [coll]
  (if (and (%pset? coll) (nil? (%meta coll)))
    coll
    (let [v (%into-set coll)] (if (%declined? v) (into #{} coll) v))))

(defn %even [kvs]
  (if (odd? (count kvs))
    (throw (new IllegalArgumentException (str "No value supplied for key: " (pr-str (last kvs)))))
    kvs))

(defn vector? [x] (if (%pvec? x) true (%object-is? x "clojure.lang.IPersistentVector")))
(defn map? [x] (or (%pmap? x) (%smap? x) (%record-map? x) (%object-is? x "clojure.lang.IPersistentMap")))
(defn set? [x] (or (%pset? x) (%sset? x) (%object-is? x "clojure.lang.IPersistentSet")))
(defn map-entry? [x] (%map-entry? x))
(defn coll? [x]
  (or (%pvec? x) (%seq? x) (%pmap? x) (%pset? x) (%smap? x) (%sset? x) (%record-map? x) (%record? x PersistentQueue)
      (%object-is? x "clojure.lang.IPersistentCollection")))
(defn associative? [x] (or (%pvec? x) (map? x) (%object-is? x "clojure.lang.Associative")))
(defn indexed? [x] (%pvec? x))
(defn reversible? [x] (or (%pvec? x) (%smap? x) (%sset? x)))
(defn sorted? [x] (or (%smap? x) (%sset? x)))
(defn seqable? [x]
  (or (nil? x) (coll? x) (string? x) (%record? x Array) (%object-is? x "clojure.lang.Seqable")))

(defn get
  ([m k] (let [v (%get m k)] (if (%declined? v) (%get-slow m k nil) v)))
  ([m k not-found] (let [v (%get m k not-found)] (if (%declined? v) (%get-slow m k not-found) v))))

(defn contains? [coll k] (let [v (%contains? coll k)] (if (%declined? v) (%contains-slow coll k) v)))
(defn find [m k] (let [v (%find m k)] (if (%declined? v) (%find-slow m k) v)))

(defn assoc
  ([m k v] (let [r (%assoc m k v)] (if (%declined? r) (%assoc-slow m k v) r)))
  ([m k v & kvs]
   (loop [m (assoc m k v) kvs kvs]
     (if kvs
       (if ($pair? ($cdr kvs))
         (recur (assoc m ($car kvs) ($cadr kvs)) ($cddr kvs))
         (throw (new IllegalArgumentException "assoc expects even number of arguments after map/vector, found odd number")))
       m))))

(defn dissoc
  ([m] m)
  ([m k] (let [r (%dissoc m k)] (if (%declined? r) (%dissoc-slow m k) r)))
  ([m k & ks] (loop [m (dissoc m k) ks ks] (if ks (recur (dissoc m ($car ks)) ($cdr ks)) m))))

(defn disj
  ([s] s)
  ([s k] (if (nil? s) nil (let [r (%disj s k)] (if (%declined? r) (%disj-slow s k) r))))
  ([s k & ks] (loop [s (disj s k) ks ks] (if ks (recur (disj s ($car ks)) ($cdr ks)) s))))

(defn conj
  ([] [])
  ([coll] coll)
  ([coll x] (let [r (%conj coll x)] (if (%declined? r) (%conj-slow coll x) r)))
  ([coll x & xs] (loop [coll (conj coll x) xs xs] (if xs (recur (conj coll ($car xs)) ($cdr xs)) coll))))

(defn peek [coll] (let [v (%peek coll)] (if (%declined? v) (%peek-slow coll) v)))
(defn pop [coll] (let [v (%pop coll)] (if (%declined? v) (%pop-slow coll) v)))
(defn empty [coll] (let [v (%empty coll)] (if (%declined? v) (%empty-slow coll) v)))

(defn subvec
  ([v start] (subvec v start (count v)))
  ([v start end] (%subvec v (int start) (int end))))

(defn key [e] (if (%map-entry? e) (%nth e 0) (%entry-part e 'getKey)))
(defn val [e] (if (%map-entry? e) (%nth e 1) (%entry-part e 'getValue)))
(defn %entry-part [e name] (%call-method e name "argument is not a map entry"))
(defn keys [m]
  (if (or (%pmap? m) (%smap? m))
    (%keys m)
    (seq (map key m))))
(defn vals [m]
  (if (or (%pmap? m) (%smap? m))
    (%vals m)
    (seq (map val m))))

(defn get-in
  ([m ks] (reduce get m ks))
  ([m ks not-found]
   (loop [m m ks (seq ks)]
     (if ks
       (let [v (get m (first ks) %types)]
         (if ($eq? v %types) not-found (recur v (next ks))))
       m))))
(defn assoc-in [m [k & ks] v]
  (if ks (assoc m k (assoc-in (get m k) ks v)) (assoc m k v)))
(defn update
  ([m k f] (assoc m k (f (get m k))))
  ([m k f x] (assoc m k (f (get m k) x)))
  ([m k f x y] (assoc m k (f (get m k) x y)))
  ([m k f x y z] (assoc m k (f (get m k) x y z)))
  ([m k f x y z & more] (assoc m k (apply f (get m k) x y z more))))
(defn update-in [m ks f & args]
  (let [up (fn up [m ks]
             (let [k (first ks) ks (next ks)]
               (if ks
                 (assoc m k (up (get m k) ks))
                 (assoc m k (apply f (get m k) args)))))]
    (up m (seq ks))))
(defn select-keys [m ks]
  (loop [r {} ks (seq ks)]
    (if ks
      (let [e (find m (first ks))] (recur (if e (conj r e) r) (next ks)))
      (with-meta r (meta m)))))
(defn merge [& maps]
  (if (some identity maps)
    (reduce (fn [a b] (conj (or a {}) b)) maps)
    nil))
(defn merge-with [f & maps]
  (if (some identity maps)
    (reduce (fn [a b]
              (reduce (fn [m e]
                        (let [k (key e) v (val e)]
                          (if (contains? m k) (assoc m k (f (get m k) v)) (assoc m k v))))
                      (or a {}) (seq b)))
            maps)
    nil))
(defn zipmap [ks vs]
  (loop [m {} ks (seq ks) vs (seq vs)]
    (if (and ks vs) (recur (assoc m (first ks) (first vs)) (next ks) (next vs)) m)))
(defn update-vals [m f] (with-meta (reduce (fn [r e] (assoc r (key e) (f (val e)))) {} (seq m)) (meta m)))
(defn update-keys [m f] (with-meta (reduce (fn [r e] (assoc r (f (key e)) (val e))) {} (seq m)) (meta m)))

(defn transient [coll] (%transient coll))
(defn persistent! [coll] (%persistent! coll))
(defn conj!
  ([] (%transient []))
  ([coll] coll)
  ([coll x] (let [r (%conj! coll x)] (if (%declined? r) (%conj!-slow coll x) r))))
(defn assoc!
  ([coll k v] (let [r (%assoc! coll k v)] (if (%declined? r) (%assoc!-slow coll k v) r)))
  ([coll k v & kvs]
   (loop [c (assoc! coll k v) kvs kvs]
     (if kvs (recur (assoc! c ($car kvs) (if ($pair? ($cdr kvs)) ($cadr kvs) nil)) (if ($pair? ($cdr kvs)) ($cddr kvs) nil)) c))))
(defn dissoc!
  ([coll k] (let [r (%dissoc! coll k)] (if (%declined? r) (%dissoc!-slow coll k) r)))
  ([coll k & ks] (loop [c (dissoc! coll k) ks ks] (if ks (recur (dissoc! c ($car ks)) ($cdr ks)) c))))
(defn disj!
  ([s] s)
  ([s k] (let [r (%disj! s k)] (if (%declined? r) (%disj!-slow s k) r)))
  ([s k & ks] (loop [c (disj! s k) ks ks] (if ks (recur (disj! c ($car ks)) ($cdr ks)) c))))
(defn pop! [coll] (%pop! coll))

(defn into
  ([] [])
  ([to] to)
  ([to from]
   (let [v (%into to from)]
     (if (%declined? v)
       (if (or (%pvec? to) (%pmap? to) (%pset? to))
         (with-meta (%persistent! (reduce conj! (%transient to) from)) (meta to))
         (reduce conj to from))
       v)))
  ([to xform from]
   (if (or (%pvec? to) (%pmap? to) (%pset? to))
     (transduce xform (fn ([t] (with-meta (%persistent! t) (meta to))) ([t x] (conj! t x))) (%transient to) from)
     (transduce xform conj to from))))

(defn meta [x] (let [v (%meta x)] (if (%declined? v) (%meta-slow x) v)))
(defn with-meta [x m] (let [v (%with-meta x m)] (if (%declined? v) (%with-meta-slow x m) v)))
(defn vary-meta [x f & args] (with-meta x (apply f (meta x) args)))

(defn hash [x] (let [v (%hash x)] (if (%declined? v) (%hash-slow x) v)))
(defn compare [x y] (let [v (%compare x y)] (if (%declined? v) (%compare-slow x y) v)))
(defn comparator [pred] (fn [x y] (cond (pred x y) -1 (pred y x) 1 :else 0)))

(defn %destructured [x]
  (if (%seq? x)
    (let [s (seq x)]
      (cond (nil? s) {}
            (next s)
            (loop [m {} s s]
              (if s
                (if (next s)
                  (recur (assoc m (first s) (second s)) (nnext s))
                  (if (map? (first s))
                    (conj m (first s))
                    (throw (new IllegalArgumentException (str "No value supplied for key: " (pr-str (first s)))))))
                m))
            :else (first s)))
    x))

;; ------------------------------------------------------------ predicates of atoms

(defn string? [x] ($string? x))
(defn char? [x] ($char? x))
(defn symbol? [x] ($symbol? x))
(defn keyword? [x] ($keyword? x))
(defn fn? [x] (and ($procedure? x) (not (%multi? x))))
(defn ifn? [x]
  (or ($procedure? x) ($keyword? x) ($symbol? x) (%pvec? x) (%pmap? x) (%pset? x) (%smap? x) (%sset? x) (%var? x)
      (%object-is? x "clojure.lang.IFn")))
(defn any? [x] true)
(defn ident? [x] (or ($keyword? x) ($symbol? x)))
(defn simple-ident? [x] (and (ident? x) (nil? (namespace x))))
(defn qualified-ident? [x] (and (ident? x) (some? (namespace x))))
(defn simple-symbol? [x] (and (symbol? x) (nil? (namespace x))))
(defn qualified-symbol? [x] (and (symbol? x) (some? (namespace x))))
(defn simple-keyword? [x] (and (keyword? x) (nil? (namespace x))))
(defn qualified-keyword? [x] (and (keyword? x) (some? (namespace x))))
