(ns clojure.walk)

(defn walk [inner outer form]
  (cond (list? form) (outer (with-meta (apply list (map inner form)) (meta form)))
        (map-entry? form) (outer (clojure.core/%entry-of (inner (key form)) (inner (val form))))
        (seq? form) (outer (with-meta (doall (map inner form)) (meta form)))
        (record? form) (outer (reduce (fn [r x] (conj r (inner x))) form form))
        (coll? form) (outer (into (empty form) (map inner form)))
        :else (outer form)))
(defn postwalk [f form] (walk (fn [x] (postwalk f x)) f form))
(defn prewalk [f form] (walk (fn [x] (prewalk f x)) identity (f form)))
(defn postwalk-demo [form] (postwalk (fn [x] (print "Walked: ") (prn x) x) form))
(defn prewalk-demo [form] (prewalk (fn [x] (print "Walked: ") (prn x) x) form))
(defn keywordize-keys [m]
  (let [f (fn [e] (if (string? (key e)) [(keyword (key e)) (val e)] e))]
    (postwalk (fn [x] (if (map? x) (with-meta (into {} (map f x)) (meta x)) x)) m)))
(defn stringify-keys [m]
  (let [f (fn [e] (if (keyword? (key e)) [(name (key e)) (val e)] e))]
    (postwalk (fn [x] (if (map? x) (with-meta (into {} (map f x)) (meta x)) x)) m)))
(defn postwalk-replace [smap form] (postwalk (fn [x] (if (contains? smap x) (get smap x) x)) form))
(defn prewalk-replace [smap form] (prewalk (fn [x] (if (contains? smap x) (get smap x) x)) form))
(defn macroexpand-all [form]
  (prewalk (fn [x] (if (seq? x) (macroexpand x) x)) form))
