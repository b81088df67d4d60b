;; Printing: pr, print and their relatives, to the port that *out* is.

(def ^:dynamic *out* (%current-port 1))
(def ^:dynamic *err* (%current-port 2))
(def ^:dynamic *in* (%current-port 0))
(def ^:dynamic *print-length* nil)
(def ^:dynamic *print-level* nil)
(def ^:dynamic *print-readably* true)
(def ^:dynamic *print-meta* false)
(def ^:dynamic *print-dup* false)
(def ^:dynamic *print-namespace-maps* true)
(def ^:dynamic *flush-on-newline* true)
(def %print-methods (->Volatile false)) ; has the program methods of print-method or print-dup?

(defn %write [port s]
  (if ($port? port)
    ($write-string s port)
    (%invoke port 'write s)))

(def %escapes {\" "\\\"" \\ "\\\\" \newline "\\n" \tab "\\t" \return "\\r" \formfeed "\\f" \backspace "\\b"})

(defn %print-string [s port]
  (%write port "\"")
  (let [n ($string-length s)]
    (loop [i 0 start 0]
      (if (< i n)
        (let [e (get %escapes ($string-ref s i))]
          (if e
            (do (%write port ($substring s start i)) (%write port e) (recur (inc i) (inc i)))
            (recur (inc i) start)))
        (%write port (if (== start 0) s ($substring s start n))))))
  (%write port "\""))

(def char-name-string {\newline "newline" \tab "tab" \space "space" \backspace "backspace" \formfeed "formfeed" \return "return"})
(def char-escape-string {\newline "\\n" \tab "\\t" \return "\\r" \" "\\\"" \\ "\\\\" \formfeed "\\f" \backspace "\\b"})

(defn %print-items [open close items port readably level]
  (let [limit *print-length* max-level *print-level*]
    (if (and max-level (>= level max-level))
      (%write port "#")
      (do
        (%write port open)
        (loop [s (seq items) i 0]
          (if s
            (if (and limit (>= i limit))
              (%write port (if (> i 0) " ..." "..."))
              (do (if (> i 0) (%write port " "))
                  (%print (first s) port readably (inc level))
                  (recur (next s) (inc i))))
            nil))
        (%write port close)))))

;; the namespace that all keys of a map have, or nil
(defn %common-space [m]
  (let [space (fn [k] (if (or ($keyword? k) ($symbol? k)) (namespace k) nil))
        first-space (if (seq m) (space (key (first m))) nil)]
    (if (and first-space (every? (fn [e] (= first-space (space (key e)))) m)) first-space nil)))
(defn %print-map [m port readably level]
  (let [space (if *print-namespace-maps* (%common-space m) nil)]
    (if (and space (not (and *print-level* (>= level *print-level*))))
      (do (%write port (str "#:" space))
          (%print-entries (map (fn [e] [(let [k (key e)] (if ($keyword? k) (keyword (name k)) (symbol (name k)))) (val e)]) m)
                          port readably level))
      (%print-entries m port readably level))))

;; m: a map, or vectors of two items
(defn %print-entries [m port readably level]
  (let [limit *print-length* max-level *print-level*]
    (if (and max-level (>= level max-level))
      (%write port "#")
      (do
        (%write port "{")
        (loop [s (seq m) i 0]
          (if s
            (if (and limit (>= i limit))
              (%write port (if (> i 0) ", ..." "..."))
              (let [e (first s)]
                (if (> i 0) (%write port ", "))
                (%print (nth e 0) port readably (inc level))
                (%write port " ")
                (%print (nth e 1) port readably (inc level))
                (recur (next s) (inc i))))
            nil))
        (%write port "}")))))

(defn %print [x port readably level]
  (if (and @%print-methods (%user-print-method x))
    (if readably ((%user-print-method x) x port) (%binding [#'*print-readably* nil] (fn [] ((%user-print-method x) x port))))
    (do
      (if (and readably *print-meta* (meta x) (not (%global? x)) (not ($procedure? x)))
        (do (%write port "^") (%print (meta x) port readably level) (%write port " ")))
      (let [text (if (or @%print-methods *print-meta* *print-length* *print-level* (not *print-namespace-maps*)) %default (%pr-str x (if readably true (%numeric? x))))]
        (if (%declined? text)
          (%print-plain x port readably level)
          (%write port text))))))

(defn %print-plain [x port readably level]
  (cond (nil? x) (%write port "nil")
        ($string? x) (if readably (%print-string x port) (%write port x))
        ($boolean? x) (%write port (if x "true" "false"))
        ($char? x) (%write port (if readably ($string-append "\\" (get char-name-string x ($string x))) ($string x)))
        ($symbol? x) (%write port ($symbol->string x))
        ($keyword? x) (do (%write port ":") (%write port ($symbol->string ($keyword->symbol x))))
        (%numeric? x) (%write port (%pr-str x true))
        (%pvec? x) (%print-items "[" "]" x port readably level)
        (%pmap? x) (%print-map x port readably level)
        (%seq? x) (%print-items "(" ")" x port readably level)
        (%pset? x) (%print-items "#{" "}" x port readably level)
        (%smap? x) (%print-map x port readably level)
        (%sset? x) (%print-items "#{" "}" x port readably level)
        ($record? x) (%print-object x port readably level)
        (%global? x) (do (%write port "#'") (%write port (%global-name x)))
        ($error-object? x) (%print-exception x port readably level)
        ($procedure? x) (%write port (%procedure-text x))
        (%rtd? x) (%write port (%class-name x))
        :else (%write port (if (%python-object? x) (%service 'py-text x (if readably true false)) (%object-text x)))))

(defn %number-text [x] (%str x))
(defn %procedure-text [f]
  (let [name (if (%multi? f) (quote clojure.lang.MultiFn) (%procedure-name f))]
    (str "#object[" (if name ($symbol->string name) "fn") "]")))
(defn %object-text [x]
  (str "#object[" (%class-name (class x)) "]"))

(defn %print-exception [e port readably level]
  (if readably
    (let [all (%causes e) root (peek all)]
      (%write port "#error {\n :cause ")
      (%print (ex-message root) port true level)
      (if (ex-data root) (do (%write port "\n :data ") (%print (ex-data root) port true level)))
      (%write port "\n :via\n [")
      (loop [i 0]
        (if (< i (count all))
          (let [e (nth all i)]
            (%write port (if (zero? i) "{:type " "\n  {:type "))
            (%write port (%exception-class-name e))
            (%write port "\n   :message ")
            (%print (ex-message e) port true level)
            (if (ex-data e) (do (%write port "\n   :data ") (%print (ex-data e) port true level)))
            (%write port "}")
            (recur (inc i)))
          nil))
      (%write port "]\n :trace []}"))
    (%write port (%exception-text e))))
(defn %exception-text [e]
  (let [m (ex-message e)
        data (ex-data e)
        name (%exception-class-name e)]
    (cond (%python-error? e) (%condition-text e) (nil? m) name :else (str name ": " m (if data (str " " (pr-str data)) "")))))

(defn %print-object [x port readably level]
  (cond (%record-map? x)
        (%print-record x port readably level)
        (%record? x Class) (%write port (%class-name x))
        (%record? x Atom) (%print-reference "clojure.lang.Atom" x port level)
        (%record? x Volatile) (%print-reference "clojure.lang.Volatile" x port level)
        (%record? x Ref) (%print-reference "clojure.lang.Ref" x port level)
        (%record? x Agent) (%print-reference "clojure.lang.Agent" x port level)
        (%record? x Reduced) (%print-reference "clojure.lang.Reduced" x port level)
        (or (%record? x Delay) (%record? x Promise) (%record? x Future))
        (do (%write port (str "#object[" (%class-name (class x)) " {:status " (if (realized? x) ":ready" ":pending") ", :val "))
            (if (realized? x) (%print @x port true level) (%write port "nil"))
            (%write port "}]"))
        (%record? x Namespace) (%print-named "clojure.lang.Namespace" (str x) port readably)
        (%record? x UUID) (%write port (str "#uuid \"" (%uuid-text x) "\""))
        (%record? x Date) (%write port (str "#inst \"" (%service 'inst-text (%slot x 0)) "\""))
        (%record? x Regex) (%write port (str "#\"" (%service 'regex-text (%slot x 0)) "\""))
        (%record? x PersistentQueue) (do (%write port "<-") (%print-items "(" ")-<" x port readably level))
        (%record? x Eduction) (%print-items "(" ")" x port readably level)
        (%record? x TaggedLiteral)
        (do (%write port "#") (%print (%slot x 0) port readably level) (%write port " ") (%print (%slot x 1) port readably level))
        (%record? x ReaderConditional)
        (do (%write port (if (%slot x 1) "#?@" "#?")) (%print (%slot x 0) port readably level))
        (%record? x StringBuilder) (%print-named "java.lang.StringBuilder" (%builder-text x) port readably)
        (%record? x File) (%print-named "java.io.File" (%slot x 0) port readably)
        (%record? x URI) (%print-named "java.net.URI" (%slot x 0) port readably)
        (%record? x Unbound) (%write port (str "#object[clojure.lang.Var$Unbound \"Unbound: #'" (%global-name (%slot x 0)) "\"]"))
        (%record? x Array) (%write port (str "#object[array " (pr-str (seq x)) "]"))
        (%kind-of x) (%print-kind x port readably level)
        (%method-of x 'deref) (%print-reference (%class-name (class x)) x port level)
        (%method-of x 'toString)
        (%print-named (%class-name (class x)) ((%method-of x 'toString) x) port readably)
        (or (%method-of x 'seq) (%object-is? x "clojure.lang.ISeq")) (%print-items "(" ")" (seq x) port readably level)
        :else (%write port (%object-text x))))

;; a collection of java.util
(defn %print-kind [x port readably level]
  (let [is (fn [name] (instance? (%class-named name) x))]
    (cond (not readably) (if (or (is "java.util.Map") (is "java.util.Collection")) (%write port (str x)) (%print-named (%class-name (class x)) (str x) port readably))
          (is "java.util.Map") (%print-entries (seq x) port readably level)
          (is "java.util.RandomAccess") (%print-items "[" "]" x port readably level)
          (is "java.util.List") (%print-items "(" ")" x port readably level)
          (is "java.util.Set") (%print-items "#{" "}" x port readably level)
          :else (%print-named (%class-name (class x)) (str x) port readably))))
(defn %print-named [name text port readably]
  (%write port (str "#object[" name " " (if readably (pr-str text) text) "]")))
(defn %print-reference [name x port level]
  (%write port (str "#object[" name " {:status :ready, :val "))
  (%print @x port true level)
  (%write port "}]"))
(defn %print-record [r port readably level]
  (let [name (%class-name (%record-rtd r))]
    (if ($string-contains name ".%") ; of the library
      (%write port (%object-text r))
      (do (%write port "#")
          (%write port name)
          (%print-entries (%record-entries r) port readably level)))))

(defn %uuid-text [u] (%service 'uuid-text (%slot u 0) (%slot u 1)))

(defn %print-to-string [x readably]
  (let [port ($open-output-string)]
    (%print x port readably 0)
    ($get-output-string port)))

(defmulti print-method (fn [x writer] (let [t (get (meta x) :type)] (if (keyword? t) t (class x)))))
(defmulti print-dup (fn [x writer] (class x)))
(defmethod print-method :default [x writer] (%print-plain x writer (if *print-readably* true false) 0))
(defmethod print-dup :default [x writer] (%print-plain x writer true 0))
(defn print-simple [x writer] (%print-plain x writer true 0))
(defn print-ctor [x args writer] (%print-plain x writer true 0))
(def %print-multi (%multi-of print-method))
(def %dup-multi (%multi-of print-dup))
(vreset! %print-methods false)

;; The method of the program for a value; false if there is none.
(defn %user-print-method [x]
  (let [dup (if *print-dup* (%user-method %dup-multi x) false)]
    (if dup dup (%user-method %print-multi x))))
(defn %user-method [multi x]
  (let [table (%record-ref multi MultiFn 4)]
    (if (== (count table) 1)
      false
      (let [t (get (meta x) :type)
            f (%best-method multi (if (keyword? t) t (class x)))]
        (if (or (nil? f) (identical? f (get table :default))) false f)))))

(defn %print-all [xs readably]
  (let [port *out*]
    (loop [xs xs first? true]
      (if xs
        (do (if first? nil (%write port " "))
            (%print ($car xs) port readably 0)
            (recur ($cdr xs) false))
        nil))))

(defn pr [& xs] (%print-all xs *print-readably*))
(defn print [& xs] (%print-all xs false))
(defn newline [] (%write *out* "\n") nil)
(defn prn [& xs] (%print-all xs *print-readably*) (%write *out* "\n") nil)
(defn println [& xs] (%print-all xs false) (%write *out* "\n") nil)
(defn flush [] (if ($port? *out*) ($flush-output-port *out*)) nil)

(defn %to-string [xs readably end]
  (let [port ($open-output-string)]
    (loop [xs xs first? true]
      (if xs
        (do (if first? nil (%write port " "))
            (%print ($car xs) port readably 0)
            (recur ($cdr xs) false))
        nil))
    (%write port end)
    ($get-output-string port)))
(defn pr-str [& xs] (%to-string xs *print-readably* ""))
(defn prn-str [& xs] (%to-string xs *print-readably* "\n"))
(defn print-str [& xs] (%to-string xs false ""))
(defn println-str [& xs] (%to-string xs false "\n"))

(defn %with-out-str [thunk]
  (let [port ($open-output-string)]
    (%binding [#'*out* port] thunk)
    ($get-output-string port)))
(defn %with-in-str [s thunk]
  (let [port ($open-input-string s) old (%current-port 0)]
    (%set-current-port! 0 port)
    (try (%binding [#'*in* port] thunk) (finally (%set-current-port! 0 old)))))

(defn read-line []
  (let [line ($read-line *in*)] (if ($eof-object? line) nil line)))
(defn printf [fmt & args] (print (apply format fmt args)) nil)
(defn format [fmt & args] (%service 'format fmt (mapv (fn [x] [(str x) (if (%formats? x) x (if (nil? x) nil (str x)))]) args)))
(defn %formats? [x] (or (number? x) ($string? x) ($boolean? x) ($char? x) (inst? x)))
(defn tagged-literal [tag form] (->TaggedLiteral tag form))
(defn tagged-literal? [x] (%record? x TaggedLiteral))
(defn reader-conditional [form splicing] (->ReaderConditional form splicing))
(defn reader-conditional? [x] (%record? x ReaderConditional))
(defn %uuid [high low] (->UUID high low))
(defn uuid? [x] (%record? x UUID))
(defn %inst [millis] (->Date millis))
(defn inst? [x] (%record? x Date))
(defn inst-ms [x] (%slot x 0))
(defn inst-ms* [x] (inst-ms x))
(defn uri? [x] (%record? x URI))

;; what a prompt shows of the value of a procedure; *1 *2 *3 are the last values
(defn %written [f & args]
  (let [v (apply f args)]
    (%global-set! #'*3 *2)
    (%global-set! #'*2 *1)
    (%global-set! #'*1 v)
    (pr-str v)))

;; what Python shows of a value that it holds
(defn %described [x] (binding [*print-length* 100 *print-level* 10] (pr-str x)))
