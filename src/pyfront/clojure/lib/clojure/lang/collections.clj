;; Collections of java.util that change in place, and their iterators: types of Clojure that hold persistent collections.
;; Loaded when a program names one of the classes.
(ns clojure.lang.collections)

(defn %absent-element [] (throw (new java.util.NoSuchElementException)))
(defn %no-index [i n] (throw (new IndexOutOfBoundsException (str "Index " i " out of bounds for length " n))))
(defn %shown-in [self x] (cond (identical? x self) "(this Collection)" (nil? x) "null" :else (str x)))
(defn %text-of [self] (str "[" (apply str (interpose ", " (map (fn [x] (%shown-in self x)) (seq self)))) "]"))
(defn %same-items [a b]
  (loop [a (seq a) b (seq b)] (cond (nil? a) (nil? b) (nil? b) false (= (first a) (first b)) (recur (next a) (next b)) :else false)))
(defn %list-like? [x] (or (sequential? x) (instance? java.util.List x)))
(defn %map-like? [x] (or (map? x) (instance? java.util.Map x)))
(defn %set-like? [x] (or (set? x) (instance? java.util.Set x)))
(defn %ordering [c] (if (nil? c) compare (fn [a b] (.compare c a b))))
(defn %all-of [coll] (if (nil? coll) (throw (new NullPointerException)) (seq coll)))

;; An iterator over items that were there when it was made; taken: the last that it gave, a function takes it out.
(deftype %Walker [^:unsynchronized-mutable items ^:unsynchronized-mutable taken take-out]
  java.util.Iterator
  (hasNext [_] (some? items))
  (next [_] (if items (let [x (first items)] (set! taken [x]) (set! items (next items)) x) (%absent-element)))
  (hasMoreElements [_] (some? items))
  (nextElement [this] (.next this))
  (remove [_]
    (if taken (do (take-out (nth taken 0)) (set! taken nil) nil) (throw (new IllegalStateException))))
  (forEachRemaining [_ f] (run! (fn [x] (.accept f x)) items)))

;; ------------------------------------------------------------ lists: ArrayList, Vector, Stack

(defn %cut [v i] (into (subvec v 0 i) (subvec v (inc i))))
(defn %put-in [v i xs] (-> (subvec v 0 i) (into xs) (into (subvec v i))))

(deftype %JavaList [^:unsynchronized-mutable items kind]
  java.util.List java.util.Collection java.util.RandomAccess java.lang.Iterable
  (size [_] (count items))
  (isEmpty [_] (zero? (count items)))
  (empty [_] (zero? (count items)))
  (get [_ i] (if (< -1 i (count items)) (nth items i) (%no-index i (count items))))
  (elementAt [this i] (.get this i))
  (set [_ i x] (if (< -1 i (count items)) (let [old (nth items i)] (set! items (assoc items i x)) old) (%no-index i (count items))))
  (add [_ x] (set! items (conj items x)) true)
  (add [_ i x]
    (if (<= 0 i (count items)) nil (%no-index i (count items)))
    (set! items (%put-in items i [x])) nil)
  (addElement [_ x] (set! items (conj items x)) nil)
  (addAll [_ xs] (let [n (count items)] (set! items (into items (%all-of xs))) (not= n (count items))))
  (addAll [_ i xs] (set! items (%put-in items i (%all-of xs))) true)
  (addFirst [_ x] (set! items (into [x] items)) nil)
  (addLast [_ x] (set! items (conj items x)) nil)
  (push [_ x] (set! items (conj items x)) x)
  (pop [this] (let [x (.peek this)] (set! items (pop items)) x))
  (peek [_] (if (zero? (count items)) (throw (new java.util.EmptyStackException)) (peek items)))
  (getFirst [_] (if (zero? (count items)) (%absent-element) (nth items 0)))
  (firstElement [this] (.getFirst this))
  (getLast [_] (if (zero? (count items)) (%absent-element) (peek items)))
  (lastElement [this] (.getLast this))
  (removeFirst [this] (if (zero? (count items)) (%absent-element) (.removeAt this 0)))
  (removeLast [this] (if (zero? (count items)) (%absent-element) (.pop this)))
  (remove [this x]
    (if (int? x)
      (.removeAt this x)
      (let [i (.indexOf this x)] (if (neg? i) false (do (.removeAt this i) true)))))
  (removeAt [_ i]
    (if (< -1 i (count items)) nil (%no-index i (count items)))
    (let [x (nth items i)] (set! items (%cut items i)) x))
  (removeAll [_ xs] (let [n (count items) out (set (seq xs))] (set! items (vec (remove (fn [x] (contains? out x)) items))) (not= n (count items))))
  (retainAll [_ xs] (let [n (count items) in (set (seq xs))] (set! items (vec (filter (fn [x] (contains? in x)) items))) (not= n (count items))))
  (removeIf [_ f] (let [n (count items)] (set! items (vec (remove (fn [x] (.test f x)) items))) (not= n (count items))))
  (replaceAll [_ f] (set! items (mapv (fn [x] (.apply f x)) items)) nil)
  (clear [_] (set! items []) nil)
  (contains [this x] (not (neg? (.indexOf this x))))
  (containsAll [this xs] (every? (fn [x] (.contains this x)) (seq xs)))
  (indexOf [_ x] (.indexOf items x))
  (lastIndexOf [_ x] (.lastIndexOf items x))
  (search [_ x] (let [i (.lastIndexOf items x)] (if (neg? i) -1 (- (count items) i))))
  (subList [_ i j] (new %JavaList (subvec items i j) kind))
  (sort [_ c] (set! items (vec (sort (%ordering c) items))) nil)
  (trimToSize [_] nil)
  (ensureCapacity [_ n] nil)
  (toArray [_] (to-array items))
  (toArray [_ a] (into-array Object items))
  (forEach [_ f] (run! (fn [x] (.accept f x)) items))
  (stream [_] items)
  (clone [_] (new %JavaList items kind))
  (iterator [this] (new %Walker (seq items) nil (fn [x] (let [i (.indexOf this x)] (.removeAt this i)))))
  (listIterator [this] (.iterator this))
  (elements [this] (.iterator this))
  clojure.lang.Seqable (seq [_] (seq items))
  clojure.lang.Counted (count [_] (count items))
  (nth [_ i] (if (< -1 i (count items)) (nth items i) (%no-index i (count items))))
  (nth [_ i default] (nth items i default))
  (valAt [_ i] nil)
  (valAt [_ i default] default)
  Object
  (equiv [this x] (.equals this x))
  (equals [_ x] (and (%list-like? x) (%same-items items x)))
  (hashCode [_] (.hashCode items))
  (hasheq [_] (.hashCode items))
  (toString [this] (%text-of this)))

(defn %made-list [x kind] (new %JavaList (if (or (nil? x) (number? x)) [] (vec x)) kind))
(defn %ArrayList.new ([] (%made-list nil :list)) ([x] (%made-list x :list)))
(defn %CopyOnWriteArrayList.new ([] (%made-list nil :list)) ([x] (%made-list x :list)))
(defn %Vector.new ([] (%made-list nil :vector)) ([x] (%made-list x :vector)) ([n m] (%made-list nil :vector)))
(defn %Stack.new [] (%made-list nil :stack))

;; ------------------------------------------------------------ LinkedList, ArrayDeque: both ends at once

(defn %checked [i n] (if (and (int? i) (< -1 i n)) i (%no-index i n)))
(defn %place-of [v x] (loop [i 0 s (seq v)] (if s (if (= x (first s)) i (recur (inc i) (next s))) -1)))

;; front: a list; back: a vector behind it.
(deftype %JavaDeque [^:unsynchronized-mutable front ^:unsynchronized-mutable back kind]
  java.util.List java.util.Deque java.util.Queue java.util.Collection java.lang.Iterable
  (hold [this items] (set! front ()) (set! back items) nil)
  (add [this x] (set! back (conj back x)) true)
  (add [this i x] (let [v (into (vec front) back)] (.hold this (%put-in v i [x])) nil))
  (addLast [this x] (set! back (conj back x)) nil)
  (addAll [this xs] (let [xs (seq xs)] (set! back (into back xs)) (some? xs)))
  (addFirst [this x] (set! front (conj front x)) nil)
  (push [this x] (set! front (conj front x)) nil)
  (offer [this x] (set! back (conj back x)) true)
  (offerLast [this x] (set! back (conj back x)) true)
  (offerFirst [this x] (set! front (conj front x)) true)
  (pollFirst [this]
    (if (seq front)
      (let [x (first front)] (set! front (pop front)) x)
      (if (seq back)
        (let [x (nth back 0)] (set! front (apply list (rest back))) (set! back []) x)
        nil)))
  (pollLast [this]
    (if (seq back)
      (let [x (peek back)] (set! back (pop back)) x)
      (if (seq front)
        (let [v (vec front)] (.hold this (pop v)) (peek v))
        nil)))
  (poll [this] (.pollFirst this))
  (pop [this] (if (.isEmpty this) (%absent-element) (.pollFirst this)))
  (remove [this] (if (.isEmpty this) (%absent-element) (.pollFirst this)))
  (removeFirst [this] (if (.isEmpty this) (%absent-element) (.pollFirst this)))
  (removeLast [this] (if (.isEmpty this) (%absent-element) (.pollLast this)))
  (remove [this x]
    (let [v (into (vec front) back)]
      (if (and (int? x) (= kind :linked))
        (let [old (nth v (%checked x (count v)))] (.hold this (%cut v x)) old)
        (let [i (%place-of v x)] (if (neg? i) false (do (.hold this (%cut v i)) true))))))
  (removeFirstOccurrence [this x]
    (let [v (into (vec front) back) i (%place-of v x)] (if (neg? i) false (do (.hold this (%cut v i)) true))))
  (removeAll [this xs]
    (let [v (into (vec front) back) w (filterv (fn [y] (not (.contains xs y))) v)] (.hold this w) (not= (count v) (count w))))
  (removeIf [this f]
    (let [v (into (vec front) back) w (filterv (fn [y] (not (.test f y))) v)] (.hold this w) (not= (count v) (count w))))
  (peekFirst [this] (if (seq front) (first front) (if (seq back) (nth back 0) nil)))
  (peekLast [this] (if (seq back) (peek back) (last front)))
  (peek [this] (.peekFirst this))
  (element [this] (if (.isEmpty this) (%absent-element) (.peekFirst this)))
  (getFirst [this] (if (.isEmpty this) (%absent-element) (.peekFirst this)))
  (getLast [this] (if (.isEmpty this) (%absent-element) (.peekLast this)))
  (get [this i] (let [n (count front)] (%checked i (+ n (count back))) (if (< i n) (nth front i) (nth back (- i n)))))
  (set [this i x]
    (let [v (into (vec front) back) old (nth v (%checked i (count v)))] (.hold this (assoc v i x)) old))
  (clear [this] (.hold this []) nil)
  (size [this] (+ (count front) (count back)))
  (isEmpty [this] (and (empty? front) (empty? back)))
  (contains [this x] (or (not (neg? (%place-of front x))) (not (neg? (%place-of back x)))))
  (indexOf [this x] (%place-of (concat front back) x))
  (sort [this f] (let [v (vec (sort (%ordering f) (concat front back)))] (.hold this v) nil))
  (forEach [this f] (run! (fn [x] (.accept f x)) (seq this)))
  (toArray [this] (to-array (concat front back)))
  (toArray [this a] (to-array (concat front back)))
  (stream [this] (seq this))
  (clone [this] (new %JavaDeque front back kind))
  (iterator [this] (new %Walker (seq this) nil (fn [x] (.removeFirstOccurrence this x))))
  (descendingIterator [this] (new %Walker (seq (reverse (seq this))) nil (fn [x] (.removeFirstOccurrence this x))))
  (containsAll [this xs] (every? (fn [x] (.contains this x)) (seq xs)))
  (lastIndexOf [this x] (.lastIndexOf (into (vec front) back) x))
  (retainAll [this xs] (let [in (set (seq xs))] (.removeAll this (vec (remove in (seq this))))))
  (removeLastOccurrence [this x]
    (let [v (into (vec front) back) i (.lastIndexOf v x)] (if (neg? i) false (do (.hold this (%cut v i)) true))))
  (subList [this i j] (new %JavaDeque () (subvec (into (vec front) back) i j) kind))
  (put [this x] (set! back (conj back x)) nil)
  clojure.lang.Counted (count [this] (+ (count front) (count back)))
  clojure.lang.Seqable (seq [this] (seq (concat front back)))
  Object
  (equiv [this x] (.equals this x))
  (equals [this x] (if (= kind :linked) (and (%list-like? x) (%same-items (seq this) x)) (identical? this x)))
  (hashCode [this] (.hashCode (vec (seq this))))
  (hasheq [this] (.hashCode (vec (seq this))))
  (toString [this] (%text-of this)))

(defn %made-deque [xs kind] (new %JavaDeque () (if (or (nil? xs) (number? xs)) [] (vec xs)) kind))
(defn %LinkedList.new ([] (%made-deque nil :linked)) ([x] (%made-deque x :linked)))
(defn %ArrayDeque.new ([] (%made-deque nil :deque)) ([x] (%made-deque x :deque)))
(defn %ConcurrentLinkedQueue.new ([] (%made-deque nil :deque)) ([x] (%made-deque x :deque)))
(defn %ConcurrentLinkedDeque.new ([] (%made-deque nil :deque)) ([x] (%made-deque x :deque)))

;; ------------------------------------------------------------ a queue by priority

(defn %up [v i x less]
  (loop [v v i i]
    (let [p (bit-shift-right (dec i) 1)]
      (if (and (pos? i) (neg? (less x (nth v p)))) (recur (assoc v i (nth v p)) p) (assoc v i x)))))
(defn %down [v i x less]
  (let [n (count v)]
    (loop [v v i i]
      (let [l (inc (* 2 i)) r (inc l)]
        (if (>= l n)
          (assoc v i x)
          (let [c (if (and (< r n) (pos? (less (nth v l) (nth v r)))) r l)]
            (if (pos? (less x (nth v c))) (recur (assoc v i (nth v c)) c) (assoc v i x))))))))
(defn %heap [xs less]
  (loop [v (vec xs) i (dec (bit-shift-right (count xs) 1))]
    (if (neg? i) v (recur (%down v i (nth v i) less) (dec i)))))
(defn %heap-without [v i less]
  (let [x (peek v) v (pop v)]
    (if (== i (count v))
      v
      (let [w (%down v i x less)] (if (identical? (nth w i) x) (%up w i x less) w)))))

(deftype %PriorityQueue [^:unsynchronized-mutable v less order]
  ;; v: the heap that Java keeps, so that what is equal comes in its order
  java.util.Queue java.util.Collection java.lang.Iterable
  (add [this x] (set! v (%up (conj v x) (count v) x less)) true)
  (offer [this x] (set! v (%up (conj v x) (count v) x less)) true)
  (addAll [this xs] (doseq [x xs] (.add this x)) (some? (seq xs)))
  (peek [this] (if (seq v) (nth v 0) nil))
  (element [this] (if (seq v) (nth v 0) (%absent-element)))
  (poll [this] (if (seq v) (let [x (nth v 0)] (set! v (%heap-without v 0 less)) x) nil))
  (remove [this] (if (seq v) (.poll this) (%absent-element)))
  (remove [this x] (let [i (%place-of v x)] (if (neg? i) false (do (set! v (%heap-without v i less)) true))))
  (clear [this] (set! v []) nil)
  (comparator [this] order)
  (size [this] (count v))
  (isEmpty [this] (empty? v))
  (contains [this x] (not (neg? (%place-of v x))))
  (forEach [this f] (run! (fn [x] (.accept f x)) v))
  (toArray [this] (to-array v))
  (iterator [this] (new %Walker (seq v) nil (fn [x] (.remove this x))))
  clojure.lang.Counted (count [this] (count v))
  clojure.lang.Seqable (seq [this] (seq v))
  Object
  (toString [this] (%text-of this)))

(defn %made-queue [xs order] (let [less (%ordering order)] (new %PriorityQueue (%heap xs less) less order)))
(defn %PriorityQueue.new
  ([] (%made-queue nil nil))
  ([x] (cond (number? x) (%made-queue nil nil)
             (or (fn? x) (instance? java.util.Comparator x)) (%made-queue nil x)
             :else (%made-queue x nil)))
  ([n order] (%made-queue nil order)))
(defn %PriorityBlockingQueue.new ([] (%made-queue nil nil)) ([n order] (%made-queue nil order)))

;; ------------------------------------------------------------ maps

;; The order in which java.util.HashMap gives its entries: by slots of a table that has grown with the number of them.
(defn %spread-hash [k] (let [h (bit-and (if (nil? k) 0 (.hashCode k)) 0xFFFFFFFF)] (bit-xor h (bit-shift-right h 16))))
(defn %power-of-two [n] (loop [size 1] (if (< size n) (recur (* 2 size)) size)))
(defn %grown [slots n] (if (> n (* 0.75 slots)) (recur (* 2 slots) n) slots))
(defn %in-slots [items key-of slots]
  (let [mask (dec slots)]
    (seq (sort-by (fn [x] (bit-and (%spread-hash (key-of x)) mask)) items))))

;; keys, values or entries of a map, as they are when somebody looks
(deftype %View [source part]
  java.util.Set java.util.Collection java.lang.Iterable
  (size [_] (count source))
  (isEmpty [_] (zero? (count source)))
  (contains [_ x] (cond (= part key) (contains? source x) (= part val) (.containsValue source x) :else (= (find source (key x)) x)))
  (containsAll [this xs] (every? (fn [x] (.contains this x)) (seq xs)))
  (remove [this x]
    (let [e (first (filter (fn [e] (= x (part e))) (.entries source)))] (if e (do (.remove source (key e)) true) false)))
  (removeAll [this xs] (let [n (count source)] (run! (fn [x] (.remove this x)) (seq xs)) (not= n (count source))))
  (retainAll [this xs]
    (let [n (count source) in (set (seq xs))] (run! (fn [x] (if (contains? in x) nil (.remove this x))) (seq this)) (not= n (count source))))
  (removeIf [this f]
    (let [n (count source)] (run! (fn [e] (if (.test f (part e)) (.remove source (key e)) nil)) (.entries source)) (not= n (count source))))
  (clear [_] (.clear source))
  (toArray [this] (to-array (seq this)))
  (toArray [this a] (to-array (seq this)))
  (forEach [this f] (run! (fn [x] (.accept f x)) (seq this)))
  (stream [this] (seq this))
  (iterator [this] (new %Walker (seq this) nil (fn [x] (.remove this x))))
  clojure.lang.Seqable (seq [_] (seq (map part (.entries source))))
  clojure.lang.Counted (count [_] (count source))
  Object
  (equiv [this x] (.equals this x))
  (equals [this x] (if (= part val) (identical? this x) (and (%set-like? x) (= (set (seq this)) (set (seq x))))))
  (hashCode [this] (.hashCode (set (seq this))))
  (hasheq [this] (.hashCode (set (seq this))))
  (toString [this] (str "[" (apply str (interpose ", " (map (fn [x] (if (= part identity) (str (key x) "=" (val x)) (%shown-in this x))) (seq this)))) "]")))

;; items: key -> [value number], the number says which came first; order: :hash, :linked, :access, or a sorted map's own
(deftype %JavaMap [^:unsynchronized-mutable items ^:unsynchronized-mutable number ^:unsynchronized-mutable slots order]
  java.util.Map java.util.concurrent.ConcurrentMap java.lang.Iterable
  (size [_] (count items))
  (isEmpty [_] (zero? (count items)))
  (get [_ k] (nth (get items k) 0 nil))
  (getOrDefault [_ k default] (let [e (find items k)] (if e (nth (val e) 0) default)))
  (containsKey [_ k] (contains? items k))
  (containsValue [_ v] (boolean (some (fn [e] (= v (nth (val e) 0))) items)))
  (contains [this v] (.containsValue this v))
  (put [_ k v]
    (let [old (get items k)]
      (set! number (inc number))
      (set! items (assoc items k [v (if old (nth old 1) number)]))
      (set! slots (%grown slots (count items)))
      (nth old 0 nil)))
  (putIfAbsent [this k v] (let [old (.get this k)] (if (nil? old) (do (.put this k v) nil) old)))
  (putAll [this m] (run! (fn [e] (.put this (key e) (val e))) (seq m)) nil)
  (replace [this k v] (if (.containsKey this k) (.put this k v) nil))
  (replace [this k old v] (if (and (.containsKey this k) (= old (.get this k))) (do (.put this k v) true) false))
  (remove [_ k] (let [old (get items k)] (set! items (dissoc items k)) (nth old 0 nil)))
  (remove [this k v] (if (and (.containsKey this k) (= v (.get this k))) (do (.remove this k) true) false))
  (clear [_] (set! items (empty items)) nil)
  (computeIfAbsent [this k f]
    (let [old (.get this k)] (if (nil? old) (let [v (.apply f k)] (if (nil? v) nil (.put this k v)) v) old)))
  (computeIfPresent [this k f] (let [old (.get this k)] (if (nil? old) nil (let [v (.apply f k old)] (if (nil? v) (.remove this k) (.put this k v)) v))))
  (compute [this k f] (let [v (.apply f k (.get this k))] (if (nil? v) (.remove this k) (.put this k v)) v))
  (merge [this k x f]
    (let [old (.get this k) v (if (nil? old) x (.apply f old x))] (if (nil? v) (.remove this k) (.put this k v)) v))
  (entries [_]
    (let [es (seq items)
          es (case order :hash (%in-slots (sort-by (fn [e] (nth (val e) 1)) es) key slots) :linked (sort-by (fn [e] (nth (val e) 1)) es) es)]
      (seq (map (fn [e] (%map-entry (key e) (nth (val e) 0))) es))))
  (keySet [this] (new %View this key))
  (navigableKeySet [this] (new %View this key))
  (keys [this] (.iterator (.keySet this)))
  (values [this] (new %View this val))
  (elements [this] (.iterator (.values this)))
  (entrySet [this] (new %View this identity))
  (forEach [this f] (run! (fn [e] (.accept f (key e) (val e))) (.entries this)))
  (replaceAll [this f] (run! (fn [e] (.put this (key e) (.apply f (key e) (val e)))) (.entries this)))
  (clone [_] (new %JavaMap items number slots order))
  (iterator [this] (.iterator (.entrySet this)))
  ;; of sorted ones
  (firstKey [this] (if (.isEmpty this) (%absent-element) (key (first items))))
  (lastKey [this] (if (.isEmpty this) (%absent-element) (key (first (rseq items)))))
  (firstEntry [this] (first (.entries this)))
  (lastEntry [this] (last (.entries this)))
  (pollFirstEntry [this] (let [e (.firstEntry this)] (if e (.remove this (key e)) nil) e))
  (pollLastEntry [this] (let [e (.lastEntry this)] (if e (.remove this (key e)) nil) e))
  (floorKey [_ k] (let [e (first (rsubseq items <= k))] (if e (key e) nil)))
  (ceilingKey [_ k] (let [e (first (subseq items >= k))] (if e (key e) nil)))
  (lowerKey [_ k] (let [e (first (rsubseq items < k))] (if e (key e) nil)))
  (higherKey [_ k] (let [e (first (subseq items > k))] (if e (key e) nil)))
  (floorEntry [this k] (%entry-at this (.floorKey this k)))
  (ceilingEntry [this k] (%entry-at this (.ceilingKey this k)))
  (lowerEntry [this k] (%entry-at this (.lowerKey this k)))
  (higherEntry [this k] (%entry-at this (.higherKey this k)))
  (headMap [_ k] (new %JavaMap (into (empty items) (subseq items < k)) number slots order))
  (tailMap [_ k] (new %JavaMap (into (empty items) (subseq items >= k)) number slots order))
  (subMap [_ from to] (new %JavaMap (into (empty items) (subseq items >= from < to)) number slots order))
  (descendingMap [this] (let [m (%LinkedHashMap.new)] (run! (fn [e] (.put m (key e) (val e))) (reverse (.entries this))) m))
  clojure.lang.Seqable (seq [this] (.entries this))
  clojure.lang.Counted (count [_] (count items))
  clojure.lang.ILookup
  (valAt [this k] (.get this k))
  (valAt [this k default] (.getOrDefault this k default))
  Object
  (entryAt [this k] (%entry-at this k))
  (equiv [this x] (.equals this x))
  (equals [this x] (and (%map-like? x) (= (count items) (count x)) (every? (fn [e] (and (contains? x (key e)) (= (val e) (get x (key e))))) (.entries this))))
  (hashCode [this] (.hashCode (into {} (.entries this))))
  (hasheq [this] (.hashCode this))
  (toString [this]
    (str "{" (apply str (interpose ", " (map (fn [e] (str (%shown-in this (key e)) "=" (%shown-in this (val e)))) (.entries this)))) "}")))
(defn %entry-at [m k] (if (.containsKey m k) (%map-entry k (.get m k)) nil))

(defn %made-map [x items order]
  (let [m (new %JavaMap items 0 (cond (nil? x) 16 (number? x) (%power-of-two x) :else (%power-of-two (long (inc (/ (count x) 0.75))))) order)]
    (if (or (nil? x) (number? x)) nil (.putAll m x))
    m))
(defn %HashMap.new ([] (%made-map nil {} :hash)) ([x] (%made-map x {} :hash)) ([n load] (%made-map n {} :hash)))
(def %ConcurrentHashMap.new %HashMap.new)
(def %Hashtable.new %HashMap.new)
(def %WeakHashMap.new %HashMap.new)
(def %IdentityHashMap.new %HashMap.new)
(defn %LinkedHashMap.new
  ([] (%made-map nil {} :linked)) ([x] (%made-map x {} :linked)) ([n load] (%made-map nil {} :linked)) ([n load by-access] (%made-map nil {} :linked)))
(defn %TreeMap.new
  ([] (%made-map nil (sorted-map) :sorted))
  ([x] (if (%map-like? x) (%made-map x (sorted-map) :sorted) (%made-map nil (sorted-map-by (%ordering x)) :sorted))))
(def %ConcurrentSkipListMap.new %TreeMap.new)
(defn %MapEntry.create [k v] (%map-entry k v))
(defn %MapEntry.new [k v] (%MapEntry.create k v))
(defn %AbstractMap$SimpleEntry.new [k v] (%MapEntry.create k v))
(defn %AbstractMap$SimpleImmutableEntry.new [k v] (%MapEntry.create k v))
(defn %Map.entry [k v] (%MapEntry.create k v))
(defn %Map.of [& kvs] (apply array-map kvs))
(defn %List.of [& xs] (vec xs))
(defn %List.copyOf [xs] (vec xs))
(defn %Set.of [& xs] (set xs))

;; ------------------------------------------------------------ sets: the keys of a map

(deftype %JavaSet [source]
  java.util.Set java.util.Collection java.lang.Iterable
  (size [_] (count source))
  (isEmpty [_] (zero? (count source)))
  (contains [_ x] (.containsKey source x))
  (containsAll [_ xs] (every? (fn [x] (.containsKey source x)) (seq xs)))
  (add [_ x] (if (.containsKey source x) false (do (.put source x true) true)))
  (addAll [this xs] (let [n (count source)] (run! (fn [x] (.add this x)) (seq xs)) (not= n (count source))))
  (remove [_ x] (if (.containsKey source x) (do (.remove source x) true) false))
  (removeAll [this xs] (let [n (count source)] (run! (fn [x] (.remove this x)) (seq xs)) (not= n (count source))))
  (retainAll [_ xs] (.retainAll (.keySet source) xs))
  (removeIf [_ f] (.removeIf (.keySet source) f))
  (clear [_] (.clear source))
  (first [_] (.firstKey source))
  (last [_] (.lastKey source))
  (floor [_ x] (.floorKey source x))
  (ceiling [_ x] (.ceilingKey source x))
  (lower [_ x] (.lowerKey source x))
  (higher [_ x] (.higherKey source x))
  (pollFirst [_] (let [e (.pollFirstEntry source)] (if e (key e) nil)))
  (pollLast [_] (let [e (.pollLastEntry source)] (if e (key e) nil)))
  (headSet [_ x] (new %JavaSet (.headMap source x)))
  (tailSet [_ x] (new %JavaSet (.tailMap source x)))
  (subSet [_ x y] (new %JavaSet (.subMap source x y)))
  (toArray [this] (to-array (seq this)))
  (toArray [this a] (to-array (seq this)))
  (forEach [this f] (run! (fn [x] (.accept f x)) (seq this)))
  (stream [this] (seq this))
  (clone [_] (new %JavaSet (.clone source)))
  (iterator [this] (new %Walker (seq this) nil (fn [x] (.remove source x))))
  clojure.lang.Seqable (seq [_] (seq (map key (.entries source))))
  clojure.lang.Counted (count [_] (count source))
  clojure.lang.ILookup
  (valAt [_ x] (if (.containsKey source x) x nil))
  (valAt [_ x default] (if (.containsKey source x) x default))
  Object
  (containsKey [_ x] (.containsKey source x))
  (equiv [this x] (.equals this x))
  (equals [this x] (and (%set-like? x) (= (count source) (count x)) (every? (fn [y] (.containsKey source y)) (seq x))))
  (hashCode [this] (.hashCode (set (seq this))))
  (hasheq [this] (.hashCode (set (seq this))))
  (toString [this] (%text-of this)))
(defn %made-set [source xs] (let [s (new %JavaSet source)] (if (or (nil? xs) (number? xs)) nil (.addAll s xs)) s))
(defn %HashSet.new ([] (%made-set (%HashMap.new) nil)) ([x] (%made-set (if (number? x) (%HashMap.new x) (%HashMap.new (max 16 (long (inc (/ (count x) 0.75)))))) x)) ([n load] (%made-set (%HashMap.new) nil)))
(defn %LinkedHashSet.new ([] (%made-set (%LinkedHashMap.new) nil)) ([x] (%made-set (%LinkedHashMap.new) x)))
(defn %TreeSet.new
  ([] (%made-set (%TreeMap.new) nil))
  ([x] (if (or (fn? x) (instance? java.util.Comparator x)) (%made-set (%TreeMap.new x) nil) (%made-set (%TreeMap.new) x))))
(def %ConcurrentSkipListSet.new %TreeSet.new)
(def %CopyOnWriteArraySet.new %LinkedHashSet.new)
(defn %ConcurrentHashMap.newKeySet [] (%HashSet.new))

;; ------------------------------------------------------------ their classes

(defn %kinds [supers names]
  (reduce (fn [m [kind name]] (assoc m kind (clojure.core/%kind-class (str "java.util." name) supers))) {} names))
(def %list-kinds
  (merge (%kinds ["java.util.List" "java.util.RandomAccess"] {:list "ArrayList" :vector "Vector" :stack "Stack"})
         (%kinds ["java.util.List" "java.util.Deque" "java.util.Queue"] {:linked "LinkedList"})
         (%kinds ["java.util.Deque" "java.util.Queue" "java.util.Collection"] {:deque "ArrayDeque"})))
(def %map-kinds (%kinds ["java.util.Map"] {:hash "HashMap" :linked "LinkedHashMap" :sorted "TreeMap"}))
(def %set-kinds (%kinds ["java.util.Set"] {:hash "HashSet" :linked "LinkedHashSet" :sorted "TreeSet"}))
(def %queue-kinds (%kinds ["java.util.Queue" "java.util.Collection"] {:priority "PriorityQueue"}))
(clojure.core/%has-kinds! %JavaList (fn [x] (get %list-kinds (clojure.core/%slot x 1))))
(clojure.core/%has-kinds! %JavaDeque (fn [x] (get %list-kinds (clojure.core/%slot x 2))))
(clojure.core/%has-kinds! %JavaMap (fn [x] (get %map-kinds (clojure.core/%slot x 3))))
(clojure.core/%has-kinds! %JavaSet (fn [x] (get %set-kinds (clojure.core/%slot (clojure.core/%slot x 0) 3))))
(clojure.core/%has-kinds! %PriorityQueue (fn [x] (get %queue-kinds :priority)))

;; ------------------------------------------------------------ what java.util.Collections does to them

(defn %fill! [l xs] (.clear l) (.addAll l xs) nil)
(defn %Collections.sort ([l] (.sort l nil)) ([l c] (.sort l c)))
(defn %Collections.reverse [l] (%fill! l (reverse (vec l))))
(defn %Collections.shuffle ([l] (%fill! l (shuffle (vec l)))) 
  ([l random]
   (let [swap (fn [v i j] (assoc v i (nth v j) j (nth v i)))]
     (%fill! l (loop [v (vec l) i (count l)] (if (> i 1) (recur (swap v (dec i) (.nextInt random i)) (dec i)) v))))))
(defn %Collections.swap [l i j] (let [x (.get l i)] (.set l i (.get l j)) (.set l j x) nil))
(defn %Collections.addAll [c xs] (.addAll c (seq xs)))
(defn %Collections.frequency [c x] (count (filter (fn [y] (= x y)) (seq c))))
(defn %Collections.nCopies [n x] (vec (repeat n x)))
(defn %Collections.reverseOrder ([] (fn [a b] (compare b a))) ([c] (fn [a b] (.compare c b a))))
(defn %Collections.disjoint [a b] (not-any? (set (seq a)) (seq b)))
(defn %Arrays.binarySearch [a x] (%Collections.binarySearch (vec a) x))
(defn %Collections.binarySearch [l x]
  (loop [low 0 high (dec (count l))]
    (if (> low high)
      (- (inc low))
      (let [i (quot (+ low high) 2) c (compare (.get l i) x)]
        (cond (neg? c) (recur (inc i) high) (pos? c) (recur low (dec i)) :else i)))))
(defn %Collections.unmodifiableList [l] (vec l))
(defn %Collections.unmodifiableSet [s] (set s))
(defn %Collections.unmodifiableMap [m] (into {} m))
(defn %Collections.unmodifiableCollection [c] (vec c))
(defn %Collections.synchronizedList [l] l)
(defn %Collections.synchronizedMap [m] m)
(defn %Collections.synchronizedSet [s] s)
(defn %Collections.enumeration [c] (new %Walker (seq c) nil nil))
(defn %Collections.list [e] (%ArrayList.new (enumeration-seq e)))
(defn %Collections.singleton [x] #{x})
(defn %Collections.singletonMap [k v] {k v})
