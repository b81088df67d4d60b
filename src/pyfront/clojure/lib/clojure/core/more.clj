;; Functions that fewer programs use: files, reading from ports, decimals of a precision, taps.

(defn iteration [step & {:keys [somef vf kf initk] :or {somef some? vf identity kf identity initk nil}}]
  (let [from (fn from [ret]
               (if (somef ret)
                 (cons (vf ret) (let [k (kf ret)] (if (some? k) (lazy-seq (from (step k))) nil)))
                 nil))]
    (lazy-seq (from (step initk)))))
(defn replicate [n x] (take n (repeat x)))
(defn seq-to-map-for-destructuring [s]
  (cond (nil? (next s)) (if (seq s) (first s) {})
        (odd? (count s)) (merge (apply array-map (butlast s)) (last s))
        :else (apply array-map s)))
(defn munge [s]
  (let [text (apply str (map (fn [c] (get {\- "_" \! "_BANG_" \? "_QMARK_" \* "_STAR_" \+ "_PLUS_" \> "_GT_" \< "_LT_" \= "_EQ_"
                                           \/ "_SLASH_" \' "_SINGLEQUOTE_" \% "_PERCENT_" \& "_AMPERSAND_" \# "_SHARP_"} c c))
                             (str s)))]
    (if (symbol? s) (symbol text) text)))
(defn namespace-munge [ns] (%service 'string-replace (str ns) "-" "_"))
(def default-data-readers
  {'inst (fn [s] (read-string (str "#inst " (pr-str s)))) 'uuid (fn [s] (%UUID.fromString s))})
(defn test [v] (let [f (:test (meta v))] (if f (do (f) :ok) :no-test)))

;; ------------------------------------------------------------ decimals of a precision, anonymous vars

(def %roundings ["UP" "DOWN" "CEILING" "FLOOR" "HALF_UP" "HALF_DOWN" "HALF_EVEN" "UNNECESSARY"])
(defn %with-precision [n rounding thunk]
  (let [before (%math-context)
        mode (.indexOf %roundings (name rounding))]
    (if (< mode 0) (throw (new IllegalArgumentException (str "with-precision: no way of rounding is called " rounding))))
    (%set-math-context! n mode)
    (try (thunk) (finally (%set-math-context! ($car before) ($cdr before))))))

(defn %local-var [x] (->LocalVar x))

;; ------------------------------------------------------------ files

(defn %path-of [x] (cond ($string? x) x (%record? x File) (%record-ref x File 0) :else (%wrong-type "a file is named by a string" x)))
(defn slurp [f & options]
  (if ($port? f)
    (loop [parts nil]
      (let [part ($read-string 65536 f)]
        (if ($eof-object? part) (apply str (reverse parts)) (recur (cons part parts)))))
    (%service 'slurp (%path-of f))))
(defn spit [f content & options]
  (let [{:keys [append]} (%destructured (seq options))]
    (if ($port? f)
      (do (%write f (str content)) nil)
      (%service 'spit (%path-of f) (str content) (boolean append)))))
(defn line-seq [reader]
  (let [line ($read-line reader)]
    (if ($eof-object? line) nil (cons line (lazy-seq (line-seq reader))))))
(defn file-seq [dir]
  (tree-seq (fn [f] (%service 'directory? (%path-of f)))
            (fn [f] (map ->File (%service 'list-files (%path-of f))))
            dir))

;; ------------------------------------------------------------ reading forms from ports
;; What a port has given and no form took: port -> text.

(def %unread ($make-eq-hash-table))
(defn %read-form [port at-end read-one]
  (loop [text ($hash-table-ref/default %unread port "")]
    (let [found (read-one text)]
      (if found
        (do ($hash-table-set! %unread port ($substring text (nth found 0) ($string-length text)))
            [((nth found 1)) ($substring text 0 (nth found 0))])
        (let [line ($read-line port)]
          (cond (not ($eof-object? line)) (recur ($string-append text line "\n"))
                (%service 'blank? text) (at-end)
                :else (throw (new RuntimeException "EOF while reading"))))))))
(defn %read-with [opts port at-end]
  (let [options (%read-options opts) own (%own-tags)
        found (%read-form port at-end (fn [text] (%service 'read-one text options own)))]
    [(%after-reading (nth found 0)) (nth found 1)]))
(defn %at-end [eof-error? eof-value] (fn [] (if eof-error? (throw (new RuntimeException "EOF while reading")) [eof-value ""])))
(defn %eof-of [opts] (%at-end (not (contains? opts :eof)) (:eof opts)))
(defn read+string
  ([] (read+string *in*))
  ([port] (read+string port true nil))
  ([port eof-error?]
   (if (map? port) (%read-with port eof-error? (%eof-of port)) (read+string port eof-error? nil)))
  ([port eof-error? eof-value] (%read-with nil port (%at-end eof-error? eof-value)))
  ([port eof-error? eof-value recursive?] (%read-with nil port (%at-end eof-error? eof-value))))
(defn read
  ([] (read *in*))
  ([port] (nth (read+string port) 0))
  ([port eof-error?] (nth (read+string port eof-error?) 0))
  ([port eof-error? eof-value] (nth (read+string port eof-error? eof-value) 0))
  ([port eof-error? eof-value recursive?] (nth (read+string port eof-error? eof-value) 0)))

;; ------------------------------------------------------------ taps, structs

(def %taps (->Atom #{} nil nil nil))
(defn add-tap [f] (swap! %taps conj f) nil)
(defn remove-tap [f] (swap! %taps disj f) nil)
(defn tap> [x] (run! (fn [f] (try (f x) (catch Throwable e nil))) @%taps) true)
(defn create-struct [& ks] (vec ks))
(defn struct [s & vals] (apply array-map (interleave s (concat vals (repeat (- (count s) (count vals)) nil)))))
(defn struct-map [s & inits] (apply assoc (struct s) inits))
(defn accessor [s k] (fn [m] (get m k)))
(defn agent-errors [a] (if (agent-error a) (list (agent-error a)) nil))
(defn clear-agent-errors [a] (restart-agent a @a))
(defn set-agent-send-executor! [x] nil)
(defn set-agent-send-off-executor! [x] nil)
(defn seque ([s] (seq s)) ([n s] (seq s)))
(defn vector-of ([t] []) ([t & xs] (vec xs)))
(defn find-protocol-method [p k x] (%method-of x ($string->symbol (name k))))
(defn StackTraceElement->vec [x] [(symbol "vmcore") (symbol "run") "vmcore" 0])
(defn PrintWriter-on [flush-fn close-fn] (%StringBuilder.new))
(defn await1 [a] (await a) a)
