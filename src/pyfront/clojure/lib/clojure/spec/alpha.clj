;; Specifications of data: what conforms to them, how, and why something does not. Generators are not here.
;;
;; A spec is a record of functions. A regular expression over sequences (cat, alt, * ...) is a record %Re, which is matched with
;; backtracking: (match re items index context k) calls k with what was found and where it ended.
(ns clojure.spec.alpha
  (:refer-clojure :exclude [+ * and assert or cat def keys merge])
  (:require [clojure.string :as str] [clojure.walk :as walk]))

(def ^:dynamic *recursion-limit* 4)
(def ^:dynamic *coll-check-limit* 101)
(def ^:dynamic *coll-error-limit* 20)
(def ^:dynamic *compile-asserts* true)
(def ^:dynamic *explain-out* nil)

(defrecord %Spec [conform unform explain form name])
(defrecord %Re [op parts form name])
(def %registry (atom {}))
(def %checks (atom false))

(defn invalid? [x] (identical? ::invalid x))
(defn registry [] @%registry)
(defn spec? [x] (if (instance? %Spec x) x nil))
(defn regex? [x] (if (instance? %Re x) x nil))
(defn get-spec [k] (get @%registry (if (var? k) (symbol k) k)))
(defn %find [k]
  (let [s (get-spec k)]
    (if (clojure.core/or (keyword? s) (symbol? s)) (recur s) s)))
(defn %found [k]
  (clojure.core/or (%find k) (throw (new Exception (str "Unable to resolve spec: " k)))))

;; ------------------------------------------------------------ forms

;; #(f %) was read with a generated name for its parameter; problems show it as %
(defn %short-fn [form]
  (if (clojure.core/and (seq? form) (= 'fn* (first form)) (vector? (second form)) (= 1 (count (second form))))
    (list* 'fn '[%] (walk/postwalk-replace {(first (second form)) '%} (nnext form)))
    form))
(defn %res [form]
  (walk/postwalk
    (fn [x]
      (if (symbol? x)
        (let [v (try (resolve x) (catch Throwable e nil))] (if (var? v) (symbol v) x))
        x))
    (%short-fn form)))
(defn abbrev [form]
  (cond (clojure.core/and (seq? form) (= 3 (count form)) (contains? #{'fn 'fn* 'clojure.core/fn} (first form)) (= '[%] (second form))) (abbrev (last form))
        (seq? form) (walk/postwalk (fn [x] (if (clojure.core/and (symbol? x) (namespace x)) (symbol (name x)) x)) form)
        (clojure.core/and (symbol? form) (namespace form)) (symbol (name form))
        :else form))
(defn form [spec]
  (let [s (if (clojure.core/or (keyword? spec) (symbol? spec)) (%found spec) spec)]
    (if (clojure.core/or (spec? s) (regex? s)) (:form s) ::unknown)))
(defn describe [spec] (abbrev (form spec)))

;; ------------------------------------------------------------ what can stand for a spec

(declare conform %explain-1 %match-all %explain-re)

(defn %problem [path pred x via in] [{:path path :pred pred :val x :via via :in in}])
(defn %of-predicate [f form]
  (->%Spec (fn [x] (if (f x) x ::invalid))
           identity
           (fn [path via in x] (if (f x) nil (%problem path form x via in)))
           form nil))
(defn %of-re [re]
  (->%Spec (fn [x] (if (clojure.core/or (nil? x) (sequential? x)) (%match-all re x) ::invalid))
           (fn [x] (%unform-re re x))
           (fn [path via in x]
             (if (clojure.core/or (nil? x) (sequential? x))
               (%explain-re re path via in x)
               (%problem path '(clojure.core/fn [%] (clojure.core/or (clojure.core/nil? %) (clojure.core/sequential? %))) x via in)))
           (:form re) (:name re)))
(defn %coerce [x form]
  (cond (spec? x) x
        (regex? x) (%of-re x)
        (clojure.core/or (keyword? x) (clojure.core/and (symbol? x) (get-spec x)))
        (let [found (%found x)] (%coerce found form))
        :else (%of-predicate x form)))
(defn %as-spec [x form] (if (clojure.core/or (keyword? x) (symbol? x)) (assoc (%coerce x form) :name x) (%coerce x form)))

(defn %conform-1 [p form x] ((:conform (%coerce p form)) x))
(defn %explain-1 [p form path via in x]
  (let [s (%as-spec p form)
        n (clojure.core/or (:name s) nil)]
    ((:explain s) path (if n (conj via n) via) in x)))

(defn conform [spec x] ((:conform (%coerce spec ::unknown)) x))
(declare %unform-re)
(defn unform [spec x]
  (let [s (if (clojure.core/or (keyword? spec) (symbol? spec)) (%found spec) spec)]
    (if (regex? s) (%unform-re s x) ((:unform (%coerce s ::unknown)) x))))
(defn valid?
  ([spec x] (not (invalid? (conform spec x))))
  ([spec x form] (not (invalid? (%conform-1 spec form x)))))

(defn %fn-form [f] (let [n (%procedure-name f)] (if n (symbol "clojure.core" ($symbol->string n)) ::unknown)))
(defn explain-data* [spec path via in x]
  (let [found (%explain-1 spec (cond (spec? spec) (:form spec) (fn? spec) (%fn-form spec) (set? spec) spec :else ::unknown) path via in x)]
    (if (seq found) {::problems (vec found) ::spec spec ::value x} nil)))
(defn explain-data [spec x] (explain-data* spec [] [] [] x))
(defn %problem-text [{:keys [path pred val reason via in] :as problem}]
  (str (pr-str val) " - failed: " (if reason reason (pr-str (abbrev pred)))
       (if (seq in) (str " in: " (pr-str in)) "")
       (if (seq path) (str " at: " (pr-str path)) "")
       (if (seq via) (str " spec: " (pr-str (last via))) "")
       "\n"))
(defn explain-printer [data]
  (if data
    (run! (fn [p] (print (%problem-text p)))
          (sort-by (fn [p] [(- (count (:in p))) (- (count (:path p)))]) (::problems data)))
    (println "Success!")))
(defn explain-out [data] ((clojure.core/or *explain-out* explain-printer) data))
(defn explain [spec x] (explain-out (explain-data spec x)))
(defn explain-str [spec x] (with-out-str (explain spec x)))

;; ------------------------------------------------------------ definitions

(defn %named [x k]
  (if (clojure.core/or (spec? x) (regex? x)) (assoc x :name k) x))
(defn def-impl [k form x]
  (if (clojure.core/or (clojure.core/and (keyword? k) (namespace k)) (symbol? k))
    nil
    (throw (new AssertionError (str "Assert failed: k must be namespaced keyword or resolvable symbol"))))
  (if (nil? x)
    (swap! %registry dissoc k)
    (swap! %registry assoc k
           (if (clojure.core/or (spec? x) (regex? x) (keyword? x)) (%named x k) (assoc (%of-predicate x form) :name k))))
  k)
(defmacro def [k spec-form]
  (let [k (if (symbol? k) (let [v (resolve k)] (if (var? v) (symbol v) k)) k)]
    `(def-impl '~k '~(%res spec-form) ~spec-form)))
(defmacro spec [form & options] `(%spec ~form '~(%res form)))
(defn %spec [x form] (if (regex? x) (%of-re x) (if (spec? x) x (%coerce x form))))
(defn with-gen [spec gen-fn] spec)
(defn gen [& args] (throw (new UnsupportedOperationException "clojure.spec.alpha/gen: there are no generators here")))
(defn exercise [& args] (apply gen args))

;; ------------------------------------------------------------ combinations

(defn and-spec [forms preds]
  (->%Spec (fn [x]
             (loop [ps (seq preds) fs forms x x]
               (if ps
                 (let [v (%conform-1 (first ps) (first fs) x)] (if (invalid? v) v (recur (next ps) (next fs) v)))
                 x)))
           (fn [x] (reduce (fn [v p] (if (keyword? p) (unform p v) (if (spec? p) ((:unform p) v) v))) x (reverse preds)))
           (fn [path via in x]
             (loop [ps (seq preds) fs forms x x]
               (if ps
                 (let [v (%conform-1 (first ps) (first fs) x)]
                   (if (invalid? v) (%explain-1 (first ps) (first fs) path via in x) (recur (next ps) (next fs) v)))
                 nil)))
           (cons 'clojure.spec.alpha/and forms) nil))
(defmacro and [& preds] `(and-spec '~(mapv %res preds) [~@preds]))

(defn or-spec [ks forms preds]
  (->%Spec (fn [x]
             (loop [k (seq ks) ps preds fs forms]
               (if k
                 (let [v (%conform-1 (first ps) (first fs) x)]
                   (if (invalid? v) (recur (next k) (rest ps) (rest fs)) [(first k) v]))
                 ::invalid)))
           (fn [[k v]] (unform (get (zipmap ks preds) k) v))
           (fn [path via in x]
             (let [all (map (fn [k p f] (%explain-1 p f (conj path k) via in x)) ks preds forms)]
               (if (every? seq all) (apply concat all) nil)))
           (cons 'clojure.spec.alpha/or (interleave ks forms)) nil))
(defmacro or [& key-preds]
  (let [pairs (partition 2 key-preds)]
    `(or-spec ~(mapv first pairs) '~(mapv (fn [p] (%res (second p))) pairs) ~(mapv second pairs))))

(defn nilable-spec [form pred]
  (->%Spec (fn [x] (if (nil? x) nil (%conform-1 pred form x)))
           (fn [x] (if (nil? x) nil (unform pred x)))
           (fn [path via in x]
             (if (clojure.core/or (nil? x) (not (invalid? (%conform-1 pred form x))))
               nil
               (concat (%explain-1 pred form (conj path ::pred) via in x)
                       (%problem (conj path ::nil) 'nil? x via in))))
           (list 'clojure.spec.alpha/nilable form) nil))
(defmacro nilable [pred] `(nilable-spec '~(%res pred) ~pred))
(defn conformer-spec [forms f unf]
  (->%Spec f
           (fn [x] (if unf (unf x) (throw (new IllegalStateException "no unform fn for conformer"))))
           (fn [path via in x] (if (invalid? (f x)) (%problem path (first forms) x via in) nil))
           (cons 'clojure.spec.alpha/conformer forms) nil))
(defmacro conformer
  ([f] `(conformer-spec '[~(%res f)] ~f nil))
  ([f unf] `(conformer-spec '[~(%res f) ~(%res unf)] ~f ~unf)))
(defn nonconforming [spec]
  (let [s (%coerce spec ::unknown)]
    (->%Spec (fn [x] (if (invalid? ((:conform s) x)) ::invalid x)) identity (:explain s)
             (list 'clojure.spec.alpha/nonconforming (:form s)) nil)))

;; ------------------------------------------------------------ collections

(defn %coll-problem [{:keys [kind kind-form count min-count max-count distinct]} x]
  (cond (clojure.core/and kind (not (kind x))) kind-form
        (not (coll? x)) 'clojure.core/coll?
        (clojure.core/and count (not= count (bounded-count (inc count) x))) (list '= count '(count %))
        (clojure.core/or (clojure.core/and min-count (< (bounded-count min-count x) min-count))
                         (clojure.core/and max-count (> (bounded-count (inc max-count) x) max-count)))
        (list '<= (clojure.core/or min-count 0) '(count %) (clojure.core/or max-count 'Integer/MAX_VALUE))
        (clojure.core/and distinct (seq x) (not (apply distinct? x))) 'distinct?
        :else nil))
(defn coll-spec [name form pred options]
  (let [checked (fn [x] (if (= name 'every) (take *coll-check-limit* x) x))]
    (->%Spec (fn [x]
               (if (%coll-problem options x)
                 ::invalid
                 (if (= name 'every)
                   (if (every? (fn [y] (valid? pred y form)) (checked x)) x ::invalid)
                   (let [vs (map (fn [y] (%conform-1 pred form y)) x)]
                     (cond (some invalid? vs) ::invalid
                           (:into options) (into (:into options) vs)
                           (vector? x) (vec vs)
                           (clojure.core/or (map? x) (set? x)) (into (empty x) vs)
                           :else (apply list vs))))))
             (fn [x] (let [vs (map (fn [y] (unform pred y)) x)] (if (list? x) vs (into (empty x) vs))))
             (fn [path via in x]
               (let [bad (%coll-problem options x)]
                 (if bad
                   (%problem path bad x via in)
                   (take *coll-error-limit*
                         (mapcat (fn [i y] (if (valid? pred y form) nil (%explain-1 pred form path via (conj in i) y)))
                                 (if (map? x) (clojure.core/keys x) (range)) x)))))
             (list* (symbol "clojure.spec.alpha" (str name)) form (mapcat identity (dissoc options :kind-form))) nil)))
(defn %coll-options [options]
  (let [m (apply hash-map options)]
    (if (contains? m :kind) (assoc m :kind-form (list 'quote (%res (:kind m)))) m)))
(defmacro coll-of [pred & options] `(coll-spec '~'coll-of '~(%res pred) ~pred ~(%coll-options options)))
(defmacro every [pred & options] `(coll-spec '~'every '~(%res pred) ~pred ~(%coll-options options)))

(defn map-spec [name kform vform kpred vpred options]
  (let [bad (fn [x] (if (map? x) (%coll-problem options x) 'clojure.core/map?))]
    (->%Spec (fn [x]
               (if (bad x)
                 ::invalid
                 (reduce (fn [m e]
                           (let [k (%conform-1 kpred kform (key e)) v (%conform-1 vpred vform (val e))]
                             (if (clojure.core/or (invalid? k) (invalid? v))
                               (reduced ::invalid)
                               (assoc m (if (:conform-keys options) k (key e)) v))))
                         (empty x) x)))
             identity
             (fn [path via in x]
               (if (bad x)
                 (%problem path (bad x) x via in)
                 (mapcat (fn [e]
                           (concat (%explain-1 kpred kform (conj path 0) via (conj in (key e) 0) (key e))
                                   (%explain-1 vpred vform (conj path 1) via (conj in (key e) 1) (val e))))
                         x)))
             (list (symbol "clojure.spec.alpha" (str name)) kform vform) nil)))
(defmacro map-of [kpred vpred & options]
  `(map-spec '~'map-of '~(%res kpred) '~(%res vpred) ~kpred ~vpred ~(%coll-options options)))
(defmacro every-kv [kpred vpred & options]
  `(map-spec '~'every-kv '~(%res kpred) '~(%res vpred) ~kpred ~vpred ~(%coll-options options)))

(defn tuple-spec [forms preds]
  (let [n (count preds)]
    (->%Spec (fn [x]
               (if (clojure.core/and (vector? x) (= n (count x)))
                 (let [vs (mapv %conform-1 preds forms x)] (if (some invalid? vs) ::invalid vs))
                 ::invalid))
             (fn [x] (mapv unform preds x))
             (fn [path via in x]
               (cond (not (vector? x)) (%problem path 'clojure.core/vector? x via in)
                     (not= n (count x)) (%problem path (list 'clojure.core/= (list 'clojure.core/count '%) n) x via in)
                     :else (apply concat (map (fn [i p f y] (%explain-1 p f (conj path i) via (conj in i) y)) (range) preds forms x))))
             (cons 'clojure.spec.alpha/tuple forms) nil)))
(defmacro tuple [& preds] `(tuple-spec '~(mapv %res preds) [~@preds]))

;; ------------------------------------------------------------ maps with keys

(defn %all-keys [req] (filter keyword? (flatten req)))
(defn %missing [req m unk]
  (mapcat (fn [r]
            (if (keyword? r)
              (if (contains? m (unk r)) nil [(list 'clojure.core/fn '[%] (list 'clojure.core/contains? '% (unk r)))])
              (let [holds (fn holds [r]
                            (if (keyword? r)
                              (contains? m (unk r))
                              (if (= "or" (name (first r))) (some holds (rest r)) (every? holds (rest r)))))]
                (if (holds r) nil [(list 'clojure.core/fn '[%] (walk/postwalk (fn [x] (if (keyword? x) (list 'clojure.core/contains? '% (unk x)) x)) r))]))))
          req))
(defn %unqualified [k] (keyword (name k)))
(defn keys-spec [{:keys [req opt req-un opt-un]}]
  (let [short (into {} (map (fn [k] [(%unqualified k) k]) (concat (%all-keys req-un) (%all-keys opt-un))))
        spec-name (fn [k] (clojure.core/or (get short k) k))
        missing (fn [x] (concat (%missing req x identity) (%missing req-un x %unqualified)))
        entries (fn [x] (filter (fn [e] (clojure.core/and (keyword? (key e)) (get-spec (spec-name (key e))))) x))]
    (->%Spec (fn [x]
               (if (clojure.core/and (map? x) (empty? (missing x)))
                 (reduce (fn [m e]
                           (let [v (conform (spec-name (key e)) (val e))]
                             (if (invalid? v) (reduced ::invalid) (if (identical? v (val e)) m (assoc m (key e) v)))))
                         x (entries x))
                 ::invalid))
             (fn [x] (reduce (fn [m e] (assoc m (key e) (unform (spec-name (key e)) (val e)))) x (entries x)))
             (fn [path via in x]
               (if (map? x)
                 (concat (mapcat (fn [p] (%problem path p x via in)) (missing x))
                         (mapcat (fn [e] (if (valid? (spec-name (key e)) (val e))
                                           nil
                                           (%explain-1 (spec-name (key e)) (spec-name (key e)) (conj path (key e)) via (conj in (key e)) (val e))))
                                 (entries x)))
                 (%problem path 'clojure.core/map? x via in)))
             (cons 'clojure.spec.alpha/keys
                   (concat (if req [:req req]) (if opt [:opt opt]) (if req-un [:req-un req-un]) (if opt-un [:opt-un opt-un])))
             nil)))
(defmacro keys [& {:as options}] `(keys-spec '~(dissoc options :gen)))
(defn merge-spec [forms preds]
  (->%Spec (fn [x]
             (let [vs (map (fn [p f] (%conform-1 p f x)) preds forms)]
               (if (some invalid? vs) ::invalid (apply clojure.core/merge vs))))
           identity
           (fn [path via in x] (apply concat (map (fn [p f] (%explain-1 p f path via in x)) preds forms)))
           (cons 'clojure.spec.alpha/merge forms) nil))
(defmacro merge [& preds] `(merge-spec '~(mapv %res preds) [~@preds]))
(defn multi-spec-impl [form mm retag]
  (let [retag-value (fn [x] ((.dispatchFn mm) x))]
  (->%Spec (fn [x] (let [m (try (mm x) (catch Throwable e nil))] (if m (conform m x) ::invalid)))
           identity
           (fn [path via in x]
             (let [m (try (mm x) (catch Throwable e nil))]
               (if m
                 (%explain-1 m form (conj path (retag-value x)) via in x)
                 [{:path (conj path (retag-value x)) :pred form :val x :reason "no method" :via via :in in}])))
           (list 'clojure.spec.alpha/multi-spec form retag) nil)))
(defmacro multi-spec [mm retag] `(multi-spec-impl '~(%res mm) ~mm '~retag))

;; ------------------------------------------------------------ ranges

(defn int-in-range? [start end x] (clojure.core/and (int? x) (<= start x) (< x end)))
(defmacro int-in [start end]
  `(and-spec '[clojure.core/int? (clojure.core/fn [~'%] (clojure.spec.alpha/int-in-range? ~start ~end ~'%))]
             [int? (fn [x#] (int-in-range? ~start ~end x#))]))
(defn inst-in-range? [start end x] (clojure.core/and (inst? x) (<= (inst-ms start) (inst-ms x)) (< (inst-ms x) (inst-ms end))))
(defmacro inst-in [start end]
  `(and-spec '[clojure.core/inst?] [(fn [x#] (inst-in-range? ~start ~end x#))]))
(defmacro double-in [& {:keys [infinite? NaN? min max] :or {infinite? true NaN? true}}]
  `(and double?
        ~@(if infinite? nil ['(fn [%] (not (infinite? %)))])
        ~@(if NaN? nil ['(fn [%] (not (NaN? %)))])
        ~@(if max [(list 'fn '[%] (list '<= '% max))] nil)
        ~@(if min [(list 'fn '[%] (list '<= min '%))] nil)))

;; ------------------------------------------------------------ regular expressions

(defn re-spec [op parts form] (->%Re op parts form nil))
(defn %part [x form] {:pred x :form form})
(defmacro cat [& key-preds]
  (let [pairs (partition 2 key-preds)]
    `(re-spec :cat [~@(map (fn [[k p]] `(assoc (%part ~p '~(%res p)) :key ~k)) pairs)]
              '~(cons 'clojure.spec.alpha/cat (mapcat (fn [[k p]] [k (%res p)]) pairs)))))
(defmacro alt [& key-preds]
  (let [pairs (partition 2 key-preds)]
    `(re-spec :alt [~@(map (fn [[k p]] `(assoc (%part ~p '~(%res p)) :key ~k)) pairs)]
              '~(cons 'clojure.spec.alpha/alt (mapcat (fn [[k p]] [k (%res p)]) pairs)))))
(defmacro * [p] `(re-spec :rep [(%part ~p '~(%res p))] '(clojure.spec.alpha/* ~(%res p))))
(defmacro + [p] `(re-spec :plus [(%part ~p '~(%res p))] '(clojure.spec.alpha/+ ~(%res p))))
(defmacro ? [p] `(re-spec :maybe [(%part ~p '~(%res p))] '(clojure.spec.alpha/? ~(%res p))))
(defmacro & [re & preds]
  `(re-spec :amp [(%part ~re '~(%res re)) ~@(map (fn [p] `(%part ~p '~(%res p))) preds)]
            '(clojure.spec.alpha/& ~(%res re) ~@(map %res preds))))
(defn keys*-spec [options form]
  (->%Re :amp [(%part (->%Re :rep [(%part (->%Re :cat [(assoc (%part keyword? 'clojure.core/keyword?) :key ::k)
                                                       (assoc (%part any? 'clojure.core/any?) :key ::v)] nil nil) nil)] nil nil) nil)
               (%part (conformer-spec [] (fn [es] (into {} (map (fn [e] [(::k e) (::v e)]) es))) identity) nil)
               (%part (keys-spec options) form)]
         form nil))
(defmacro keys* [& {:as options}] `(keys*-spec '~(dissoc options :gen) '~(cons 'clojure.spec.alpha/keys* (mapcat identity options))))

(defn %re-of [p]
  (cond (regex? p) p
        (keyword? p) (regex? (%found p))
        :else nil))
(defn %none? [x] (identical? x ::none))
(defn %whole [op x] (if (%none? x) (case op :cat {} (:rep :plus) [] nil) x))

(declare %unform-re)
(defn %unform-part [p x]
  (let [re (%re-of (:pred p))]
    (if re (%unform-re re x) [(unform (%coerce (:pred p) (:form p)) x)])))
(defn %unform-re [re x]
  (let [parts (:parts re)]
    (seq (case (:op re)
           :cat (mapcat (fn [p] (if (contains? x (:key p)) (%unform-part p (get x (:key p))) nil)) parts)
           :alt (let [[k v] x] (%unform-part (some (fn [p] (if (= k (:key p)) p nil)) parts) v))
           :maybe (if (nil? x) nil (%unform-part (first parts) x))
           (:rep :plus) (mapcat (fn [v] (%unform-part (first parts) v)) x)
           :amp (%unform-part (first parts)
                              (reduce (fn [v p] (unform (%coerce (:pred p) (:form p)) v)) x (reverse (rest parts))))))))

;; Can it be nothing? begun: has it matched an item already?
(defn %nilable? [p begun]
  (let [re (%re-of (:pred p))
        parts (if re (:parts re) nil)]
    (if re
      (case (:op re)
        (:maybe :rep) true
        :plus (clojure.core/or begun (%nilable? (first parts) false))
        :cat (every? (fn [q] (%nilable? q false)) parts)
        :alt (boolean (some (fn [q] (%nilable? q false)) parts))
        :amp (%nilable? (first parts) begun))
      false)))

;; note: a function of where it failed, what is then said, and [can the part be nothing?, parts from there on] of the outermost
;; cat; failures farthest in are kept
(defn %match [re xs i path note k]
  (let [parts (:parts re)]
    (case (:op re)
      :cat
      ((fn step [ps m xs i]
         (if (empty? ps)
           (k (if (empty? m) ::none m) xs i)
           (let [p (first ps)]
             (%match-part p xs i (conj path (:key p)) (fn [j f about] (note j f [(%nilable? p (> j i)) (count ps)]))
                          (fn [v xs i] (step (rest ps) (if (%none? v) m (assoc m (:key p) v)) xs i))))))
       parts {} xs i)
      :alt
      (some (fn [p] (%match-part p xs i (conj path (:key p)) note
                                 (fn [v xs i] (k [(:key p) (if (%none? v) nil v)] xs i))))
            parts)
      :maybe
      (clojure.core/or (%match-part (first parts) xs i path note k)
                       (k ::none xs i))
      (:rep :plus)
      ((fn step [vs xs i]
         (clojure.core/or
           (%match-part (first parts) xs i path note
                        (fn [v more j] (if (= i j) nil (step (conj vs (if (%none? v) nil v)) more j))))
           (if (clojure.core/and (= :plus (:op re)) (empty? vs)) nil (k (if (empty? vs) ::none vs) xs i))))
       [] xs i)
      :amp
      (%match-part (first parts) xs i path note
                   (fn [v more j]
                     (loop [ps (rest parts) v (if (%none? v) (%whole (:op (clojure.core/or (%re-of (:pred (first parts))) re)) v) v)]
                       (if (empty? ps)
                         (k v more j)
                         (let [p (first ps) r (%conform-1 (:pred p) (:form p) v)]
                           (if (invalid? r)
                             (do (if (empty? more) (note (clojure.core/+ j 1/2) (fn [via in] [{:path path :pred (:form p) :val v :via via :in in}]) nil) nil)
                                 nil)
                             (recur (rest ps) r))))))))))
(defn %match-part [p xs i path note k]
  (let [re (%re-of (:pred p))]
    (cond re (%match re xs i path note k)
          (empty? xs)
          (do (note i (fn [via in] [{:path path :reason "Insufficient input" :pred (:form p) :val () :via via :in in}]) nil) nil)
          :else
          (let [v (%conform-1 (:pred p) (:form p) (first xs))]
            (if (invalid? v)
              (do (note i (fn [via in] (%explain-1 (:pred p) (:form p) path via (conj in i) (first xs))) nil) nil)
              (k v (rest xs) (inc i)))))))
(defn %match-all [re xs]
  (let [found (%match re (seq xs) 0 [] (fn [i f about] nil) (fn [v more i] (if (empty? more) [v] nil)))]
    (if found (%whole (:op re) (nth found 0)) ::invalid)))
;; several parts that could have been nothing
(defn %all-optional? [failures]
  (clojure.core/and (every? (fn [[f [nilable n]]] nilable) failures) (some (fn [[f [nilable n]]] (> n 1)) failures)))
(defn %explain-re [re path via in xs]
  (let [worst (volatile! nil)
        note (fn [i f about]
               (if (clojure.core/or (nil? @worst) (> i (first @worst)))
                 (vreset! worst [i [[f about]]])
                 (if (= i (first @worst)) (vreset! worst [i (conj (second @worst) [f about])]) nil)))
        extra (volatile! nil)
        found (%match re (seq xs) 0 path note
                      (fn [v more i]
                        (if (empty? more)
                          [v]
                          (do (if (clojure.core/or (nil? @extra) (> i (first @extra))) (vreset! extra [i more]) nil) nil))))]
    (cond found nil
          (clojure.core/and @worst
                            (clojure.core/or (nil? @extra)
                                             (> (first @worst) (first @extra))
                                             (clojure.core/and (= (first @worst) (first @extra)) (not (%all-optional? (second @worst))))))
          (let [failures (second @worst)
                needed (remove (fn [[f [nilable]]] nilable) failures)]
            (mapcat (fn [[f _]] (f via in)) (distinct (if (seq needed) needed failures))))
          :else
          [{:path path :reason "Extra input" :pred (:form re) :val (second @extra) :via via :in (conj in (first @extra))}])))

;; ------------------------------------------------------------ functions, assertions

;; no generators, so all that is looked at is whether it can be called
(defn fspec-impl [options form]
  (clojure.core/merge (assoc (%of-predicate ifn? 'clojure.core/ifn?) :form form) (select-keys options [:args :ret :fn])))
(defn %fspec-form [{:keys [args ret fn]}]
  (list 'clojure.spec.alpha/fspec :args (%res args) :ret (%res ret) :fn (%res fn)))
(defmacro fspec [& {:as options}] `(fspec-impl ~(dissoc options :gen) '~(%fspec-form options)))
(defn %fdef [sym spec] (swap! %registry assoc sym (assoc spec :name sym)) sym)
(defmacro fdef [sym & {:as options}]
  (let [v (resolve sym)]
    `(%fdef '~(if (var? v) (symbol v) (symbol (str (ns-name *ns*)) (str sym))) (fspec ~@(mapcat identity options)))))
(defn check-asserts? [] @%checks)
(defn check-asserts [flag] (reset! %checks flag))
(defn assert* [spec x]
  (if (valid? spec x)
    x
    (let [data (assoc (explain-data* (if (keyword? spec) (assoc (%coerce spec ::unknown) :name nil) spec) [] [] [] x) ::spec spec ::failure :assertion-failed)]
      (throw (ex-info (str "Spec assertion failed\n" (with-out-str (explain-out data))) data)))))
(defn %assert [spec x] (if @%checks (assert* spec x) x))
(defmacro assert [spec x] `(%assert ~spec ~x))
