;; Sequences. A primitive declines where a call is needed. If a lazy sequence must be realised, the machine does that and
;; tries again; for anything else, a record, it calls the function with -slow in its name (inline.py), which is the only
;; way from here too: a function whose name is that of the primitive calls it in place.

(defn %seq-slow [x] (if ($record? x) (%seq-of-object x) (if (%python-object? x) (%py-seq x) (%seq x))))
(defn %first-slow [x] (if (%method-of x 'more) ((%method-of x 'first) x) (%first (%seq-slow x))))
(defn %next-slow [x]
  (if ($record? x)
    (if (%method-of x 'more) ((%method-of x 'next) x) (next (%seq-slow x)))
    (seq (%rest x))))
(defn %rest-slow [x]
  (let [m (%method-of x 'more)]
    (if m (m x) (let [s (%seq-slow x)] (if (nil? s) () (rest s))))))
(defn %second-slow [x] (first (next x)))

(defn seq [x] (seq x))
(defn first [x] (first x))
(defn next [x] (next x))
(defn rest [x] (rest x))
(defn second [x] (second x))
(defn ffirst [x] (first (first x)))
(defn nfirst [x] (next (first x)))
(defn fnext [x] (first (next x)))
(defn nnext [x] (next (next x)))

(defn cons [x s]
  (let [v (%cons x s)] (if (%declined? v) ($cons x (seq s)) v)))

(defn %lazy-seq [thunk] (%lazy thunk))

(defn realized? [x]
  (cond (%lazy? x) (%realized? x)
        (%record? x Delay) (not (%record-ref x Delay 0))
        (%record? x Promise) (not ($eq? (%record-ref x Promise 0) %default))
        (%record? x Future) (future-done? x)
        :else (%wrong-type "realized?: argument is neither lazy nor a reference" x)))

(defn chunked-seq? [s] (%chunked-seq? s))
(defn chunk-first [s] (%chunk-first s))
(defn chunk-rest [s] (%chunk-rest s))
(defn chunk-next [s] (seq (%chunk-rest s)))
(defn chunk-buffer [capacity] (%transient []))
(defn chunk-append [b x] (%conj! b x))
(defn chunk [b] (%persistent! b))
(defn chunk-cons [chunk rest] (if (== (%count chunk) 0) rest (%chunk-cons chunk rest)))

(defn seq? [x] (if (%seq? x) true (%object-is? x "clojure.lang.ISeq")))
(defn list? [x] (%plist? x))
(defn sequential? [x] (if (%sequential? x) true (%object-is? x "clojure.lang.Sequential")))
(defn counted? [x] (if (%counted? x) true (%object-is? x "clojure.lang.Counted")))

(defn list
  ([] ())
  ([& items] (%list->plist items)))

(defn list*
  ([args] (seq args))
  ([a args] (cons a args))
  ([a b args] (cons a (cons b args)))
  ([a b c args] (cons a (cons b (cons c args))))
  ([a b c d & more] (cons a (cons b (cons c (cons d (%spread more)))))))

;; (a b (c d)) -> (a b c d)
(defn %spread [args]
  (if (nil? args)
    nil
    (if (nil? ($cdr args))
      (seq ($car args))
      ($cons ($car args) (%spread ($cdr args))))))

;; the items of a sequence as a chain of pairs, which a call can take
(defn %chain [s]
  (loop [s (seq s) done nil]
    (if s
      (recur (next s) ($cons (first s) done))
      ($reverse done))))

(defn apply
  ([f args] ($apply f (%chain args)))
  ([f a args] ($apply f a (%chain args)))
  ([f a b args] ($apply f a b (%chain args)))
  ([f a b c args] ($apply f a b c (%chain args)))
  ([f a b c d & args] ($apply f a b c d (%chain (%spread args)))))

(defn count [x] (count x))

(defn %count-slow [x]
  (if ($record? x)
    (%count-of-object x)
    (loop [s (seq x) n 0]
      (if s
        (let [k (if (%counted? s) (%count s) false)]
          (if k (+ n k) (recur (next s) (inc n))))
        n))))

(defn bounded-count [n coll]
  (if (counted? coll)
    (count coll)
    (loop [i 0 s (seq coll)] (if (and s (< i n)) (recur (inc i) (next s)) i))))

(defn nth
  ([coll i] (let [v (%nth coll i)] (if (%declined? v) (%nth-slow coll i %default) v)))
  ([coll i not-found] (let [v (%nth coll i not-found)] (if (%declined? v) (%nth-slow coll i not-found) v))))

(defn %nth-slow [coll i not-found]
  (cond ($record? coll) (%nth-of-object coll i not-found)
        (< i 0) (if ($eq? not-found %default) (throw (new IndexOutOfBoundsException (str i))) not-found)
        :else
        (loop [s (seq coll) i i]
          (if s
            (if (== i 0) (first s) (recur (next s) (dec i)))
            (if ($eq? not-found %default) (throw (new IndexOutOfBoundsException)) not-found)))))

(defn nthnext [coll n]
  (if (and (some? coll) (> n 0))
    (loop [n n s (seq coll)] (if (and s (> n 0)) (recur (dec n) (next s)) s))
    (seq coll)))
(defn nthrest [coll n]
  (if (> n 0)
    (let [s (loop [n n s (seq coll)] (if (and s (> n 0)) (recur (dec n) (next s)) s))]
      (if s s ()))
    coll))

(defn last [s] (loop [s (seq s)] (let [n (next s)] (if n (recur n) (first s)))))
(defn butlast [s]
  (loop [done [] s (seq s)]
    (if (next s) (recur (conj done (first s)) (next s)) (seq done))))

(defn rseq [x] (%rseq x))
(defn reverse [coll] (reduce conj () coll))
(defn empty? [x] (not (seq x)))
(defn not-empty [x] (if (seq x) x nil))

;; ------------------------------------------------------------ reduce

(defn reduced [x] (->Reduced x))
(defn reduced? [x] (%record? x Reduced))
(defn ensure-reduced [x] (if (%record? x Reduced) x (->Reduced x)))
(defn unreduced [x] (if (%record? x Reduced) (%record-ref x Reduced 0) x))

(defn reduce
  ([f coll] (if (%reducible? coll) (%reduce-object f coll) (%fold f coll)))
  ([f init coll] (if (%reducible? coll) (%reduce-object f init coll) (%fold f init coll))))

(defn reduce-kv [f init coll]
  (cond (%pvec? coll)
        (let [n (%count coll)]
          (loop [acc init i 0]
            (if (< i n)
              (let [r (f acc i (%nth coll i))]
                (if (%record? r Reduced) (%record-ref r Reduced 0) (recur r (inc i))))
              acc)))
        (nil? coll) init
        :else
        (loop [acc init s (seq coll)]
          (if s
            (let [e (first s)
                  r (f acc (key e) (val e))]
              (if (%record? r Reduced) (%record-ref r Reduced 0) (recur r (next s))))
            acc))))

(defn reductions
  ([f coll] (lazy-seq (let [s (seq coll)] (if s (reductions f (first s) (rest s)) (list (f))))))
  ([f init coll]
   (if (reduced? init)
     (list (unreduced init))
     (cons init (lazy-seq (let [s (seq coll)] (if s (reductions f (f init (first s)) (rest s)) nil)))))))

(defn run! [proc coll] (reduce (fn [_ x] (proc x)) nil coll) nil)

(defn dorun
  ([coll] (loop [s (seq coll)] (if s (recur (next s)) nil)))
  ([n coll] (loop [n n s (seq coll)] (if (and s (> n 0)) (recur (dec n) (next s)) nil))))
(defn doall
  ([coll] (dorun coll) coll)
  ([n coll] (dorun n coll) coll))
