;; References: vars, atoms, volatiles, delays, promises, refs, agents, futures.

;; ------------------------------------------------------------ vars: the globals of the machine

(def %var-metas ($make-eq-hash-table))

(defn %var? [x] (%global? x))
(defn var? [x] (%global? x))
(defn %set-var-meta! [v m] ($hash-table-set! %var-metas v m) v)
(defn %var-space [v] (%name-space (%global-name v)))
(defn %var-name [v] (%name-proper (%global-name v)))
(defn %var-meta [v]
  (let [m ($hash-table-ref/default %var-metas v false)
        full ($symbol->string (%global-symbol v))
        place (if m (%service 'var-place full) nil)
        docs (if m nil (%service 'var-docs full))
        m (if m m {})
        m (if (nil? docs) m (assoc m :arglists (read-string (nth docs 0)) :doc (nth docs 1)))
        m (if (and docs (nth docs 2)) (assoc m :macro true) m)
        m (if (nil? place) m (assoc m :file (nth place 0) :line (nth place 1) :column (nth place 2)))]
    (assoc m :ns (the-ns (symbol (%var-space v))) :name (symbol (%var-name v)))))
(defn %own-meta [v] ($hash-table-ref/default %var-metas v nil)) ; without what is looked up for every var
(defn %global-symbol [v] ($string->symbol (%global-name v)))
(defn %source-of [v] (%service 'var-source (%global-name v)))
(defn %has-root? [v] (not (%declined? (%global-ref v))))
(defn bound? [& vars] (every? (fn [v] (or ($assq v (%params)) (%has-root? v))) vars))
(defn thread-bound? [& vars] (every? (fn [v] (if ($assq v (%params)) true false)) vars))

(defn var-get [v]
  (if (%record? v LocalVar)
    (%record-ref v LocalVar 0)
    (%var-value v)))
(defn %var-value [v]
  (let [entry ($assq v (%params))]
    (if entry
      ($cdr entry)
      (let [x (%global-ref v)] (if (%declined? x) (->Unbound v) x)))))
(defn var-set [v x] (if (%record? v LocalVar) (do (%record-set! v LocalVar 0 x) x) (%set-var! v x)))
(defn %set-var! [v x]
  (let [entry ($assq v (%params))]
    (if entry
      (do ($set-cdr! entry x) x)
      (if (contains? %settable (%var-name v))
        (do (%global-set! v x) x)
        (throw (new IllegalStateException (str "Can't change/establish root binding of: " (%var-name v) " with set")))))))
;; vars that a program may set without a binding, as below clojure.main
(def %settable
  #{"*ns*" "*warn-on-reflection*" "*math-context*" "*print-meta*" "*print-length*" "*print-level*" "*print-namespace-maps*"
    "*data-readers*" "*default-data-reader-fn*" "*command-line-args*" "*unchecked-math*" "*assert*" "*1" "*2" "*3" "*e"})
(defn alter-var-root [v f & args]
  (let [old (var-get-root v)
        x (apply f old args)
        watches ($hash-table-ref/default %var-watches v nil)]
    (%global-set! v x)
    (if watches (%notify watches v old x))
    x))
(defn var-get-root [v] (let [x (%global-ref v)] (if (%declined? x) (->Unbound v) x)))

;; bindings: a vector of vars and values
(defn %binding [bindings thunk]
  (let [params (%params) n (count bindings)]
    (%set-params! (loop [i 0 new params]
                    (if (< i n) (recur (+ i 2) ($cons ($cons (nth bindings i) (nth bindings (inc i))) new)) new)))
    (let [result (%with-ports thunk)]
      (%set-params! params)
      result)))

;; the port that *out* is bound to is the machine's current one
(defn %with-ports [thunk]
  (let [port *out*]
    (if (and ($port? port) (not ($eq? port (%current-port 1))))
      (let [old (%current-port 1)]
        (%set-current-port! 1 port)
        (try (thunk) (finally (%set-current-port! 1 old))))
      (thunk))))

(defn with-bindings* [m f & args]
  (%binding (reduce (fn [v e] (conj v (key e) (val e))) [] m) (fn [] (apply f args))))
(defn get-thread-bindings []
  (loop [entries ($reverse (%params)) m {}]
    (if (nil? entries) m (recur ($cdr entries) (assoc m ($car ($car entries)) ($cdr ($car entries)))))))
(defn bound-fn* [f]
  (let [bindings (merge {#'*print-length* *print-length* #'*print-level* *print-level* #'*print-meta* *print-meta*
                         #'*print-namespace-maps* *print-namespace-maps* #'*ns* *ns*}
                        (get-thread-bindings))] (fn [& args] (apply with-bindings* bindings f args))))

(defn %with-redefs [bindings thunk]
  (let [n (count bindings)
        old (loop [i 0 old []] (if (< i n) (recur (+ i 2) (conj old (nth bindings i) (%global-ref (nth bindings i)))) old))
        set-all (fn [bs] (loop [i 0] (if (< i n)
                                       (do (if (%declined? (nth bs (inc i)))
                                             (%global-unset! (nth bs i))
                                             (%global-set! (nth bs i) (nth bs (inc i))))
                                           (recur (+ i 2)))
                                       nil)))]
    (set-all bindings)
    (try (thunk) (finally (set-all old)))))
(defn with-redefs-fn [m f] (%with-redefs (reduce (fn [v e] (conj v (key e) (val e))) [] m) f))

;; ------------------------------------------------------------ atoms and volatiles

(defn atom
  ([x] (->Atom x nil nil nil))
  ([x & options]
   (let [{:keys [meta validator]} (%destructured (seq options))]
     (if validator (%validate validator x))
     (if (or (nil? meta) (map? meta)) nil (%wrong-type "atom: the metadata are not a map" meta))
     (->Atom x nil validator meta))))

(defn %validate [validator x]
  (if (validator x) nil (throw (new IllegalStateException "Invalid reference state"))))

(defn reset! [a x]
  (if (nil? (%record-ref a Atom 2)) nil (%validate (%record-ref a Atom 2) x))
  (let [watches (%record-ref a Atom 1)]
    (if (nil? watches)
      (do (%record-set! a Atom 0 x) x)
      (let [old (%record-ref a Atom 0)]
        (%record-set! a Atom 0 x)
        (%notify watches a old x)
        x))))
(defn %notify [watches a old new]
  (loop [s (seq watches)] (if s (do ((val (first s)) (key (first s)) a old new) (recur (next s))) nil)))
(defn swap!
  ([a f] (reset! a (f (%record-ref a Atom 0))))
  ([a f x] (reset! a (f (%record-ref a Atom 0) x)))
  ([a f x y] (reset! a (f (%record-ref a Atom 0) x y)))
  ([a f x y & args] (reset! a (apply f (%record-ref a Atom 0) x y args))))
(defn swap-vals! [a f & args]
  (let [old @a] [old (reset! a (apply f old args))]))
(defn reset-vals! [a x] (let [old @a] [old (reset! a x)]))
(defn compare-and-set! [a old new]
  (if (or (identical? (%record-ref a Atom 0) old) (and (number? old) (= (%record-ref a Atom 0) old)))
    (do (reset! a new) true)
    false))

(defn volatile! [x] (->Volatile x))
(defn volatile? [x] (%record? x Volatile))
(defn vreset! [v x] (%record-set! v Volatile 0 x) x)

(defn %watchable [r] (cond (%record? r Atom) Atom (%record? r Ref) Ref (%record? r Agent) Agent :else false))
(def %var-watches ($make-eq-hash-table))
(defn add-watch [r k f]
  (let [t (%watchable r)]
    (if t
      (%record-set! r t 1 (assoc (or (%record-ref r t 1) {}) k f))
      ($hash-table-set! %var-watches r (assoc ($hash-table-ref/default %var-watches r {}) k f)))
    r))
(defn remove-watch [r k]
  (let [t (%watchable r)]
    (if t
      (%record-set! r t 1 (not-empty (dissoc (%record-ref r t 1) k)))
      ($hash-table-set! %var-watches r (dissoc ($hash-table-ref/default %var-watches r {}) k)))
    r))
(defn set-validator! [r f]
  (let [t (%watchable r)]
    (if f (%validate f (%record-ref r t 0)))
    (%record-set! r t 2 f)
    nil))
(defn get-validator [r] (%record-ref r (%watchable r) 2))

(defn alter-meta! [r f & args] (reset-meta! r (apply f (meta r) args)))
(defn reset-meta! [r m]
  (cond (%global? r) (%set-var-meta! r (dissoc m :ns :name))
        (%record? r Namespace) (%record-set! r Namespace 1 m)
        :else (%record-set! r (%watchable r) 3 m))
  m)

;; ------------------------------------------------------------ delays, promises, futures

(defn %delay [thunk] (->Delay thunk nil))
(defn delay? [x] (%record? x Delay))
(defn %run-delay [d]
  (let [thunk (%record-ref d Delay 0)]
    (if thunk
      (let [v (try (let [v (thunk)] (fn [] v)) (catch Throwable e (fn [] (throw e))))]
        (%record-set! d Delay 1 v)
        (%record-set! d Delay 0 nil)
        (v))
      ((%record-ref d Delay 1)))))
(defn force [x] (if (%record? x Delay) (%run-delay x) x))

(defn promise [] (->Promise %default nil))
(defn deliver [p x]
  (if ($eq? (%record-ref p Promise 0) %default)
    (do (%record-set! p Promise 0 x) p)
    nil))

;; a future runs when it is made: nothing runs beside the program
(defn future-call [f]
  (let [bindings (get-thread-bindings)
        fut (->Future nil nil false false)]
    (try (%record-set! fut Future 0 (f)) (catch Throwable e (%record-set! fut Future 1 e)))
    (%record-set! fut Future 2 true)
    fut))
(defn future? [x] (%record? x Future))
(defn future-done? [f] (%record-ref f Future 2))
(defn future-cancel [f] false)
(defn future-cancelled? [f] (%record-ref f Future 3))
(defn pmap
  ([f coll] (map f coll))
  ([f coll & colls] (apply map f coll colls)))
(defn pcalls [& fns] (pmap (fn [f] (f)) fns))

(defn deref
  ([r]
   (cond (%record? r Atom) (%record-ref r Atom 0)
         (%record? r Volatile) (%record-ref r Volatile 0)
         (%global? r) (var-get r)
         (%record? r Delay) (%run-delay r)
         (%record? r Reduced) (%record-ref r Reduced 0)
         (%record? r Ref) (%record-ref r Ref 0)
         (%record? r Agent) (%record-ref r Agent 0)
         (%record? r Future)
         (if (nil? (%record-ref r Future 1))
           (%record-ref r Future 0)
           (throw (%exception "java.util.concurrent.ExecutionException" (str (%record-ref r Future 1)) nil (%record-ref r Future 1))))
         (%record? r LocalVar) (%record-ref r LocalVar 0)
         (%record? r Promise)
         (if ($eq? (%record-ref r Promise 0) %default)
           (throw (new IllegalStateException "this promise is never delivered: nothing runs beside the program"))
           (%record-ref r Promise 0))
         :else (%call-method r 'deref "deref: argument is no reference")))
  ([r ms default]
   (if (and (%record? r Promise) ($eq? (%record-ref r Promise 0) %default)) default (deref r))))

;; ------------------------------------------------------------ refs: there is one thread, so a transaction is undone or done

(def %transaction (->Volatile nil))

(defn ref [x & options]
  (let [{:keys [meta validator min-history max-history]} (%destructured (seq options))]
    (if validator (%validate validator x))
    (->Ref x nil validator meta (or min-history 0) (or max-history 10))))

(defn %in-transaction []
  (if (nil? @%transaction) (throw (new IllegalStateException "No transaction running"))))

(defn ref-set [r x]
  (%in-transaction)
  (if (nil? (%record-ref r Ref 2)) nil (%validate (%record-ref r Ref 2) x))
  (vreset! %transaction (cons [r (%record-ref r Ref 0)] @%transaction))
  (%record-set! r Ref 0 x)
  x)
(defn alter [r f & args] (ref-set r (apply f (%record-ref r Ref 0) args)))
(defn commute [r f & args] (ref-set r (apply f (%record-ref r Ref 0) args)))
(defn ensure [r] (%in-transaction) (%record-ref r Ref 0))
(defn ref-history-count [r] 0)
(defn ref-min-history ([r] (%record-ref r Ref 4)) ([r n] (%record-set! r Ref 4 n) r))
(defn ref-max-history ([r] (%record-ref r Ref 5)) ([r n] (%record-set! r Ref 5 n) r))

(defn %io! [message thunk]
  (if (nil? @%transaction) (thunk) (throw (new IllegalStateException (if message message "I/O in transaction")))))
(defn %dosync [thunk]
  (if (nil? @%transaction)
    (do
      (vreset! %transaction ())
      (let [result (try (thunk)
                        (catch Throwable e
                          (loop [s (seq @%transaction)]
                            (if s (do (%record-set! (first (first s)) Ref 0 (second (first s))) (recur (next s))) nil))
                          (vreset! %transaction nil)
                          (throw e)))
            log (reverse @%transaction)]
        (vreset! %transaction nil)
        (loop [s (seq log) seen nil]
          (if s
            (let [r (first (first s))]
              (if (and (%record-ref r Ref 1) (not ($memq r seen)))
                (%notify (%record-ref r Ref 1) r (second (first s)) (%record-ref r Ref 0)))
              (recur (next s) ($cons r seen)))
            nil))
        result))
    (thunk)))
(defn %sync [flags thunk] (%dosync thunk))

;; ------------------------------------------------------------ agents: an action runs when it is sent

(defn agent [x & options]
  (let [{:keys [meta validator error-handler error-mode]} (%destructured (seq options))]
    (if validator (%validate validator x))
    (->Agent x nil validator meta nil error-handler (or error-mode (if error-handler :continue :fail)))))
(def ^:dynamic *agent* nil)
(defn send [a f & args]
  (if (%record-ref a Agent 4) (throw (new RuntimeException "Agent is failed, needs restart" (%record-ref a Agent 4))))
  (try
    (let [old (%record-ref a Agent 0)
          x (binding [*agent* a] (apply f old args))]
      (if (nil? (%record-ref a Agent 2)) nil (%validate (%record-ref a Agent 2) x))
      (%record-set! a Agent 0 x)
      (if (%record-ref a Agent 1) (%notify (%record-ref a Agent 1) a old x)))
    (catch Throwable e
      (if (%record-ref a Agent 5) ((%record-ref a Agent 5) a e))
      (if (= (%record-ref a Agent 6) :fail) (%record-set! a Agent 4 e))))
  a)
(defn send-off [a f & args] (apply send a f args))
(defn send-via [executor a f & args] (apply send a f args))
(defn await [& agents] nil)
(defn await-for [ms & agents] true)
(defn agent-error [a] (%record-ref a Agent 4))
(defn restart-agent [a x & options] (%record-set! a Agent 4 nil) (%record-set! a Agent 0 x) x)
(defn error-handler [a] (%record-ref a Agent 5))
(defn set-error-handler! [a f] (%record-set! a Agent 5 f) nil)
(defn error-mode [a] (%record-ref a Agent 6))
(defn set-error-mode! [a mode] (%record-set! a Agent 6 mode) nil)
(defn release-pending-sends [] 0)
(defn shutdown-agents [] nil)
