;; Exceptions are error objects of the machine: kind, message, irritants, payload. One that a program makes has a Thrown as
;; its payload; one that the machine made has none, and its class follows from its kind.

(defn %wrong-type [message object]
  (%raise (%make-condition 'type message ($list object))))

(defn %exception [class message data cause]
  (%make-condition (if ($eq? class "clojure.lang.ExceptionInfo") 'user 'exception)
                   (if (nil? message) "" message)
                   nil
                   (->Thrown class message data cause)))

(defn ex-info
  ([msg map] (ex-info msg map nil))
  ([msg map cause]
   (if (nil? map) (throw (new IllegalArgumentException "Additional data must be non-nil.")))
   (%make-condition 'user (if (nil? msg) "" msg) nil (->Thrown "clojure.lang.ExceptionInfo" msg map cause))))

(defn %thrown [e]
  (let [payload (if ($error-object? e) (%condition-payload e) false)]
    (if (%record? payload Thrown) payload false)))

(defn ex-data [e]
  (let [t (%thrown e)]
    (if t (%record-ref t Thrown 2) nil)))

(defn ex-message [e]
  (if ($error-object? e)
    (let [t (%thrown e)]
      (cond t (%record-ref t Thrown 1)
            (%python-error? e) (%service 'py-text (%condition-payload e) false)
            :else (%java-message e)))
    nil))
;; What the JVM says where the machine has words of its own, which are what is shown of an error that nobody catches.
(def %messages (->Volatile nil)) ; the function of clojure.lang.messages
(defn %java-message [e]
  (if (= (%condition-kind e) 'stack)
    nil
    (do (if (nil? @%messages) (%load-lib "clojure.lang.messages" false))
        (@%messages e (%condition-text e)))))
(defn %python-error? [e] (= (%condition-kind e) 'host))

(defn ex-cause [e]
  (let [t (%thrown e)]
    (cond t (%record-ref t Thrown 3)
          (and ($error-object? e) (%python-error? e)) (let [c (%service 'py-cause (%condition-payload e))] (if (nil? c) nil (try (%py-raise c) (catch Throwable e e))))
          :else nil)))

;; the message of the machine, and what it is about
(defn %condition-text [e]
  (let [irritants ($error-object-irritants e) kind (%condition-kind e)]
    (if (or (nil? irritants) (= kind 'divide) (= kind 'overflow))
      (case kind
        divide "Divide by zero"
        overflow (if ($string-contains ($error-object-message e) "expansion")
                   "Non-terminating decimal expansion; no exact representable decimal result."
                   (if ($string-suffix? "long overflow" ($error-object-message e)) "long overflow" "integer overflow"))
        ($error-object-message e))
      (if (= ($error-object-message e) "not an instance of the record type")
        (str (%shown ($car ($cdr irritants))) " is no " (%shown ($car irritants)))
      (loop [text (str ($error-object-message e) ":") rest irritants]
        (if (nil? rest)
          text
          (recur (str text " " (%shown ($car rest))) ($cdr rest))))))))
;; a lazy sequence may fail again where it is shown
(defn %shown [x] (try (pr-str x) (catch Throwable e "...")))
;; what a primitive says of an argument that is no sequence: an argument of the wrong kind in Clojure
(defn %sequence-error? [e]
  (let [m ($error-object-message e)]
    (or ($string-suffix? "is not a collection" m) ($string-suffix? "is not an entry of a map" m) ($string-prefix? "contains?:" m)
        ($string-prefix? "find:" m) ($string-prefix? "bit-" m) ($string-prefix? "unsigned-bit-" m)
        ($string-prefix? "assoc: argument 2" m))))

(defn %exception-class-name [e]
  (let [t (%thrown e)]
    (if t
      (%record-ref t Thrown 0)
      (let [kind (%condition-kind e)]
        (case kind
          type (let [m ($error-object-message e)]
                 (cond ($string-suffix? "is not a comparable value" m) "java.lang.ClassCastException"
                       (and ($pair? ($error-object-irritants e)) (nil? ($car ($error-object-irritants e)))) "java.lang.NullPointerException"
                       (or ($string-prefix? "count:" m) ($string-prefix? "nth: argument 1" m)) "java.lang.UnsupportedOperationException"
                       ($string-prefix? "conj: argument 1" m) "java.lang.ClassCastException"
                       (%sequence-error? e) "java.lang.IllegalArgumentException"
                       :else "java.lang.ClassCastException"))
          (divide overflow) "java.lang.ArithmeticException"
          arity "clojure.lang.ArityException"
          range (let [m ($error-object-message e)]
                  (if (or ($string-prefix? "long: " m) ($string-prefix? "char: " m)) "java.lang.IllegalArgumentException" "java.lang.IndexOutOfBoundsException"))
          stack "java.lang.StackOverflowError"
          unbound "java.lang.IllegalStateException"
          user "clojure.lang.ExceptionInfo"
          file "java.io.FileNotFoundException"
          read (let [m ($error-object-message e)]
                 (cond ($string-prefix? "duplicate" m) "java.lang.IllegalArgumentException"
                       ($string-suffix? "it divides by zero" m) "java.lang.ArithmeticException"
                       ($string-prefix? "invalid number" m) "java.lang.NumberFormatException"
                       :else "java.lang.RuntimeException"))
          argument "java.lang.IllegalArgumentException"
          syntax "clojure.lang.Compiler$CompilerException"
          (let [name ($symbol->string kind)] (cond ($string-contains name ".") name
                  ($string-prefix? "pop: an empty" ($error-object-message e)) "java.lang.IllegalStateException"
                  ($string-suffix? "used after persistent!" ($error-object-message e)) "java.lang.IllegalAccessError"
                  ($string-suffix? "must be a pair" ($error-object-message e)) "java.lang.IllegalArgumentException"
                  :else "java.lang.Exception")))))))

(defn %throwable [e]
  (cond ($error-object? e) e
        (%python-object? e) (%py-raise e)
        :else
    (%wrong-type "throw: argument is no exception" e)))

;; may a catch of that class have the exception?
(defn %caught? [class e]
  (cond (%record? class Class)
        (let [name (%record-ref class Class 0)]
          (if ($equal? name "java.lang.Throwable")
            true
            (%class-is? (%exception-class-name e) name)))
        ($procedure? class) (%service 'py-is (if ($error-object? e) (%condition-payload e) nil) class) ; a class of Python's
        :else false))

(defn %causes [e] (loop [e e all []] (if e (recur (ex-cause e) (conj all e)) all)))
(defn Throwable->map [e]
  (let [all (%causes e)
        root (peek all)
        entry (fn [e]
                (let [v {:type (symbol (%exception-class-name e))}
                      v (if (ex-message e) (assoc v :message (ex-message e)) v)]
                  (if (ex-data e) (assoc v :data (ex-data e)) v)))
        base {:via (mapv entry all) :trace []}
        base (if (ex-message root) (assoc base :cause (ex-message root)) base)]
    (if (ex-data root) (assoc base :data (ex-data root)) base)))

;; ------------------------------------------------------------ try frames
;; The machine calls this when the innermost handler is a try frame whose clauses must be asked: if none of them has the
;; exception, it goes on to the frames outside.

(defn %raise-on [object]
  (let [handlers (%handlers)]
    (if (nil? handlers)
      (%throw object)
      (do
        (%set-handlers! ($cdr handlers))
        (let [result (if ($pair? ($car handlers)) (%escape handlers object) (($car handlers) object))]
          (%set-handlers! handlers)
          result)))))

(defn %try-handler [record object winds]
  (let [handlers (%handlers)
        params (%params)
        thunk (%try-clauses record object)]
    (if thunk (%unwind-to record thunk) nil)
    (%set-handlers! handlers)
    (%set-params! params)
    (%raise-on object)))
(%set-hook! 1 %try-handler)
