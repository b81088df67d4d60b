;; Types: records of the machine, and what the library knows of each type.
;;
;; $name is the primitive `name` of the machine, which has another meaning in Clojure or none.

(def %types ($make-eq-hash-table))        ; record type -> TypeInfo
(def %class-table ($make-equal-hash-table)) ; full name (string) -> class: a record type or a JavaClass
(def %methods ($make-eq-hash-table))      ; class -> hash table: name of a method (symbol) -> function

;; methods: hash table; protocols: list of what it implements; full: the symbol ns/Name, or false
(def %info-type (%make-rtd 'TypeInfo ($vector 'name 'record 'fields 'full 'implements)))

(defn %make-type [name fields record full]
  (let [rtd (%make-rtd name fields)]
    (if record (%set-rtd-equality! rtd 2 (%hash name)) (if full (%set-rtd-equality! rtd 1 0) nil))
    ($hash-table-set! %types rtd (%make-record %info-type name record fields full nil))
    ($hash-table-set! %class-table ($symbol->string name) rtd)
    ($hash-table-set! %methods rtd ($make-eq-hash-table))
    rtd))

(defn %type-info [rtd] ($hash-table-ref/default %types rtd false))
(defn %info-record? [info] (%record-ref info %info-type 1))

(defn %field-index [rtd name]
  (let [fields (%rtd-fields rtd)
        n ($vector-length fields)]
    (loop [i 0]
      (if (< i n)
        (if ($eq? ($vector-ref fields i) name) i (recur (inc i)))
        false))))

;; a class of Java, or an interface: what is known is which others it is a kind of
(deftype* Class [name supers test] false)

;; internal types
(deftype* Reduced [val] false)
(deftype* Atom [value watches validator meta] false)
(deftype* Volatile [value] false)
(deftype* Delay [thunk value owner] false)
(deftype* Promise [value waiting] false)
;; state: :pending, :done, :failed, :cancelled; wake: what ends the wait it is in; thread: the number of its thread, once it has
;; called Python; interrupted: it was cancelled, and has not noticed
(deftype* Future [state value waiting wake thread interrupted] false)
(deftype* Agent [value watches validator meta error handler mode queue busy] false)
(deftype* Ref [value watches validator meta min max committed] false)
(deftype* Namespace [name meta] false)
(deftype* Protocol [name signatures doc tables types via-metadata] false)
(deftype* MultiFn [name dispatch default hierarchy table cache prefers basis] false)
(deftype* UUID [high low] false)
(deftype* Date [millis] false)
(deftype* URI [text] false)
(deftype* File [path] false)
(%set-rtd-equality! UUID 3 0)
(%set-rtd-equality! Date 3 0)
(%set-rtd-equality! URI 3 0)
(%set-rtd-equality! File 3 0)
(deftype* TaggedLiteral [tag form] false)
(deftype* ReaderConditional [form splicing] false)
(deftype* Eduction [xform coll] false)
(deftype* Iterate [f previous value] false)
(deftype* PersistentQueue [front rear count meta] false)
(deftype* Chunk [items count] false)
(deftype* Plain [] false) ; (Object.)
(deftype* Regex [pattern compiled] false)
(deftype* Matcher [regex text match from] false)
(deftype* StringBuilder [port] false)
(deftype* Array [items type] false)
(deftype* Unbound [var] false)
(deftype* LocalVar [value] false)
(deftype* StackTraceElement [text] false)
(deftype* Thrown [class message data cause] false)
(deftype* Iterator [seq] false)
;; of these %object-equiv and %hash-slow know more than that they are themselves
;; types whose objects say themselves what they are equal to
(defn %own-equality! [rtd] (%set-rtd-equality! rtd 0 0))
(%own-equality! TaggedLiteral)
(%own-equality! ReaderConditional)
(%own-equality! Eduction)
(%own-equality! Iterate)
(%own-equality! PersistentQueue)
