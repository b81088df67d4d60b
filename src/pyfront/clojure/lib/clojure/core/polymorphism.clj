;; Protocols and multimethods, records as maps, methods of objects.

;; ------------------------------------------------------------ methods of types

(defn %implements! [rtd what]
  (let [info (%type-info rtd)]
    (%record-set! info %info-type 4 (cons what (%record-ref info %info-type 4)))
    (if (%record? what Protocol) (%extended! what rtd))))

;; a method of a type, for a protocol or a class of Java
(defn %implement! [rtd what name f]
  (if (and (%rtd? rtd) (or ($eq? name 'equiv) ($eq? name 'equals) ($eq? name 'hasheq) ($eq? name 'hashCode)))
    (let [info (%type-info rtd)]
      (if (and info (%info-record? info)) nil (%own-equality! rtd))))
  ($hash-table-set! ($hash-table-ref/default %methods rtd false) name f)
  (if (%record? what Protocol) (%install what rtd name f)))

(defn %method-of [x name]
  (if ($record? x)
    (let [table ($hash-table-ref/default %methods (%record-rtd x) false)]
      (if table ($hash-table-ref/default table name false) false))
    false))

(defn %call-method [x name message]
  (let [m (%method-of x name)]
    (if m (m x) (%wrong-type message x))))

;; ------------------------------------------------------------ protocols
;; tables: method (symbol) -> hash table: class -> function; types: classes that it was extended to

(defn %protocol [name signatures doc class via-metadata]
  (%named-class class (->Protocol name signatures doc
              (let [tables ($make-eq-hash-table)]
                (run! (fn [k] ($hash-table-set! tables k ($make-eq-hash-table))) (keys signatures))
                tables)
              nil via-metadata)))
(defn %named-class [name c] ($hash-table-set! %class-table name c) c)

(defn %protocol-table [p name] ($hash-table-ref/default (%record-ref p Protocol 3) name false))

(defn %extended! [p c]
  (if (some (fn [x] (identical? x c)) (%record-ref p Protocol 4))
    nil
    (do (%record-set! p Protocol 4 (cons c (%record-ref p Protocol 4)))
        (%forget-inherited p))))

(defn %install [p c name f]
  (let [table (%protocol-table p name)]
    (if table
      (do (%forget-inherited p) ($hash-table-set! table (if (nil? c) nil c) f))
      nil)))

;; what was found for a class by way of another one is looked for again
(defn %forget-inherited [p]
  (run! (fn [name]
          (let [table (%protocol-table p name)]
            (run! (fn [c] (if (%record? ($hash-table-ref/default table c false) Reduced) ($hash-table-delete! table c)))
                  ($hash-table-keys table))))
        (keys (%record-ref p Protocol 1))))

(defn %dispatch [p table name x]
  (let [c (if ($record? x) (%record-rtd x) (class x))
        f ($hash-table-ref/default table c false)]
    (if f
      (if (%record? f Reduced) (%record-ref f Reduced 0) f) ; Reduced: inherited
      (%dispatch-slow p table name x c))))

;; does the type itself say that it implements the protocol?
(defn %inline? [p c]
  (let [info (if (%rtd? c) (%type-info c) false)]
    (if info (some (fn [x] (identical? x p)) (%record-ref info %info-type 4)) false)))

;; of a protocol with :extend-via-metadata: metadata come after what a type says itself, and before what it was extended by
(defn %dispatch-via [p table name x]
  (let [m (if (%inline? p (class x)) nil (get (meta x) (symbol (%name-space (str (%record-ref p Protocol 0))) ($symbol->string name))))]
    (if m m (%dispatch p table name x))))

(defn %dispatch-slow [p table name x c]
  (let [own (if (or (%record? x Array) (and ($record? x) (%kind-of x))) ($hash-table-ref/default table (class x) false) false)
        f (if own own (%inherited table c))]
    (cond own own
          (%inline? p c)
          (throw (new AbstractMethodError
                      (str "Receiver class " (%class-name c) " does not define or inherit an implementation of the resolved method '"
                           name "' of interface " (%class-name p) ".")))
          f (do (if (or ($eq? c Array) (and ($record? x) (%kind-of x))) nil ($hash-table-set! table c (->Reduced f))) f)
          :else
          (throw (new IllegalArgumentException
                      (str "No implementation of method: " (keyword name) " of protocol: #'" (%record-ref p Protocol 0)
                           " found for class: " (if (nil? c) "nil" (%class-name c))))))))

;; the function of the nearest class that it is a kind of
(defn %inherited [table c]
  (if (nil? c)
    false
    (loop [level (%supers-of c) depth 0]
      (let [found (some (fn [name]
                          (let [f (if ($equal? name "java.lang.Object") nil ($hash-table-ref/default table (%class-named name) nil))]
                            (if (%record? f Reduced) nil f)))
                        level)]
        (cond found found
              (or (empty? level) (> depth 20)) ($hash-table-ref/default table %c-object false)
              :else (recur (doall (mapcat (fn [name] (%supers-of (%class-named name))) level)) (inc depth)))))))

(defn %protocol-fn [p name]
  (let [table (%protocol-table p name)]
    (if (%record-ref p Protocol 5) (%protocol-fn-via p table name) (fn
      ([x] ((%dispatch p table name x) x))
      ([x a] ((%dispatch p table name x) x a))
      ([x a b] ((%dispatch p table name x) x a b))
      ([x a b c] ((%dispatch p table name x) x a b c))
      ([x a b c & more] (apply (%dispatch p table name x) x a b c more))))))
(defn %protocol-fn-via [p table name] (fn [x & more] (apply (%dispatch-via p table name x) x more)))

(defn extend [c & pairs]
  (loop [s (seq pairs)]
    (if s
      (let [p (first s)]
        (%extended! p c)
        (run! (fn [e] (%install p c ($string->symbol (name (key e))) (val e))) (seq (second s)))
        (recur (nnext s)))
      nil)))

(defn %has-protocol? [p c]
  (if (some (fn [x] (identical? x c)) (%record-ref p Protocol 4))
    true
    (if (nil? c)
      false
      (or (some (fn [name] (%has-protocol? p (%class-named name))) (%supers-of c))
          (some (fn [x] (identical? x %c-object)) (%record-ref p Protocol 4))
          false))))
(defn satisfies? [p x] (if (%has-protocol? p (class x)) true false))
(defn extends? [p c] (if (some (fn [x] (identical? x c)) (%record-ref p Protocol 4)) true false))
(defn extenders [p] (seq (reverse (remove (fn [c] (%inline? p c)) (%record-ref p Protocol 4)))))
(defn find-protocol-impl [p x] (if (satisfies? p x) p nil))

;; ------------------------------------------------------------ records as maps
;; fields, then %meta and %ext: a map of what else is in it

(defn %record-map? [x]
  (if ($record? x)
    (let [info (%type-info (%record-rtd x))]
      (if info (%info-record? info) false))
    false))
(defn record? [x] (%record-map? x))

(defn %own-fields [r] (- ($vector-length (%rtd-fields (%record-rtd r))) 2))
(defn %basis [rtd]
  (let [fields (vec ($vector->list (%rtd-fields rtd)))]
    (if (%info-record? (%type-info rtd)) (subvec fields 0 (- (count fields) 2)) fields)))
(defn %own-index [r k]
  (if ($keyword? k)
    (let [rtd (%record-rtd r) i (%field-index rtd ($keyword->symbol k))]
      (if (and i (< i (%own-fields r))) i false))
    false))
(defn %slot [r i] (%record-ref r (%record-rtd r) i))
(defn %ext [r] (%slot r (inc (%own-fields r))))
(defn %record-keys [r]
  (let [fields (%rtd-fields (%record-rtd r)) n (%own-fields r)]
    (loop [i 0 ks []] (if (< i n) (recur (inc i) (conj ks ($symbol->keyword ($vector-ref fields i)))) ks))))
(defn %record-entries [r]
  (let [ks (%record-keys r)]
    (loop [i 0 es []]
      (if (< i (count ks))
        (recur (inc i) (conj es (%map-entry (nth ks i) (%slot r i))))
        (into es (%ext r))))))
(defn %record->map [r] (into {} (%record-entries r)))
(defn %changed [r i x]
  (let [rtd (%record-rtd r) n ($vector-length (%rtd-fields rtd))]
    (loop [k (dec n) items nil]
      (if (< k 0)
        ($apply %make-record rtd items)
        (recur (dec k) ($cons (if (== k i) x (%record-ref r rtd k)) items))))))
(defn %map->record [rtd m]
  (let [fields (%rtd-fields rtd) n (- ($vector-length fields) 2)]
    (loop [i 0 items nil rest (into {} m)]
      (if (< i n)
        (let [k ($symbol->keyword ($vector-ref fields i))]
          (recur (inc i) ($cons (get m k) items) (dissoc rest k)))
        ($apply %make-record rtd ($append ($reverse items) ($list nil (not-empty rest))))))))

;; ------------------------------------------------------------ what primitives decline for objects

(defn %not-supported [who x] (%wrong-type (str who ": not supported on this type: " (%class-name (class x))) x))

(defn %seq-of-object [x]
  (cond (%record-map? x) (seq (%record-entries x))
        (%record? x PersistentQueue) (%queue-seq x)
        (%record? x Eduction) (seq (sequence (%record-ref x Eduction 0) (%record-ref x Eduction 1)))
        (%record? x Array) (%array-seq x)
        (%record? x Iterator) (%record-ref x Iterator 0)
        (%method-of x 'seq) (%own-seq ((%method-of x 'seq) x))
        (%method-of x 'iterator) (iterator-seq ((%method-of x 'iterator) x))
        (%char-sequence? x) (seq (map (fn [i] (%char-at x i)) (range (count x))))
        (%python-object? x) (%py-seq x)
        :else (throw (new IllegalArgumentException (str "Don't know how to create ISeq from: " (%class-name (class x)))))))

;; An object of the program's that is a sequence by its methods, as one of the machine's.
(defn %own-seq [s]
  (if (%method-of s 'more)
    (cons ((%method-of s 'first) s) (lazy-seq (let [m (%method-of s 'next)] (%own-seq (if m (m s) (seq ((%method-of s 'more) s)))))))
    s))

;; text by its methods, as java.lang.CharSequence has them
(defn %char-sequence? [x] (and (%method-of x 'charAt) (%method-of x 'length)))
(defn %char-at [x i] ((%method-of x 'charAt) x i))

(defn %count-of-object [x]
  (cond (%record-map? x) (+ (%own-fields x) (count (%ext x)))
        (%record? x PersistentQueue) (%record-ref x PersistentQueue 2)
        (%record? x Array) ($vector-length (%record-ref x Array 0))
        (%record? x StringBuilder) (count (%builder-text x))
        (%method-of x 'count) ((%method-of x 'count) x)
        (%record? x Eduction) (count (seq x))
        (%method-of x 'seq) (count (seq x))
        (%char-sequence? x) ((%method-of x 'length) x)
        :else (throw (new UnsupportedOperationException (str "count not supported on this type: " (%class-name (class x)))))))

(defn %nth-of-object [x i not-found]
  (cond (%record? x Array)
        (let [v (%record-ref x Array 0)]
          (if (and (>= i 0) (< i ($vector-length v)))
            ($vector-ref v i)
            (if ($eq? not-found %default) (throw (new ArrayIndexOutOfBoundsException (str "Index " i " out of bounds for length " ($vector-length v)))) not-found)))
        (%record? x Matcher)
        (let [g (re-groups x)
              g (if (string? g) [g] g)]
          (if ($eq? not-found %default) (nth g i) (nth g i not-found)))
        (%method-of x 'nth) (if ($eq? not-found %default) ((%method-of x 'nth) x i) ((%method-of x 'nth) x i not-found))
        (%char-sequence? x)
        (if (or ($eq? not-found %default) (and (<= 0 i) (< i (count x)))) (%char-at x i) not-found)
        :else (if ($eq? not-found %default) (nth (seq x) i) (nth (seq x) i not-found))))

;; Keys with lazy sequences inside: they are realised, and the primitive asked again.
(defn %key-ready? [k]
  (loop [l (%pending k) any false]
    (if l (do (seq l) (recur (%pending k) true)) any)))

;; a key of an array map may never have been looked at
(defn %keys-ready? [m k]
  (cond (%key-ready? k) true
        (%array-map? m) (if (%pmap? m) (%key-ready? (%keys m)) false)
        :else false))

;; Keys with objects inside whose types have an equality of their own, which a primitive cannot call. Their hash is computed first,
;; by calls; the keys that a collection has for this hash, usually none or one, are compared by calls; then the primitive is told
;; the hash, and looks for the very key that was found.

(defn %hash32 [x] (%bit-and (hash x) 4294967295))

;; `what`: 0 get, 1 contains?, 2 find, 3 assoc or conj, 4 dissoc or disj; v: the value, of get that if there is none
(defn %by-hash [what coll k v]
  (let [array (%array-map? coll) h (if array 0 (%hash32 k))]
    (loop [keys (%same-hash coll h) other nil]
      (if (nil? keys)
        (let [r (%with-hash coll what k v h other)]
          (if (%declined? r) (%by-hash what (%grown coll) k v) r))
        (let [c ($car keys)]
          (if (= k c)
            (%with-hash coll what c v h nil)
            (recur ($cdr keys) (if (and (== what 3) (not array) (nil? ($cdr keys))) ($cons c (%hash32 c)) nil))))))))

;; entries of an array that is full become those of a trie
(def %empty-trie (%dissoc (%hash-map 0 0) 0))
(defn %grown [coll]
  (if (%array-map? coll) nil (throw (new IllegalStateException "a collection was changed while its keys were compared")))
  (let [open (%transient? coll) whole (if open (persistent! coll) coll)
        trie (reduce (fn [m e] (%by-hash 3 m (key e) (val e))) (with-meta %empty-trie (meta whole)) whole)]
    (if open (transient trie) trie)))

;; what a function does to a key of a collection that the primitive has declined
(defn %with-own-key [what coll k v otherwise]
  (if (or (%pmap? coll) (%pset? coll) (%transient? coll)) (%by-hash what coll k v) (otherwise)))

(defn %conj!-slow [coll x]
  (cond (if (%pvec? x) (%key-ready? (nth x 0)) false) (conj! coll x)
        (%key-ready? x) (conj! coll x)
        (%transient-set? coll) (%by-hash 3 coll x nil)
        (%record-map? x) (reduce conj! coll (seq x))
        (and (%pvec? x) (== (count x) 2)) (assoc! coll (nth x 0) (nth x 1))
        (map? x) (reduce (fn [m e] (assoc! m (key e) (val e))) coll x)
        :else (%not-supported "conj!" x)))
(defn %assoc!-slow [coll k v] (if (%key-ready? k) (assoc! coll k v) (%by-hash 3 coll k v)))
(defn %dissoc!-slow [coll k] (if (%key-ready? k) (dissoc! coll k) (%by-hash 4 coll k nil)))
(defn %disj!-slow [coll k] (if (%key-ready? k) (disj! coll k) (%by-hash 4 coll k nil)))
(defn %map-slow [& kvs]
  (loop [m {} kvs kvs n 0]
    (if kvs
      (let [m (assoc m ($car kvs) ($cadr kvs))]
        (if (== (count m) n)
          (throw (new IllegalArgumentException (str "Duplicate key: " (pr-str ($car kvs)))))
          (recur m ($cddr kvs) (inc n))))
      m)))
(defn %set-slow [& items]
  (loop [s #{} items items n 0]
    (if items
      (let [s (conj s ($car items))]
        (if (== (count s) n)
          (throw (new IllegalArgumentException (str "Duplicate key: " (pr-str ($car items)))))
          (recur s ($cdr items) (inc n))))
      s)))

(defn %get-slow [m k not-found]
  (if ($record? m)
    (cond (%record-map? m)
          (let [i (%own-index m k)] (if i (%slot m i) (get (%ext m) k not-found)))
          (%record? m Array)
          (let [v (%record-ref m Array 0)] (if (and (int? k) (<= 0 k) (< k ($vector-length v))) ($vector-ref v k) not-found))
          (%method-of m 'valAt)
          (if (nil? not-found) ((%method-of m 'valAt) m k) ((%method-of m 'valAt) m k not-found))
          :else not-found)
    (if (%keys-ready? m k)
      (get m k not-found)
      (%with-own-key 0 m k not-found (fn [] (%sorted-get m k not-found))))))

(defn %contains-slow [m k]
  (if ($record? m)
    (cond (%record-map? m) (if (%own-index m k) true (contains? (or (%ext m) {}) k))
          (%record? m Array) (if (number? k)
                                (and (int? k) (<= 0 k) (< k ($vector-length (%record-ref m Array 0))))
                                (%wrong-type "contains?: argument 2 is not an index of an array" k))
          (%method-of m 'containsKey) ((%method-of m 'containsKey) m k)
          (%method-of m 'contains) ((%method-of m 'contains) m k)
          :else (throw (new IllegalArgumentException (str "contains? not supported on type: " (%class-name (class m))))))
    (if (%keys-ready? m k)
      (contains? m k)
      (%with-own-key 1 m k nil (fn [] (%sorted-contains? m k))))))

(defn %find-slow [m k]
  (cond (%record-map? m) (if (contains? m k) (%map-entry k (get m k)) nil)
        (%method-of m 'entryAt) ((%method-of m 'entryAt) m k)
        (%keys-ready? m k) (find m k)
        :else (%with-own-key 2 m k nil (fn [] (%sorted-find m k)))))

(defn %assoc-slow [m k v]
  (cond (%record-map? m)
        (let [i (%own-index m k)]
          (if i (%changed m i v) (%changed m (inc (%own-fields m)) (assoc (or (%ext m) {}) k v))))
        (%method-of m 'assoc) ((%method-of m 'assoc) m k v)
        (%keys-ready? m k) (assoc m k v)
        :else (%with-own-key 3 m k v (fn [] (%sorted-assoc m k v)))))

(defn %assoc-own-slow [m k v] (%assoc-slow (%disown m) k v))

(defn %dissoc-slow [m k]
  (cond (%record-map? m)
        (if (%own-index m k)
          (dissoc (%record->map m) k)
          (%changed m (inc (%own-fields m)) (not-empty (dissoc (%ext m) k))))
        (%method-of m 'without) ((%method-of m 'without) m k)
        (%keys-ready? m k) (dissoc m k)
        :else (%with-own-key 4 m k nil (fn [] (%sorted-dissoc m k)))))

(defn %disj-slow [s k]
  (cond (%method-of s 'disjoin) ((%method-of s 'disjoin) s k)
        (%key-ready? k) (disj s k)
        :else (%with-own-key 4 s k nil (fn [] (%sorted-disj s k)))))

(defn %conj-slow [coll x]
  (cond (%record-map? coll)
        (cond (map? x) (reduce (fn [r e] (assoc r (key e) (val e))) coll x)
              (%pvec? x) (assoc coll (nth x 0) (nth x 1))
              :else (reduce (fn [r e] (assoc r (key e) (val e))) coll x))
        (%record? coll PersistentQueue) (%queue-conj coll x)
        (%lazy? coll) ($cons x coll)
        (if (%pmap? coll) (if (%pvec? x) (%key-ready? (nth x 0)) false) false) (conj coll x)
        (if (%pmap? coll) (if (%pvec? x) (== (count x) 2) false) false) (assoc coll (nth x 0) (nth x 1))
        (if (%pset? coll) (%key-ready? x) false) (conj coll x)
        (and (%pmap? coll) (not (%record? coll Array))) (reduce (fn [m e] (assoc m (key e) (val e))) coll x)
        (%method-of coll 'cons) ((%method-of coll 'cons) coll x)
        :else (%with-own-key 3 coll x nil (fn [] (%sorted-conj coll x)))))

(defn %peek-slow [x]
  (cond (%record? x PersistentQueue) (%queue-peek x)
        (%method-of x 'peek) ((%method-of x 'peek) x)
        :else (%not-supported "peek" x)))
(defn %pop-slow [x]
  (cond (%record? x PersistentQueue) (%queue-pop x)
        (%method-of x 'pop) ((%method-of x 'pop) x)
        :else (%not-supported "pop" x)))
(defn %empty-slow [x]
  (cond (%record-map? x) (throw (new UnsupportedOperationException (str "Can't create empty: " (%class-name (class x)))))
        (%record? x PersistentQueue) %empty-queue
        (%method-of x 'empty) ((%method-of x 'empty) x)
        :else nil))

(defn %meta-slow [x]
  (cond (%global? x) (%var-meta x)
        (%watchable x) (%record-ref x (%watchable x) 3)
        (%record? x Namespace) (%record-ref x Namespace 1)
        (%record-map? x) (%slot x (%own-fields x))
        (%record? x PersistentQueue) (%record-ref x PersistentQueue 3)
        (%method-of x 'meta) ((%method-of x 'meta) x)
        ($record? x) (let [i (%field-index (%record-rtd x) '%meta)] (if i (%slot x i) nil))
        :else nil))

(defn %with-meta-slow [x m]
  (cond (%record-map? x) (%changed x (%own-fields x) m)
        (%record? x PersistentQueue)
        (->PersistentQueue (%record-ref x PersistentQueue 0) (%record-ref x PersistentQueue 1) (%record-ref x PersistentQueue 2) m)
        (%method-of x 'withMeta) ((%method-of x 'withMeta) x m)
        (and ($record? x) (%field-index (%record-rtd x) '%meta)) (%changed x (%field-index (%record-rtd x) '%meta) m)
        ($procedure? x) (%fn-with-meta x m)
        :else (throw (new ClassCastException (str "no metadata on: " (%class-name (class x)))))))

(def %fn-metas ($make-eq-hash-table))
(defn %fn-with-meta [f m]
  (let [g (fn ([] (f)) ([a] (f a)) ([a b] (f a b)) ([a b & more] (apply f a b more)))]
    ($hash-table-set! %fn-metas g m)
    g))

;; equality of objects, and of what holds lazy sequences or objects
(defn %equiv-slow [x y]
  (cond (identical? x y) true
        ($record? x) (%object-equiv x y)
        ($record? y) (%object-equiv y x)
        (sequential? x)
        (if (sequential? y)
          (loop [a (seq x) b (seq y)]
            (if a
              (if b (if (= (first a) (first b)) (recur (next a) (next b)) false) false)
              (nil? b)))
          false)
        (map? x)
        (if (and (map? y) (not (record? y)) (== (count x) (count y)))
          (every? (fn [e] (let [f (find y (key e))] (if f (= (val e) (val f)) false))) x)
          false)
        (set? x)
        (if (and (set? y) (== (count x) (count y))) (every? (fn [e] (contains? y e)) x) false)
        (%python-object? x) (if (%python-object? y) (%service 'py-equal x y) false)
        :else false))

(defn %object-equiv [x y]
  (cond (%record-map? x)
        (and ($record? y) (identical? (%record-rtd x) (%record-rtd y))
             (= (%record->map x) (%record->map y)))
        (%record? x UUID) (and (%record? y UUID) (= (%slot x 0) (%slot y 0)) (= (%slot x 1) (%slot y 1)))
        (%record? x Date) (and (%record? y Date) (= (%slot x 0) (%slot y 0)))
        (%record? x PersistentQueue) (and (sequential? y) (= (or (seq x) ()) (or (seq y) ())))
        (%record? x Eduction) (and (sequential? y) (= (or (seq x) ()) (or (seq y) ())))
        (%record? x TaggedLiteral)
        (and (%record? y TaggedLiteral) (= (%slot x 0) (%slot y 0)) (= (%slot x 1) (%slot y 1)))
        (%method-of x 'equiv) (boolean ((%method-of x 'equiv) x y))
        (%method-of x 'equals) (boolean ((%method-of x 'equals) x y))
        :else false))

(defn %hash-slow [x]
  (cond (%record-map? x) ($bitwise-xor (hash (%record->map x)) (hash (%class-name (%record-rtd x))))
        (%record? x UUID) (hash [(%slot x 0) (%slot x 1)])
        (%record? x Date) (hash (%slot x 0))
        (%method-of x 'hasheq) ((%method-of x 'hasheq) x)
        (%method-of x 'hashCode) ((%method-of x 'hashCode) x)
        (%record? x PersistentQueue) (hash-ordered-coll (seq x))
        (or (%record? x TaggedLiteral) (%record? x ReaderConditional)) (hash [(%slot x 0) (%slot x 1)])
        ($record? x) ($eq-hash x)
        (or (map? x) (set? x)) (hash-unordered-coll x)
        (sequential? x) (hash-ordered-coll x)
        (%python-object? x) (%service 'py-hash x)
        :else 0))

;; Clojure's hashes of collections, from those of their items; integers of 32 bits
(defn hash-ordered-coll [coll]
  (loop [s (seq coll) n 0 h 1]
    (if s
      (recur (next s) (inc n) (%bit-and (+ (* 31 h) (hash (first s))) 4294967295))
      (mix-collection-hash h n))))
(defn hash-unordered-coll [coll]
  (loop [s (seq coll) n 0 h 0]
    (if s
      (recur (next s) (inc n) (%bit-and (+ h (hash (first s))) 4294967295))
      (mix-collection-hash h n))))
(defn %mul32 [x y] (%bit-and (%unchecked-multiply x y) 4294967295))
(defn %rot32 [x n] (%bit-and (%bit-or (%bit-shift-left x n) (%bit-shift-right x (- 32 n))) 4294967295))
(defn %mix-round [h k]
  (%bit-and (+ (* 5 (%rot32 (%bit-xor h (%mul32 461845907 (%rot32 (%mul32 3432918353 (%bit-and k 4294967295)) 15))) 13)) 3864292196) 4294967295))
(defn %mix-end [h n]
  (let [h (%bit-xor h n)
        h (%mul32 (%bit-xor h (%bit-shift-right h 16)) 2246822507)
        h (%mul32 (%bit-xor h (%bit-shift-right h 13)) 3266489909)]
    (%wrap (%bit-xor h (%bit-shift-right h 16)) 32)))
(defn mix-collection-hash [h n] (%mix-end (%mix-round 0 h) n))

(defn %compare-slow [x y]
  (cond (%method-of x 'compareTo) ((%method-of x 'compareTo) x y)
        (and (%record? x UUID) (%record? y UUID)) (compare (str x) (str y))
        (and (%record? x Date) (%record? y Date)) (compare (%slot x 0) (%slot y 0))
        (and (%pvec? x) (%pvec? y))
        (if (== (count x) (count y))
          (loop [i 0]
            (if (< i (count x))
              (let [c (compare (nth x i) (nth y i))] (if (zero? c) (recur (inc i)) c))
              0))
          (compare (count x) (count y)))
        :else (throw (new ClassCastException (str (%class-name (class x)) " cannot be cast to java.lang.Comparable")))))

(defn %reducible? [x]
  (if ($record? x) (if (%record? x Eduction) true (if (%reducer-of x) true false)) false))
;; by IReduceInit, or by CollReduce of clojure.core.protocols
(defn %reducer-of [x] (or (%method-of x 'reduce) (%method-of x 'coll-reduce)))
(defn %reduce-object
  ([f x] (if (%record? x Eduction) (reduce f (seq x)) (unreduced ((%reducer-of x) x f))))
  ([f init x]
   (if (%record? x Eduction)
     (transduce (%record-ref x Eduction 0) (completing f) init (%record-ref x Eduction 1))
     (unreduced ((%reducer-of x) x f init)))))

;; ------------------------------------------------------------ calls of what is no procedure

;; a keyword or map and one argument come first
(defn %call-object
  ([f] (%call-other f nil))
  ([f x]
   (cond ($keyword? f) (get x f)
         (%pmap? f) (get f x)
         (%pset? f) (get f x)
         :else (%call-other f ($list x))))
  ([f x y]
   (cond ($keyword? f) (get x f y)
         (%pmap? f) (get f x y)
         :else (%call-other f ($list x y))))
  ([f x y & more] (%call-other f ($cons x ($cons y more)))))
(defn %call-other [f args]
  (cond (or ($keyword? f) ($symbol? f))
        (let [n (count args)]
          (cond (== n 1) (get ($car args) f)
                (== n 2) (get ($car args) f ($cadr args))
                :else (%arity-error f n)))
        (or (%pmap? f) (%smap? f))
        (let [n (count args)]
          (cond (== n 1) (get f ($car args))
                (== n 2) (get f ($car args) ($cadr args))
                :else (%arity-error f n)))
        (or (%pset? f) (%sset? f))
        (if (== (count args) 1) (get f ($car args)) (%arity-error f (count args)))
        (%pvec? f)
        (if (== (count args) 1)
          (if (int? ($car args)) (nth f ($car args)) (throw (new IllegalArgumentException "Key must be integer")))
          (%arity-error f (count args)))
        (%global? f) (apply (var-get f) args)
        (%transient? f) (get f ($car args) (if ($cdr args) ($cadr args) nil))
        (%method-of f 'invoke) (apply (%method-of f 'invoke) f args)
        (%method-of f 'applyTo) ((%method-of f 'applyTo) f args)
        (%record? f Promise) (deliver f ($car args))
        (%record? f Ref) (apply (%record-ref f Ref 0) args)
        :else
        (%raise (%make-condition 'type (str (%class-name-of f) " cannot be cast to class clojure.lang.IFn: not a function") ($list f)))))
(defn %class-name-of [x] (if (nil? x) "nil" (%class-name (class x))))
(defn %arity-error [f n]
  (%raise (%make-condition 'arity (str "Wrong number of args (" n ") passed to: " (if ($keyword? f) (str f) (%class-name (class f)))) nil)))
(%set-hook! 2 %call-object)
(%set-hook! 3 %seq-of-object)
(%set-hook! 4 Reduced)

;; Python wants all of a sequence.
(defn %whole [s] (loop [s (seq s)] (if s (recur (next s)) nil)))
(%set-hook! 5 %whole)

;; ------------------------------------------------------------ multimethods
;; A multimethod is a procedure; what it knows is found by it.

(def %multis ($make-eq-hash-table))
(defn %multi? [f] ($hash-table-contains? %multis f))

(defn %multi [name dispatch & options]
  (let [{:keys [default hierarchy] :or {default :default}} (%destructured options)
        cell (%global ($symbol->string name))
        old (%global-ref cell)]
    (if (and (not (%declined? old)) (%multi? old))
      old
      (let [m (->MultiFn name dispatch default hierarchy (dissoc (hash-map 1 1) 1) {} {} nil)
            dispatch (if ($keyword? dispatch) (fn ([x] (get x dispatch)) ([x & more] (apply dispatch x more))) dispatch)
            f (fn
                ([] ((%find-method m (dispatch))))
                ([a] ((%find-method m (dispatch a)) a))
                ([a b] ((%find-method m (dispatch a b)) a b))
                ([a b c] ((%find-method m (dispatch a b c)) a b c))
                ([a b c & more] (apply (%find-method m (apply dispatch a b c more)) a b c more)))]
        ($hash-table-set! %multis f m)
        f))))

(defn %multi-of [f]
  (let [m ($hash-table-ref/default %multis f false)]
    (if m m (%wrong-type "argument is not a multimethod" f))))

(defn %hierarchy-of [m]
  (let [h (%record-ref m MultiFn 3)] (if h @h (%record-ref %global-hierarchy Atom 0))))

(defn %find-method [m value]
  (let [h (%hierarchy-of m)]
    (if (identical? h (%record-ref m MultiFn 7))
      nil
      (do (%record-set! m MultiFn 5 {}) (%record-set! m MultiFn 7 h)))
    (let [f (get (%record-ref m MultiFn 5) value)]
      (if f
        f
        (let [f (%best-method m value)]
          (if f
            (do (%record-set! m MultiFn 5 (assoc (%record-ref m MultiFn 5) value f)) f)
            (throw (new IllegalArgumentException
                        (str "No method in multimethod '" (%name-proper ($symbol->string (%record-ref m MultiFn 0)))
                             "' for dispatch value: " (if (nil? value) "null" (str value)))))))))))

(defn %best-method [m value]
  (let [table (%record-ref m MultiFn 4)
        h (%hierarchy-of m)
        best (reduce (fn [best e]
                       (if (isa? h value (key e))
                         (if (or (nil? best) (%dominates? m h (key e) (key best)))
                           e
                           (if (%dominates? m h (key best) (key e))
                             best
                             (throw (new IllegalArgumentException
                                         (str "Multiple methods in multimethod '" (%name-proper ($symbol->string (%record-ref m MultiFn 0)))
                                              "' match dispatch value: " (str value) " -> " (str (key e)) " and "
                                              (str (key best)) ", and neither is preferred")))))
                         best))
                     nil (seq table))]
    (if best (val best) (get table (%record-ref m MultiFn 2)))))

(defn %dominates? [m h x y] (or (%prefers? m h x y) (isa? h x y)))
(defn %prefers? [m h x y]
  (let [prefers (%record-ref m MultiFn 6)]
    (or (contains? (get prefers x #{}) y)
        (some (fn [p] (%prefers? m h x p)) (parents h y))
        (some (fn [p] (%prefers? m h p y)) (parents h x))
        false)))

(defn %add-method [f value method]
  (if (or ($eq? f print-method) ($eq? f print-dup)) (vreset! %print-methods true))
  (let [m (%multi-of f)]
    (%record-set! m MultiFn 4 (assoc (%record-ref m MultiFn 4) value method))
    (%record-set! m MultiFn 5 {})
    f))
(defn remove-method [f value]
  (let [m (%multi-of f)]
    (%record-set! m MultiFn 4 (dissoc (%record-ref m MultiFn 4) value))
    (%record-set! m MultiFn 5 {})
    f))
(defn remove-all-methods [f]
  (let [m (%multi-of f)] (%record-set! m MultiFn 4 {}) (%record-set! m MultiFn 5 {}) f))
(defn prefer-method [f x y]
  (let [m (%multi-of f)]
    (if (%prefers? m (%hierarchy-of m) y x)
      (throw (new IllegalStateException
                  (str "Preference conflict in multimethod '" (%name-proper ($symbol->string (%record-ref m MultiFn 0))) "': "
                       (pr-str y) " is already preferred to " (pr-str x)))))
    (%record-set! m MultiFn 6 (update (%record-ref m MultiFn 6) x (fnil conj #{}) y))
    (%record-set! m MultiFn 5 {})
    f))
(defn methods [f] (%record-ref (%multi-of f) MultiFn 4))
(defn get-method [f value] (let [m (%multi-of f)] (%best-method m value)))
(defn prefers [f] (%record-ref (%multi-of f) MultiFn 6))

;; ------------------------------------------------------------ hierarchies

(defn make-hierarchy [] {:parents {} :descendants {} :ancestors {}})
(def %global-hierarchy (->Atom {:parents {} :descendants {} :ancestors {}} nil nil nil))

(defn isa?
  ([child parent] (isa? @%global-hierarchy child parent))
  ([h child parent]
   (or (= child parent)
       (and (class? child) (class? parent) (%class-is? (%class-name child) (%class-name parent)))
       (contains? (get (get h :ancestors) child #{}) parent)
       (and (class? child) (some (fn [c] (contains? (get (get h :ancestors) c #{}) parent)) (supers child)))
       (and (%pvec? parent) (%pvec? child) (== (count parent) (count child))
            (loop [i 0]
              (if (< i (count parent))
                (if (isa? h (nth child i) (nth parent i)) (recur (inc i)) false)
                true)))
       false)))
(defn parents
  ([tag] (parents @%global-hierarchy tag))
  ([h tag] (not-empty (let [p (get (:parents h) tag)] (if (class? tag) (into (set (bases tag)) p) p)))))
(defn ancestors
  ([tag] (ancestors @%global-hierarchy tag))
  ([h tag] (not-empty (let [a (get (:ancestors h) tag)]
                        (if (class? tag)
                          (let [all (or (supers tag) #{})]
                            (reduce into all (cons a (map (fn [c] (get (:ancestors h) c)) all))))
                          a)))))
(defn descendants
  ([tag] (descendants @%global-hierarchy tag))
  ([h tag]
   (if (class? tag)
     (throw (new UnsupportedOperationException "Can't get descendants of classes"))
     (not-empty (get (:descendants h) tag)))))

(defn derive
  ([tag parent]
   (if (not (namespace parent)) (throw (new AssertionError "Assert failed: (namespace parent)")))
   (if (not (or (class? tag) (and (ident? tag) (namespace tag))))
     (throw (new AssertionError "Assert failed: (or (class? tag) (and (instance? clojure.lang.Named tag) (namespace tag)))")))
   (swap! %global-hierarchy derive tag parent)
   nil)
  ([h tag parent]
   (if (= tag parent) (throw (new AssertionError "Assert failed: (not= tag parent)")))
   (if (not (or (class? tag) (ident? tag)))
     (throw (new AssertionError "Assert failed: (or (class? tag) (instance? clojure.lang.Named tag))")))
   (if (not (ident? parent)) (throw (new AssertionError "Assert failed: (instance? clojure.lang.Named parent)")))
   (let [tp (:parents h) td (:descendants h) ta (:ancestors h)
         _ (if (map? tp) nil (%wrong-type "derive: a hierarchy has a map of :parents" tp))
         tf (fn [m source sources target targets]
              (reduce (fn [ret k]
                        (assoc ret k (reduce conj (get targets k #{}) (cons target (targets target)))))
                      m (cons source (sources source))))]
     (or (if (contains? (get tp tag #{}) parent)
           h
           (do
             (if (contains? (get ta tag #{}) parent)
               (throw (new Exception (str tag " already has " parent " as ancestor"))))
             (if (contains? (get ta parent #{}) tag)
               (throw (new Exception (str "Cyclic derivation: " parent " has " tag " as ancestor"))))
             {:parents (assoc tp tag (conj (get tp tag #{}) parent))
              :ancestors (tf ta tag td parent ta)
              :descendants (tf td parent ta tag td)}))
         h))))

(defn underive
  ([tag parent] (swap! %global-hierarchy underive tag parent) nil)
  ([h tag parent]
   (let [pm (:parents h)
         _ (if (map? pm) nil (%wrong-type "underive: a hierarchy has a map of :parents" pm))
         cp (if (get pm tag) (disj (get pm tag) parent) #{})
         np (if (not-empty cp) (assoc pm tag cp) (dissoc pm tag))
         pairs (mapcat (fn [e] (map (fn [p] [(key e) p]) (val e))) np)]
     (if (contains? (get pm tag #{}) parent)
       (reduce (fn [h [t p]] (derive h t p)) (make-hierarchy) pairs)
       h))))
