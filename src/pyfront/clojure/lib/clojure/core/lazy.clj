;; Functions over sequences, lazy and chunked as those of Clojure are, and as transducers. What `%lazily` makes is realised
;; by the machine; its first argument is LAZY_MAP, ... of value.pxd.

(defn map
  ([f]
   (fn [rf]
     (fn ([r x] (rf r (f x))) ([] (rf)) ([r] (rf r)) ([r x & more] (rf r (apply f x more))))))
  ([f coll] (%lazily 3 f coll))
  ([f c1 c2]
   (lazy-seq
    (let [s1 (seq c1) s2 (seq c2)]
      (if (and s1 s2) ($cons (f (first s1) (first s2)) (map f (rest s1) (rest s2))) nil))))
  ([f c1 c2 c3]
   (lazy-seq
    (let [s1 (seq c1) s2 (seq c2) s3 (seq c3)]
      (if (and s1 s2 s3) ($cons (f (first s1) (first s2) (first s3)) (map f (rest s1) (rest s2) (rest s3))) nil))))
  ([f c1 c2 c3 & colls]
   (let [step (fn step [cs]
                (lazy-seq
                 (let [ss (map seq cs)]
                   (if (every? identity ss) ($cons (map first ss) (step (map rest ss))) nil))))]
     (map (fn [args] (apply f args)) (step (list* c1 c2 c3 colls))))))

(defn filter
  ([pred]
   (fn [rf]
     (fn ([r x] (if (pred x) (rf r x) r)) ([] (rf)) ([r] (rf r)))))
  ([pred coll] (%lazily 5 pred coll)))

(defn remove
  ([pred] (filter (complement pred)))
  ([pred coll] (%lazily 6 pred coll)))

(defn concat
  ([] (lazy-seq nil))
  ([x] (lazy-seq x))
  ([x y] (%lazily 9 y x))
  ([x y & zs]
   (let [cat (fn cat [xy zs]
               (lazy-seq
                (let [s (seq xy)]
                  (if s
                    (if (%chunked-seq? s)
                      (%chunk-cons (%chunk-first s) (cat (%chunk-rest s) zs))
                      ($cons (first s) (cat (rest s) zs)))
                    (if zs (cat (first zs) (next zs)) nil)))))]
     (cat (concat x y) zs))))

(defn take
  ([n]
   (fn [rf]
     (let [left (volatile! n)]
       (fn ([] (rf)) ([r] (rf r))
         ([r x]
          (let [k @left
                nk (vswap! left dec)
                r (if (> k 0) (rf r x) r)]
            (if (> nk 0) r (ensure-reduced r))))))))
  ([n coll]
   (if (and ($exact-integer? n) (< n 1000000000000))
     (%lazily 8 n coll)
     (lazy-seq
      (if (> n 0)
        (let [s (seq coll)] (if s ($cons (first s) (take (dec n) (rest s))) nil))
        nil)))))

(defn take-while
  ([pred]
   (fn [rf] (fn ([r x] (if (pred x) (rf r x) (reduced r))) ([] (rf)) ([r] (rf r)))))
  ([pred coll] (%lazily 7 pred coll)))

(defn drop
  ([n]
   (fn [rf]
     (let [left (volatile! n)]
       (fn ([] (rf)) ([r] (rf r))
         ([r x] (let [k @left] (vswap! left dec) (if (> k 0) r (rf r x))))))))
  ([n coll]
   (lazy-seq
    (loop [n n s (seq coll)]
      (if (and (> n 0) s) (recur (dec n) (next s)) s)))))

(defn drop-while
  ([pred]
   (fn [rf]
     (let [dropping (volatile! true)]
       (fn ([] (rf)) ([r] (rf r))
         ([r x] (if (and @dropping (pred x)) r (do (vreset! dropping false) (rf r x))))))))
  ([pred coll]
   (lazy-seq (loop [s (seq coll)] (if (and s (pred (first s))) (recur (next s)) s)))))

(defn drop-last ([coll] (drop-last 1 coll)) ([n coll] (map (fn [x _] x) coll (drop n coll))))
(defn take-last [n coll]
  (loop [s (seq coll) lead (seq (drop n coll))] (if lead (recur (next s) (next lead)) s)))
(defn split-at [n coll] [(take n coll) (drop n coll)])
(defn split-with [pred coll] [(take-while pred coll) (drop-while pred coll)])

(defn take-nth
  ([n]
   (fn [rf]
     (let [i (volatile! -1)]
       (fn ([] (rf)) ([r] (rf r))
         ([r x] (if (zero? (rem (vswap! i inc) n)) (rf r x) r))))))
  ([n coll] (lazy-seq (let [s (seq coll)] (if s ($cons (first s) (take-nth n (drop n s))) nil)))))

(defn iterate [f x] (lazy-seq ($cons x (%lazily 10 f x))))
(defn repeat ([x] (lazy-seq ($cons x (repeat x)))) ([n x] (take (%count-given n) (repeat x))))
(defn %count-given [n] (if (boolean? n) (if n 1 0) (%long n)))
(defn repeatedly ([f] (lazy-seq ($cons (f) (repeatedly f)))) ([n f] (take n (repeatedly f))))
(defn cycle [coll]
  (let [s (seq coll)] (if s (%cycle s s) ())))
(defn %cycle [all s] (lazy-seq ($cons (first s) (%cycle all (let [n (next s)] (if n n all))))))

(defn range
  ([] (iterate inc 0))
  ([end] (range 0 end 1))
  ([start end] (range start end 1))
  ([start end step]
   (if (and ($exact-integer? start) ($exact-integer? end) ($exact-integer? step))
     (cond (zero? step) (if (== start end) () (repeat start))
           :else (let [r (%range start end step)] (if ($eq? r %default) (%range-slow start end step) r)))
     (if (zero? step) (if (== start end) () (repeat start)) (%range-slow start end step)))))
(defn %range-slow [start end step] (if (> step 0) (%range-up start end step) (%range-down start end step)))
(defn %range-up [x end step] (lazy-seq (if (< x end) ($cons x (%range-up (+' x step) end step)) nil)))
(defn %range-down [x end step] (lazy-seq (if (> x end) ($cons x (%range-down (+' x step) end step)) nil)))

(defn cat [rf]
  (let [inner (fn ([] (rf)) ([r] (rf r)) ([r x] (let [v (rf r x)] (if (reduced? v) (reduced v) v))))]
    (fn ([] (rf)) ([r] (rf r)) ([r x] (reduce inner r x)))))
(defn mapcat
  ([f] (comp (map f) cat))
  ([f & colls] (let [s (apply map f colls)] (seq s) (%flatten-lazily s))))
(defn %flatten-lazily [ss]
  (lazy-seq
   (let [s (seq ss)]
     (if s
       (concat (first s) (%flatten-lazily (rest s)))
       nil))))

(defn interleave
  ([] ())
  ([c1] (lazy-seq c1))
  ([c1 c2]
   (lazy-seq
    (let [s1 (seq c1) s2 (seq c2)]
      (if (and s1 s2) ($cons (first s1) ($cons (first s2) (interleave (rest s1) (rest s2)))) nil))))
  ([c1 c2 & colls]
   (lazy-seq
    (let [ss (map seq (list* c1 c2 colls))]
      (if (every? identity ss) (concat (map first ss) (apply interleave (map rest ss))) nil)))))

(defn interpose
  ([sep]
   (fn [rf]
     (let [started (volatile! false)]
       (fn ([] (rf)) ([r] (rf r))
         ([r x]
          (if @started
            (let [r (rf r sep)] (if (reduced? r) r (rf r x)))
            (do (vreset! started true) (rf r x))))))))
  ([sep coll] (drop 1 (interleave (repeat sep) coll))))

(defn partition
  ([n coll] (partition n n coll))
  ([n step coll]
   (lazy-seq
    (let [s (seq coll)]
      (if s
        (let [p (doall (take n s))]
          (if (== n (count p)) ($cons p (partition n step (nthrest s step))) nil))
        nil))))
  ([n step pad coll]
   (lazy-seq
    (let [s (seq coll)]
      (if s
        (let [p (doall (take n s))]
          (if (== n (count p))
            ($cons p (partition n step pad (nthrest s step)))
            (list (take n (concat p pad)))))
        nil)))))

(defn partition-all
  ([n]
   (fn [rf]
     (let [a (volatile! [])]
       (fn ([] (rf))
         ([r]
          (let [v @a
                r (if (zero? (count v)) r (do (vreset! a []) (unreduced (rf r v))))]
            (rf r)))
         ([r x]
          (let [v (vswap! a conj x)]
            (if (== n (count v)) (do (vreset! a []) (rf r v)) r)))))))
  ([n coll] (partition-all n n coll))
  ([n step coll]
   (lazy-seq
    (let [s (seq coll)]
      (if s
        (let [p (doall (take n s))] ($cons p (partition-all n step (nthrest s step))))
        nil)))))
(defn partitionv ([n coll] (map vec (partition n coll))) ([n step coll] (map vec (partition n step coll)))
  ([n step pad coll] (map vec (partition n step pad coll))))
(defn partitionv-all ([n] (map vec)) ([n coll] (map vec (partition-all n coll))) ([n step coll] (map vec (partition-all n step coll))))
(defn splitv-at [n coll] [(vec (take n coll)) (drop n coll)])

(defn partition-by
  ([f]
   (fn [rf]
     (let [a (volatile! []) last (volatile! %types)]
       (fn ([] (rf))
         ([r]
          (let [v @a
                r (if (zero? (count v)) r (do (vreset! a []) (unreduced (rf r v))))]
            (rf r)))
         ([r x]
          (let [before @last v (f x)]
            (vreset! last v)
            (if (or ($eq? before %types) (= v before))
              (do (vswap! a conj x) r)
              (let [all @a]
                (vreset! a [])
                (let [r (rf r all)]
                  (if (reduced? r) nil (vswap! a conj x))
                  r)))))))))
  ([f coll]
   (lazy-seq
    (let [s (seq coll)]
      (if s
        (let [x (first s) fx (f x)
              run ($cons x (take-while (fn [y] (= fx (f y))) (next s)))]
          ($cons run (partition-by f (lazy-seq (drop (count run) s)))))
        nil)))))

(defn map-indexed
  ([f]
   (fn [rf] (let [i (volatile! -1)] (fn ([] (rf)) ([r] (rf r)) ([r x] (rf r (f (vswap! i inc) x)))))))
  ([f coll]
   (let [step (fn step [i coll]
                (lazy-seq
                 (let [s (seq coll)]
                   (if s
                     (if (%chunked-seq? s)
                       (let [c (%chunk-first s) n (%count c)]
                         (%chunk-cons (loop [b (%transient []) k 0]
                                        (if (< k n) (recur (%conj! b (f (+ i k) (%nth c k))) (inc k)) (%persistent! b)))
                                      (step (+ i n) (%chunk-rest s))))
                       ($cons (f i (first s)) (step (inc i) (rest s))))
                     nil))))]
     (step 0 coll))))

(defn keep
  ([f] (fn [rf] (fn ([] (rf)) ([r] (rf r)) ([r x] (let [v (f x)] (if (nil? v) r (rf r v)))))))
  ([f coll] (%lazily 4 f coll)))

(defn keep-indexed
  ([f]
   (fn [rf]
     (let [i (volatile! -1)]
       (fn ([] (rf)) ([r] (rf r)) ([r x] (let [v (f (vswap! i inc) x)] (if (nil? v) r (rf r v))))))))
  ([f coll] (filter some? (map-indexed f coll))))

(defn distinct
  ([]
   (fn [rf]
     (let [seen (volatile! #{})]
       (fn ([] (rf)) ([r] (rf r))
         ([r x] (if (contains? @seen x) r (do (vswap! seen conj x) (rf r x))))))))
  ([coll]
   (let [step (fn step [xs seen]
                (lazy-seq
                 (loop [s (seq xs) seen seen]
                   (if s
                     (let [x (first s)]
                       (if (contains? seen x)
                         (recur (next s) seen)
                         ($cons x (step (rest s) (conj seen x)))))
                     nil))))]
     (step coll #{}))))

(defn dedupe
  ([]
   (fn [rf]
     (let [last (volatile! %types)]
       (fn ([] (rf)) ([r] (rf r))
         ([r x] (let [before @last] (vreset! last x) (if (= before x) r (rf r x))))))))
  ([coll] (sequence (dedupe) coll)))

(defn replace
  ([smap] (map (fn [x] (let [e (find smap x)] (if e (val e) x)))))
  ([smap coll]
   (if (vector? coll)
     (reduce (fn [v i] (let [e (find smap (nth v i))] (if e (assoc v i (val e)) v))) coll (range (count coll)))
     (map (fn [x] (let [e (find smap x)] (if e (val e) x))) coll))))

(defn random-sample
  ([prob] (filter (fn [_] (< (rand) prob))))
  ([prob coll] (filter (fn [_] (< (rand) prob)) coll)))

(defn halt-when
  ([pred] (halt-when pred nil))
  ([pred retf]
   (fn [rf]
     (fn ([] (rf))
       ([r] (if (and (map? r) (contains? r ::halt)) (get r ::halt) (rf r)))
       ([r x] (if (pred x) (reduced {::halt (if retf (retf (rf r) x) x)}) (rf r x)))))))

;; ------------------------------------------------------------ transducers in use

(defn completing
  ([f] (completing f identity))
  ([f cf] (fn ([] (f)) ([x] (cf x)) ([x y] (f x y)))))

(defn transduce
  ([xform f coll] (transduce xform f (f) coll))
  ([xform f init coll]
   (let [f (xform f)] (f (reduce f init coll)))))

(defn sequence
  ([coll] (if (seq? coll) coll (or (seq coll) ())))
  ([xform coll]
   (let [rf (xform (fn ([] []) ([r] r) ([r x] (conj r x))))
         step (fn step [s]
                (lazy-seq
                 (loop [s (seq s)]
                   (if s
                     (let [r (rf [] (first s))]
                       (if (reduced? r)
                         (seq (rf (unreduced r)))
                         (if (zero? (count r)) (recur (next s)) (concat r (step (rest s))))))
                     (seq (rf []))))))]
     (or (seq (step coll)) ())))
  ([xform coll & colls]
   (let [xs (apply map list coll colls)
         rf (xform (fn ([] []) ([r] r) ([r x] (conj r x))))]
     (loop [s (seq xs) acc []]
       (if s
         (let [r (apply rf acc (first s))]
           (if (reduced? r) (seq (rf (unreduced r))) (recur (next s) r)))
         (or (seq (rf acc)) ()))))))

(defn eduction [& xforms] (->Eduction (apply comp (butlast xforms)) (last xforms)))

(defn mapv
  ([f coll] (%persistent! (reduce (fn [b x] (%conj! b (f x))) (%transient []) coll)))
  ([f c1 c2] (into [] (map f c1 c2)))
  ([f c1 c2 c3] (into [] (map f c1 c2 c3)))
  ([f c1 c2 c3 & colls] (into [] (apply map f c1 c2 c3 colls))))
(defn filterv [pred coll] (%persistent! (reduce (fn [b x] (if (pred x) (%conj! b x) b)) (%transient []) coll)))

;; ------------------------------------------------------------ questions and selections

(defn every? [pred coll]
  (loop [s (seq coll)] (if s (if (pred (first s)) (recur (next s)) false) true)))
(defn not-every? [pred coll] (not (every? pred coll)))
(defn some [pred coll]
  (loop [s (seq coll)] (if s (let [v (pred (first s))] (if v v (recur (next s)))) nil)))
(defn not-any? [pred coll] (not (some pred coll)))

(defn group-by [f coll]
  (reduce (fn [m x] (let [k (f x)] (assoc m k (conj (get m k []) x)))) {} coll))
(defn frequencies [coll]
  (loop [m (transient {}) s (seq coll)]
    (if s
      (let [x (first s)] (recur (assoc! m x (inc (get m x 0))) (next s)))
      (persistent! m))))
(defn distinct? ([x] true) ([x & more] (let [all (cons x more)] (== (count (set all)) (count all)))))
(defn flatten [x] (filter (complement sequential?) (rest (tree-seq sequential? seq x))))
(defn tree-seq [branch? children root]
  (let [walk (fn walk [node]
               (lazy-seq ($cons node (if (branch? node) (mapcat walk (children node)) nil))))]
    (walk root)))
(defn xml-seq [root] (tree-seq (complement string?) (comp seq :content) root))

(defn max-key
  ([k x] x)
  ([k x y] (if (> (k x) (k y)) x y))
  ([k x y & more]
   (loop [v (max-key k x y) kv (k (max-key k x y)) more (seq more)]
     (if more
       (let [w (first more) kw (k w)] (if (>= kw kv) (recur w kw (next more)) (recur v kv (next more))))
       v))))
(defn min-key
  ([k x] x)
  ([k x y] (if (< (k x) (k y)) x y))
  ([k x y & more]
   (loop [v (min-key k x y) kv (k (min-key k x y)) more (seq more)]
     (if more
       (let [w (first more) kw (k w)] (if (<= kw kv) (recur w kw (next more)) (recur v kv (next more))))
       v))))

;; ------------------------------------------------------------ functions of functions

(defn comp
  ([] identity)
  ([f] f)
  ([f g] (fn ([] (f (g))) ([x] (f (g x))) ([x y] (f (g x y))) ([x y z] (f (g x y z))) ([x y z & args] (f (apply g x y z args)))))
  ([f g & fs] (reduce comp (list* f g fs))))
(defn partial
  ([f] f)
  ([f a] (fn ([] (f a)) ([x] (f a x)) ([x y] (f a x y)) ([x y z] (f a x y z)) ([x y z & args] (apply f a x y z args))))
  ([f a b] (fn ([] (f a b)) ([x] (f a b x)) ([x y] (f a b x y)) ([x y & args] (apply f a b x y args))))
  ([f a b c] (fn [& args] (apply f a b c args)))
  ([f a b c & more] (fn [& args] (apply f a b c (concat more args)))))
(defn complement [f]
  (fn ([] (not (f))) ([x] (not (f x))) ([x y] (not (f x y))) ([x y & zs] (not (apply f x y zs)))))
(defn constantly [x] (fn [& args] x))
(defn juxt [& fs]
  (fn ([] (mapv (fn [f] (f)) fs)) ([x] (mapv (fn [f] (f x)) fs)) ([x y] (mapv (fn [f] (f x y)) fs))
    ([x y & args] (mapv (fn [f] (apply f x y args)) fs))))
(defn fnil
  ([f x] (fn ([a] (f (if (nil? a) x a))) ([a b] (f (if (nil? a) x a) b)) ([a b c] (f (if (nil? a) x a) b c))
           ([a b c & ds] (apply f (if (nil? a) x a) b c ds))))
  ([f x y] (fn ([a b] (f (if (nil? a) x a) (if (nil? b) y b))) ([a b c] (f (if (nil? a) x a) (if (nil? b) y b) c))
             ([a b c & ds] (apply f (if (nil? a) x a) (if (nil? b) y b) c ds))))
  ([f x y z] (fn ([a b] (f (if (nil? a) x a) (if (nil? b) y b))) ([a b c] (f (if (nil? a) x a) (if (nil? b) y b) (if (nil? c) z c)))
               ([a b c & ds] (apply f (if (nil? a) x a) (if (nil? b) y b) (if (nil? c) z c) ds)))))
(defn every-pred [& ps] (fn [& args] (every? (fn [p] (every? p args)) ps)))
(defn some-fn [p & ps]
  (let [ps (cons p ps)]
    (fn [& args]
      (loop [todo (for [p ps x args] [p x]) last nil]
        (if (seq todo)
          (let [[p x] (first todo) v (p x)] (if v v (recur (rest todo) v)))
          last)))))
(defn memoize [f]
  (let [mem (atom {})]
    (fn [& args]
      (let [e (find @mem args)]
        (if e (val e) (let [r (apply f args)] (swap! mem assoc args r) r))))))
(defn trampoline
  ([f] (let [r (f)] (if (fn? r) (recur r) r)))
  ([f & args] (trampoline (fn [] (apply f args)))))
