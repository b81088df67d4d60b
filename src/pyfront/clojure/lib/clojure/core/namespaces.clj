;; Namespaces: the compiler's, by way of %service. Programs that are compiled form by form; eval, load, require.

(def %namespaces ($make-equal-hash-table)) ; name (string) -> Namespace
(defn %namespace [name]
  (let [known ($hash-table-ref/default %namespaces name false)]
    (if known
      known
      (let [n (->Namespace ($string->symbol name) nil)] ($hash-table-set! %namespaces name n) n))))

(def ^:dynamic *ns* (%namespace "user"))
(def ^:dynamic *file* "NO_SOURCE_PATH")
(def ^:dynamic *warn-on-reflection* false)
(def ^:dynamic *unchecked-math* false)
(def ^:dynamic *assert* true)
(def ^:dynamic *compile-files* false)
(def ^:dynamic *command-line-args* nil)
(defn %set-arguments! [& words] (%global-set! #'*command-line-args* (seq words)))
(def ^:dynamic *read-eval* false)
(def ^:dynamic *data-readers* {})
(def ^:dynamic *default-data-reader-fn* nil)
(def ^:dynamic *math-context* nil)
(def ^:dynamic *allow-unresolved-vars* false)
(def ^:dynamic *compile-path* "classes")
(def ^:dynamic *compiler-options* nil)
(def ^:dynamic *fn-loader* nil)
(def ^:dynamic *reader-resolver* nil)
(def ^:dynamic *source-path* "NO_SOURCE_PATH")
(def ^:dynamic *suppress-read* nil)
(def ^:dynamic *use-context-classloader* true)
(def ^:dynamic *verbose-defrecords* false)
(def ^:dynamic *repl* false)
(def ^:dynamic *1 nil)
(def ^:dynamic *2 nil)
(def ^:dynamic *3 nil)
(def ^:dynamic *e nil)
(def ^:dynamic *clojure-version* {:major 1 :minor 12 :incremental 0 :qualifier nil})
(defn clojure-version [] "1.12.0")

(defn %space-name [x]
  (cond (%record? x Namespace) ($symbol->string (%record-ref x Namespace 0))
        ($symbol? x) ($symbol->string x)
        :else (%wrong-type "argument is no namespace and no symbol" x)))

(defn %set-ns! [n]
  (let [entry ($assq #'*ns* (%params))]
    (if entry ($set-cdr! entry n) (%global-set! #'*ns* n))
    n))

(defn find-ns [sym] (if (%service 'find-ns (%space-name sym)) (%namespace (%space-name sym)) nil))
(defn the-ns [x]
  (if (%record? x Namespace)
    x
    (let [n (find-ns x)] (if n n (throw (new Exception (str "No namespace: " x " found")))))))
(defn create-ns [sym] (%service 'create-ns (%space-name sym)) (%namespace (%space-name sym)))
(defn in-ns [sym]
  (%service 'in-ns (%space-name sym))
  (%set-ns! (%namespace (%space-name sym))))
;; the ns of a unit that was compiled before it runs; lines: what it does to the namespaces
(defn %enter-ns [sym lines]
  (%service 'repeat lines)
  (in-ns sym)
  nil)
(defn remove-ns [sym]
  (let [n (find-ns sym)]
    (%service 'remove-ns (%space-name sym))
    ($hash-table-delete! %namespaces (%space-name sym))
    n))
(defn all-ns [] (map %namespace (%service 'all-ns)))
(defn ns-name [n] (%record-ref (the-ns n) Namespace 0))

(defn %ns-now [] (%space-name *ns*))
;; what the compiler answers about a name: nil, (var full-name), (class full-name)
(defn %meaning [found]
  (if (nil? found)
    nil
    (let [kind (nth found 0) name (nth found 1)]
      (if ($equal? kind "var") (%global name) (%resolved-class name (nth found 2))))))
(defn %resolved-class [name var]
  (if ($equal? var "") (%class-named name) (%global-ref (%global var))))
(defn resolve
  ([sym] (ns-resolve *ns* sym))
  ([env sym] (if (contains? env sym) nil (resolve sym))))
(defn ns-resolve
  ([ns sym] (%meaning (%service 'resolve (%space-name (the-ns ns)) (str sym))))
  ([ns env sym] (if (contains? env sym) nil (ns-resolve ns sym))))
(defn requiring-resolve [sym]
  (or (resolve sym) (do (require (symbol (namespace sym))) (resolve sym))))
(defn find-var [sym]
  (if (nil? (find-ns (symbol (namespace sym)))) (throw (new IllegalArgumentException (str "No such namespace: " (namespace sym)))))
  (let [found (%service 'own-var (namespace sym) (name sym))] (if found (%global found) nil)))

(defn %ns-table [ns kind]
  (reduce (fn [m e] (assoc m ($string->symbol (nth e 0)) (%meaning (nth e 1))))
          {} (%service 'ns-table (%space-name (the-ns ns)) kind)))
(defn ns-map [ns] (%ns-table ns 'map))
(defn ns-publics [ns] (%ns-table ns 'publics))
(defn ns-interns [ns] (%ns-table ns 'interns))
(defn ns-refers [ns] (%ns-table ns 'refers))
(defn ns-imports [ns] (%ns-table ns 'imports))
(defn ns-aliases [ns]
  (reduce (fn [m e] (assoc m ($string->symbol (nth e 0)) (%namespace (nth e 1))))
          {} (%service 'ns-aliases (%space-name (the-ns ns)))))
(defn alias [sym ns] (the-ns ns) (%service 'alias (%ns-now) (str sym) (%space-name ns)) nil)
(defn ns-unalias [ns sym] (%service 'unalias (%space-name ns) (str sym)) nil)
(defn ns-unmap [ns sym] (%service 'unmap (%space-name (the-ns ns)) (str sym)) nil)
(defn intern
  ([ns name] (%global (%service 'intern (%space-name (the-ns ns)) (str name) (%meta-flags (meta name)))))
  ([ns name value] (let [v (intern ns name)] (%global-set! v value) (if (meta name) (%set-var-meta! v (meta name))) v)))
(defn %meta-flags [m] (+ (if (:private m) 1 0) (+ (if (:dynamic m) 2 0) (if (:macro m) 4 0))))
(defn refer [ns-sym & filters]
  (%service 'refer (%ns-now) (%space-name ns-sym) (%flatten (apply hash-map filters)))
  nil)

;; ------------------------------------------------------------ running forms

;; runs what is left of a text; the value of its last form
(defn %run-loading [loading value]
  (let [thunk (%service 'next-form loading)]
    (if thunk (recur loading (thunk)) value)))
(defn %run-text [text name]
  (let [loading (%service 'text text name)]
    (%run-loading loading nil)))

;; a unit: the name of the library that it is the body of, or false; the procedure that runs it
(defn %run-unit [unit]
  (let [v ((nth unit 1))]
    (if (nth unit 0) (%service 'loaded (nth unit 0)))
    v))
(defn %run-units [units] (reduce (fn [_ unit] (%run-unit unit)) nil units))

(defn eval [form]
  (%run-loading (%service 'eval (%flatten form) (%ns-now)) nil))
;; bindings with one of *ns*, which the compiler follows, there and back
(defn %binding-ns [bindings thunk]
  (let [before (%ns-now)]
    (try
      (%binding bindings (fn [] (%service 'in-ns (%ns-now)) (thunk)))
      (finally (%service 'in-ns before)))))
(defn load-string [s] (%binding-ns [#'*ns* *ns*] (fn [] (%run-text s "NO_SOURCE_PATH"))))
(defn load-reader [reader] (load-string (slurp reader)))
(defn load-file [name] (%load-in (%service 'load-file name)))
(defn %load-in [loading]
  (%binding-ns [#'*ns* *ns*] (fn [] (%run-loading loading nil))))
(defn load [& paths] (run! (fn [p] (%load-in (%service 'load-path (%ns-now) p))) paths))

;; ------------------------------------------------------------ require

(defn %load-lib [name reload]
  (let [found (%service 'library name (if reload true false))]
    (cond (nil? found) nil
          (%pvec? found) (%run-units found)
          :else (do (%load-in found) (%service 'loaded name)))))

(defn %require-one [spec options]
  (let [items (if (symbol? spec) [spec] (vec spec))
        lib (first items)
        opts (merge (apply hash-map (next items)) options)]
    (if (nil? (:as-alias opts))
      (do (%load-lib (%space-name lib) (or (:reload opts) (:reload-all opts)))
          (if (find-ns lib) nil (throw (new Exception (str "namespace '" lib "' not found after loading its file")))))
      (create-ns lib))
    (if (:as opts) (alias (:as opts) lib))
    (if (:as-alias opts) (alias (:as-alias opts) lib))
    (cond (= :all (:refer opts)) (apply refer lib (if (:rename opts) [:rename (:rename opts)] []))
          (contains? opts :refer) (refer lib :only (:refer opts) :rename (or (:rename opts) {}))
          (:use opts) (apply refer lib (mapcat (fn [k] (if (contains? opts k) [k (get opts k)] [])) [:only :exclude :rename])))))

(defn %require-spec [spec options]
  (cond (symbol? spec) (%require-one spec options)
        (and (vector? spec) (or (nil? (next spec)) (keyword? (second spec)))) (%require-one spec options)
        :else
        (let [prefix (first spec)]
          (run! (fn [sub]
                  (if (symbol? sub)
                    (%require-one (symbol (str prefix "." sub)) options)
                    (%require-one (vec (cons (symbol (str prefix "." (first sub))) (next sub))) options)))
                (next spec)))))

(defn %require-all [args options]
  (let [flags (filter keyword? args)
        options (reduce (fn [o k] (assoc o k true)) options flags)]
    (run! (fn [spec] (%require-spec spec options)) (remove keyword? args))
    nil))
(defn require [& args] (%require-all args {}))
(defn use [& args] (%require-all args {:use true}))
(defn loaded-libs [] (set (map symbol (%service 'loaded-libs))))

;; ------------------------------------------------------------ forms as the compiler takes them
;; A form is a vector of codes and what belongs to them, in the order in which it is put together:
;; 0 atom, 1 list of n, 2 vector, 3 map of n items, 4 set, 5 with metadata, 6 another value.

(defn %flatten [form]
  (let [out (loop [todo ($list form) out nil]
              (if (nil? todo)
                out
                (let [x ($car todo) todo ($cdr todo)]
                  (if (%record? x Chunk)
                    (recur todo ($cons (%record-ref x Chunk 1) ($cons (%record-ref x Chunk 0) out)))
                    (let [m (if (or ($symbol? x) (%seq? x) (%pvec? x) (%pmap? x) (%pset? x)) (meta x) nil)
                          todo (if m ($cons m ($cons (->Chunk 5 0) todo)) todo)]
                      (cond (nil? x) (recur todo ($cons x ($cons 0 out)))
                            (%seq? x) (recur (%push x 1 todo) out)
                            (%pvec? x) (recur (%push x 2 todo) out)
                            (or (%pmap? x) (%smap? x)) (recur (%push (mapcat (fn [e] [(key e) (val e)]) x) 3 todo) out)
                            (or (%pset? x) (%sset? x)) (recur (%push x 4 todo) out)
                            (or (%bign? x) (%decimal? x)) (recur todo ($cons x ($cons 7 out)))
                            (or ($symbol? x) ($keyword? x) ($string? x) ($boolean? x) ($char? x) (%numeric? x))
                            (recur todo ($cons x ($cons 0 out)))
                            (%record? x Regex) (recur todo ($cons (%slot x 0) ($cons 8 out)))
                            :else (recur todo ($cons x ($cons 6 out)))))))))]
    (%vec ($reverse out))))

(defn %push [items kind todo]
  (let [chain (%chain items)]
    ($append chain ($cons (->Chunk kind ($length chain)) todo))))

(defn %expand-with [service form]
  (let [r (%service service (%flatten form) (%ns-now))] (if r (r) form)))
(defn macroexpand-1 [form] (%expand-with 'macroexpand-1 form))
(defn macroexpand [form]
  (let [ex (macroexpand-1 form)] (if (identical? ex form) form (recur ex))))
;; for the reader: what becomes of #?, and the features besides its own; the tags that the program has readers for, * for all
(defn %read-options [opts]
  (let [mode (:read-cond opts)]
    (cond (nil? mode) "refuse"
          (or (= mode :allow) (= mode :preserve)) (apply str (name mode) (map (fn [f] (str " " (name f))) (:features opts)))
          :else (throw (new IllegalArgumentException (str ":read-cond is :allow or :preserve, not " (pr-str mode)))))))
(defn %own-tags [] (apply str (if *default-data-reader-fn* "* " "") (map (fn [tag] (str tag " ")) (keys *data-readers*))))
(defn %after-reading [x]
  (if (or (seq *data-readers*) *default-data-reader-fn*)
    (%edn-value x {:readers *data-readers* :default *default-data-reader-fn*})
    x))
(defn read-string
  ([s] (read-string {} s))
  ([opts s]
   (let [options (%read-options opts)
         x (if ($string? s) (if (= (%own-tags) "") (%read-edn s) %default) (%wrong-type "read-string: argument is not a string" s))]
     (if (%declined? x)
       (let [thunk (%service 'read-string s options (%own-tags))]
         (cond thunk (%after-reading (thunk))
               (contains? opts :eof) (:eof opts)
               :else (throw (new RuntimeException "EOF while reading"))))
       x))))
(defn %run-read [thunk] (thunk))
(defn special-symbol? [s] (%service 'special? (str s)))
(defn destructure [bindings] (%run-read (%service 'destructure (%flatten bindings))))

;; tags of EDN that the reader does not know
(defn %edn-value [x opts]
  (if (%record? x TaggedLiteral)
    (let [tag (%slot x 0)
          form (%edn-value (%slot x 1) opts)
          f (get (:readers opts) tag)]
      (cond f (f form)
            (:default opts) ((:default opts) tag form)
            :else (throw (new RuntimeException (str "No reader function for tag " tag)))))
    (cond (map-entry? x) x
          (seq? x) (if (some %holds-tag? x) (with-meta (apply list (map (fn [y] (%edn-value y opts)) x)) (meta x)) x)
          (or (vector? x) (map? x) (set? x))
          (if (some (fn [y] (%holds-tag? y)) (seq x))
            (into (empty x) (map (fn [y] (if (map-entry? y) [(%edn-value (key y) opts) (%edn-value (val y) opts)] (%edn-value y opts))) x))
            x)
          :else x)))
(defn %holds-tag? [x]
  (or (%record? x TaggedLiteral) (and (coll? x) (some %holds-tag? (seq x)))))
