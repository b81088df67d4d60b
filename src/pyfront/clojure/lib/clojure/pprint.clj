;; The pretty printer, print-table and cl-format. What is to be printed becomes tokens (pyfront/clojure/layout.py), which the host
;; lays out.
(ns clojure.pprint)

(def ^:dynamic *print-right-margin* 72)
(def ^:dynamic *print-miser-width* 40)
(def ^:dynamic *print-pretty* true)
(def ^:dynamic *print-base* 10)
(def ^:dynamic *print-radix* nil)
(def ^:dynamic *print-suppress-namespaces* nil)
(def ^:dynamic %tokens nil) ; a volatile with the tokens so far, while something is pretty printed

(defn %add [token] (vswap! %tokens conj token))
(defn pprint-newline [kind]
  (if %tokens
    (%add (case kind :linear "l" :fill "f" :miser "m" :mandatory "!"
                (throw (new IllegalArgumentException (str "Bad argument: " kind ". It must be one of #{:linear :miser :mandatory :fill}")))))
    nil))
(defn pprint-indent [relative-to n]
  (if %tokens (%add (str (case relative-to :block "b" :current "c") n)) nil))
(defn %text [s] (if %tokens (%add (str "t" s)) (print s)))

;; a writer that adds to the tokens
(deftype %TokenWriter []
  Object
  (write [this s] (%text (if (integer? s) (str (char s)) s)) nil)
  (append [this s] (%text s) this)
  (flush [this] nil))

(declare write-out)

(defn %block [prefix suffix items item]
  (%add (str "(" prefix))
  (if (and *print-level* (neg? *print-level*))
    nil
    (loop [s (seq items) n 0]
      (if s
        (if (and *print-length* (>= n *print-length*))
          (%text "...")
          (do (item (first s))
              (if (next s) (do (%text " ") (pprint-newline :linear)) nil)
              (recur (next s) (inc n))))
        nil)))
  (%add (str ")" suffix)))
(defn %set-block [x]
  (%add "(#{")
  (loop [s (seq x)]
    (if s
      (do (write-out (first s))
          (if (next s) (do (%text " ") (pprint-newline :linear)) nil)
          (recur (next s)))
      nil))
  (%add ")}"))
(defn %map-block [prefix m]
  (%add (str "(" prefix "{"))
  (loop [s (seq m) n 0]
    (if s
      (if (and *print-length* (>= n *print-length*))
        (%text "...")
        (do (%add "(")
            (write-out (nth (first s) 0))
            (%text " ")
            (pprint-newline :linear)
            (write-out (nth (first s) 1))
            (%add ")")
            (if (next s) (do (%text ", ") (pprint-newline :linear)) nil)
            (recur (next s) (inc n))))
      nil))
  (%add ")}"))
(defn %map-out [m]
  (let [space (if (and *print-namespace-maps* (not (record? m))) (clojure.core/%common-space m) nil)]
    (if space
      (%map-block (str "#:" space)
                  (map (fn [e] [(let [k (key e)] (if (keyword? k) (keyword (name k)) (symbol (name k)))) (val e)]) m))
      (%map-block "" m))))

(def %quotes {'quote "'" 'clojure.core/deref "@" 'var "#'" 'clojure.core/unquote "~"})
(defn %reader-macro [x]
  (let [mark (if (and (seq? x) (= 2 (count x))) (get %quotes (first x)) nil)]
    (if mark (do (%text mark) (write-out (second x)) true) false)))

(defn %kind [x]
  (cond (nil? x) :default
        (:type (meta x)) (:type (meta x))
        (record? x) :map
        (map? x) :map
        (vector? x) :vector
        (set? x) :set
        (seq? x) :list
        (instance? clojure.lang.IDeref x) :reference
        (instance? clojure.lang.PersistentQueue x) :queue
        :else :default))
(defmulti simple-dispatch (fn [x] (class x)))
(defn %simple [x]
  (case (%kind x)
    :map (%map-out x)
    :vector (%block "[" "]" x write-out)
    :set (%set-block x)
    :list (if (%reader-macro x) nil (%block "(" ")" x write-out))
    :queue (%block "<-(" ")-<" x write-out)
    (%text (pr-str x))))
(defmethod simple-dispatch :default [x] (%simple x))

;; ------------------------------------------------------------ code

(defn %body [forms]
  (run! (fn [f] (%text " ") (pprint-newline :linear) (write-out f)) forms))
(defn %pairs [x]
  (loop [s (seq x)]
    (if s
      (do (%add "(")
          (write-out (first s))
          (if (next s) (do (%text " ") (pprint-newline :miser) (write-out (second s))) nil)
          (%add ")")
          (if (nnext s) (do (%text " ") (pprint-newline :linear)) nil)
          (recur (nnext s)))
      nil)))
(defn %binding-form [x]
  (%add "([")
  (%pairs x)
  (%add ")]"))
(defn %cond-form [x]
  (%add "((")
  (pprint-indent :block 1)
  (write-out (first x))
  (if (next x)
    (do (%text " ")
        (pprint-newline :linear)
        (loop [s (next x)]
          (write-out (first s))
          (if (next s) (do (%text " ") (pprint-newline :miser) (write-out (second s))) nil)
          (if (nnext s) (do (%text " ") (pprint-newline :linear) (recur (nnext s))) nil)))
    nil)
  (%add "))"))
(defn %condp-form [x]
  (if (nnext x)
    (do (%add "((")
        (pprint-indent :block 1)
        (run! (fn [y] (write-out y) (%text " ") (pprint-newline :miser)) (take 2 x))
        (write-out (nth x 2))
        (if (seq (drop 3 x)) (do (%text " ") (pprint-newline :linear) (%pairs (drop 3 x))) nil)
        (%add "))"))
    (%simple-code x)))
(defn %renamed [names x]
  (let [inside (fn [y] (%renamed names y))]
    (cond (symbol? x) (get names x x)
          (seq? x) (map inside x)
          (map-entry? x) [(inside (key x)) (inside (val x))]
          (coll? x) (into (empty x) (map inside) x)
          :else x)))
;; #(...), with % for its parameters
(defn %short-fn [x]
  (let [params (second x)]
    (if (and (vector? params) (= 3 (count x)) (seq? (nth x 2))
             (every? (fn [p] (and (symbol? p) (re-matches #"(p\d+|rest)__\d+#" (name p)))) params))
      (let [names (if (= 1 (count params))
                    {(first params) '%}
                    (into {} (map-indexed (fn [i p] [p (symbol (str "%" (inc i)))]) params)))]
        (%block "#(" ")" (%renamed names (nth x 2)) write-out))
      (%simple-code x))))
(defn %hold-first
  ([x] (%hold-first x 0))
  ([x indent]
  (%add "((")
  (pprint-indent :block indent)
  (write-out (first x))
  (if (next x)
    (do (%text " ") (pprint-newline :miser) (write-out (second x)) (%body (nnext x)))
    nil)
  (%add "))")))
(defn %if-form [x] (%hold-first x 1))
(declare %simple-code)
(defn %let-form [x]
  (%add "((")
  (pprint-indent :block 1)
  (write-out (first x))
  (if (next x)
    (do (%text " ")
        (if (vector? (second x)) (%binding-form (second x)) (write-out (second x)))
        (%body (nnext x)))
    nil)
  (%add "))"))
(defn %defn-form [x]
  (%add "((")
  (pprint-indent :block 1)
  (write-out (first x))
  (%text " ")
  (pprint-newline :miser)
  (write-out (second x))
  (loop [s (nnext x)]
    (if (and s (or (string? (first s)) (map? (first s))) (next s))
      (do (%text " ") (pprint-newline :linear) (write-out (first s)) (recur (next s)))
      (if (vector? (first s))
        (do (%text " ") (pprint-newline (if (or (string? (second x)) (= s (nnext x))) :miser :linear)) (write-out (first s)) (%body (next s)))
        (%body s))))
  (%add "))"))
(defn %simple-code [x]
  (%add "((")
  (pprint-indent :block 1)
  (loop [s (seq x)]
    (if s
      (do (write-out (first s))
          (if (next s) (do (%text " ") (pprint-newline :linear)) nil)
          (recur (next s)))
      nil))
  (%add "))"))
(def %code-forms
  (merge (zipmap '[def defonce -> ->> .. locking struct struct-map] (repeat %hold-first))
         (zipmap '[if if-not when when-not while fn ns] (repeat %if-form))
         {'cond %cond-form 'condp %condp-form 'fn* %short-fn}
         (zipmap '[let loop binding with-open with-local-vars dotimes when-let if-let doseq for] (repeat %let-form))
         (zipmap '[defn defn- defmacro defmulti defmethod] (repeat %defn-form))))
(defmulti code-dispatch (fn [x] (class x)))
(defmethod code-dispatch :default [x]
  (if (and (= :list (%kind x)) (seq x))
    (if (%reader-macro x)
      nil
      (let [head (first x)
            form (if (symbol? head) (get %code-forms (symbol (name head))) nil)]
        (if form (form x) (%simple-code x))))
    (%simple x)))

(def ^:dynamic *print-pprint-dispatch* simple-dispatch)
(defn set-pprint-dispatch [f] (var-set (var *print-pprint-dispatch*) f) nil)
(defn %with-pprint-dispatch [f thunk] (binding [*print-pprint-dispatch* f] (thunk)))
(defmacro with-pprint-dispatch [f & body] `(%with-pprint-dispatch ~f (fn [] ~@body)))

;; ------------------------------------------------------------ printing

(defn write-out [x]
  (cond (not *print-pretty*) (%text (pr-str x))
        (and *print-level* (coll? x) (<= *print-level* 0)) (%text "#")
        (and *print-level* (coll? x))
        (binding [*print-level* (dec *print-level*)] (*print-pprint-dispatch* x))
        :else (*print-pprint-dispatch* x)))
(defn %laid-out [tokens] (%service 'layout tokens *print-right-margin* *print-miser-width* 0))
(defn %pretty [x]
  (binding [%tokens (volatile! [])]
    (binding [*out* (->%TokenWriter)] (write-out x))
    (%laid-out @%tokens)))
(defn %logical-block [prefix suffix thunk]
  (if %tokens
    (do (%add (str "(" prefix)) (thunk) (%add (str ")" suffix)) nil)
    (let [out *out*]
      (binding [%tokens (volatile! [(str "(" prefix)])]
        (binding [*out* (->%TokenWriter)] (thunk))
        (%add (str ")" suffix))
        (clojure.core/%write out (%laid-out @%tokens))
        nil))))
(defmacro pprint-logical-block [& args]
  (let [options (apply hash-map (mapcat identity (take-while (fn [p] (keyword? (first p))) (partition 2 args))))
        body (drop (+ 1 (* 2 (count options))) args)]
    `(%logical-block ~(:prefix options "") ~(:suffix options "") (fn [] ~@body))))
(defn pprint
  ([x] (pprint x *out*))
  ([x writer]
   (let [text (%pretty x)]
     (clojure.core/%write writer (if (and (seq text) (= \newline (last text))) text (str text "\n")))
     nil)))
(defmacro pp [] `(pprint *1))
(defn %write-to [x options]
  (let [{:keys [stream pretty right-margin level length dispatch] :or {stream true pretty true}} options]
    (binding [*print-pretty* pretty
              *print-right-margin* (if (contains? options :right-margin) right-margin *print-right-margin*)
              *print-level* (if (contains? options :level) level *print-level*)
              *print-length* (if (contains? options :length) length *print-length*)
              *print-pprint-dispatch* (or dispatch *print-pprint-dispatch*)]
      (let [text (%pretty x)]
        (cond (nil? stream) text
              (true? stream) (do (print text) nil)
              :else (do (clojure.core/%write stream text) nil))))))
(defn write [x & {:as options}] (%write-to x (or options {})))
(defn get-pretty-writer [writer] writer)
(defn fresh-line [] (newline))
(defn pprint-tab [kind colnum colinc] (throw (new UnsupportedOperationException "pprint-tab is not yet implemented")))

(defn print-table
  ([rows] (print-table (keys (first rows)) rows))
  ([ks rows]
   (if (seq rows)
     (let [widths (map (fn [k] (apply max (count (str k)) (map (fn [r] (count (str (get r k)))) rows))) ks)
           padded (fn [text width] (str (apply str (repeat (- width (count text)) " ")) text))
           line (fn [before between after texts] (str before (apply str (interpose between texts)) after))
           row (fn [texts] (line "| " " | " " |" (map padded texts widths)))]
       (println)
       (println (row (map str ks)))
       (println (line "|-" "-+-" "-|" (map (fn [w] (apply str (repeat w "-"))) widths)))
       (run! (fn [r] (println (row (map (fn [k] (str (get r k))) ks)))) rows))
     nil)))

;; ------------------------------------------------------------ cl-format

(defn %node [x deep]
  [(print-str x) (pr-str x) (if (or (number? x) (boolean? x) (char? x)) (if (char? x) (str x) x) nil)
   (if (and deep (or (sequential? x) (set? x) (map? x))) (mapv (fn [y] (%node y deep)) x) nil)])
(defn %cl-text [fmt args]
  (let [deep (boolean (re-find #"[{?]" fmt))]
    (%service 'cl-format fmt (mapv (fn [x] (%node x deep)) args))))
(defn cl-format [writer fmt & args]
  (let [text (%cl-text (if (string? fmt) fmt (str fmt)) args)]
    (cond (not writer) text
          (true? writer) (do (clojure.core/%write *out* text) nil)
          :else (do (clojure.core/%write writer text) nil))))
(defn %formatter [fmt] (fn [writer & args] (apply cl-format writer fmt args)))
(defmacro formatter [fmt] `(%formatter ~fmt))
(defmacro formatter-out [fmt] `(fn [& args#] (apply cl-format true ~fmt args#)))
