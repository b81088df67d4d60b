;; References: vars, atoms, volatiles.

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
  (let [old (%root v)
        x (apply f old args)
        watches ($hash-table-ref/default %var-watches v nil)]
    (%global-set! v x)
    (if watches (%notify watches v old x))
    x))
(defn %root [v] (let [x (%global-ref v)] (if (%declined? x) (->Unbound v) x)))

;; bindings: a vector of vars and values
(defn %binding [bindings thunk]
  (let [params (%params) n (count bindings)]
    (%set-params! (loop [i 0 new params]
                    (if (< i n) (recur (+ i 2) ($cons ($cons (nth bindings i) (nth bindings (inc i))) new)) new)))
    (let [result (%with-ports thunk)]
      (%set-params! params)
      result)))

(defn %binding-static [bindings thunk]
  (loop [i 0]
    (if (< i (count bindings))
      (let [v (nth bindings i)]
        (if (or (%service 'dynamic? (%global-name v)) (:dynamic (meta v)))
          (recur (+ i 2))
          (throw (new IllegalStateException (str "Can't dynamically bind non-dynamic var: " (%global-name v))))))
      (%binding bindings thunk))))

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
    (if (nil? entries)
      m
      (recur ($cdr entries)
             (if ($eq? ($car ($car entries)) '%pushed) m (assoc m ($car ($car entries)) ($cdr ($car entries))))))))
;; bindings that are there until they are taken back: the entry %pushed has what was there before
(defn push-thread-bindings [m]
  (let [before (%params)]
    (%set-params! (reduce (fn [params e] ($cons ($cons (key e) (val e)) params)) ($cons ($cons '%pushed before) before) m))
    nil))
(defn pop-thread-bindings []
  (let [entry ($assq '%pushed (%params))]
    (if entry (%set-params! ($cdr entry)) (throw (new IllegalStateException "Pop without matching push")))
    nil))
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

(defn %reset! [a x]
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
(defn reset! [a x]
  (if (%record? a Atom)
    (if (if (nil? (%record-ref a Atom 1)) (nil? (%record-ref a Atom 2)) false)
      (do (%record-set! a Atom 0 x) x)
      (%reset! a x))
    (%other-atom a 'reset ($list x))))
;; what an object of the program's does that is an atom by its methods
(defn %other-atom [a name args]
  (let [m (%method-of a name)]
    (cond m ($apply m a args)
          (nil? a) (throw (new NullPointerException (str "Cannot invoke \"clojure.lang.IAtom." name "\" because \"atom\" is null")))
          :else (%record-ref a Atom 0))))
(defn swap!
  ([a f] (if (%record? a Atom) (%reset! a (f (%record-ref a Atom 0))) (%other-atom a 'swap ($list f))))
  ([a f x] (if (%record? a Atom) (%reset! a (f (%record-ref a Atom 0) x)) (%other-atom a 'swap ($list f x))))
  ([a f x y] (if (%record? a Atom) (%reset! a (f (%record-ref a Atom 0) x y)) (%other-atom a 'swap ($list f x y))))
  ([a f x y & args] (if (%record? a Atom) (%reset! a (apply f (%record-ref a Atom 0) x y args)) (%other-atom a 'swap ($list f x y args)))))
(defn swap-vals! [a f & args]
  (if (%record? a Atom)
    (let [old @a] [old (reset! a (apply f old args))])
    (%other-atom a 'swapVals (%chain (cons f args)))))
(defn reset-vals! [a x] (if (%record? a Atom) (let [old @a] [old (reset! a x)]) (%other-atom a 'resetVals ($list x))))
(defn compare-and-set! [a old new]
  (if (%record? a Atom) (%compare-and-set! a old new) (%other-atom a 'compareAndSet ($list old new))))
(defn %compare-and-set! [a old new]
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
