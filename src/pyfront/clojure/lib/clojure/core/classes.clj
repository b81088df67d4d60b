;; Classes of Java: their names, what they are a kind of, and which values are theirs.

(defn %class [name supers test]
  (let [c (->Class name supers test)]
    ($hash-table-set! %class-table name c)
    ($hash-table-set! %methods c ($make-eq-hash-table))
    c))

;; The class of a full name. One that nobody knows anything about exists all the same: no value is its.
(defn %class-named [name]
  (let [c ($hash-table-ref/default %class-table name false)]
    (if c c (%class name (if (%exception-name? name) ["java.lang.Exception"] ["java.lang.Object"]) nil))))

(defn %exception-name? [name]
  (or ($string-suffix? "Exception" name) ($string-suffix? "Error" name)))

;; name, and names of what it is a kind of
(def %class-supers
  {"java.lang.Object" []
   "java.lang.Throwable" ["java.lang.Object"]
   "java.lang.Exception" ["java.lang.Throwable"]
   "java.lang.Error" ["java.lang.Throwable"]
   "java.lang.RuntimeException" ["java.lang.Exception"]
   "java.lang.AssertionError" ["java.lang.Error"]
   "java.lang.VirtualMachineError" ["java.lang.Error"]
   "java.lang.StackOverflowError" ["java.lang.VirtualMachineError"]
   "java.lang.OutOfMemoryError" ["java.lang.VirtualMachineError"]
   "java.lang.LinkageError" ["java.lang.Error"]
   "java.lang.ExceptionInInitializerError" ["java.lang.LinkageError"]
   "java.lang.NoClassDefFoundError" ["java.lang.LinkageError"]
   "java.lang.IncompatibleClassChangeError" ["java.lang.LinkageError"]
   "java.lang.IllegalAccessError" ["java.lang.IncompatibleClassChangeError"]
   "java.lang.AbstractMethodError" ["java.lang.IncompatibleClassChangeError"]
   "java.lang.IllegalArgumentException" ["java.lang.RuntimeException"]
   "java.lang.IllegalStateException" ["java.lang.RuntimeException"]
   "java.lang.ArithmeticException" ["java.lang.RuntimeException"]
   "java.lang.ClassCastException" ["java.lang.RuntimeException"]
   "java.lang.NullPointerException" ["java.lang.RuntimeException"]
   "java.lang.IndexOutOfBoundsException" ["java.lang.RuntimeException"]
   "java.lang.ArrayIndexOutOfBoundsException" ["java.lang.IndexOutOfBoundsException"]
   "java.lang.StringIndexOutOfBoundsException" ["java.lang.IndexOutOfBoundsException"]
   "java.lang.NumberFormatException" ["java.lang.IllegalArgumentException"]
   "java.lang.UnsupportedOperationException" ["java.lang.RuntimeException"]
   "java.lang.NegativeArraySizeException" ["java.lang.RuntimeException"]
   "java.lang.ArrayStoreException" ["java.lang.RuntimeException"]
   "java.lang.SecurityException" ["java.lang.RuntimeException"]
   "java.lang.InterruptedException" ["java.lang.Exception"]
   "java.lang.IllegalMonitorStateException" ["java.lang.RuntimeException"]
   "java.lang.ReflectiveOperationException" ["java.lang.Exception"]
   "java.lang.ClassNotFoundException" ["java.lang.ReflectiveOperationException"]
   "java.lang.NoSuchFieldException" ["java.lang.ReflectiveOperationException"]
   "java.lang.NoSuchMethodException" ["java.lang.ReflectiveOperationException"]
   "java.lang.CloneNotSupportedException" ["java.lang.Exception"]
   "java.util.IllegalFormatException" ["java.lang.IllegalArgumentException"]
   "java.util.IllegalFormatConversionException" ["java.util.IllegalFormatException"]
   "java.util.MissingFormatArgumentException" ["java.util.IllegalFormatException"]
   "java.util.UnknownFormatConversionException" ["java.util.IllegalFormatException"]
   "java.util.NoSuchElementException" ["java.lang.RuntimeException"]
   "java.util.InputMismatchException" ["java.util.NoSuchElementException"]
   "java.util.ConcurrentModificationException" ["java.lang.RuntimeException"]
   "java.util.regex.PatternSyntaxException" ["java.lang.IllegalArgumentException"]
   "java.util.concurrent.ExecutionException" ["java.lang.Exception"]
   "java.util.concurrent.TimeoutException" ["java.lang.Exception"]
   "java.util.concurrent.RejectedExecutionException" ["java.lang.RuntimeException"]
   "java.util.concurrent.CancellationException" ["java.lang.IllegalStateException"]
   "java.io.IOException" ["java.lang.Exception"]
   "java.io.FileNotFoundException" ["java.io.IOException"]
   "java.io.EOFException" ["java.io.IOException"]
   "java.io.UncheckedIOException" ["java.lang.RuntimeException"]
   "clojure.lang.ExceptionInfo" ["java.lang.RuntimeException" "clojure.lang.IExceptionInfo"]
   "clojure.lang.ArityException" ["java.lang.IllegalArgumentException"]
   "clojure.lang.Compiler$CompilerException" ["java.lang.RuntimeException" "clojure.lang.IExceptionInfo"]
   "java.lang.Number" ["java.lang.Object" "java.io.Serializable"]
   "java.lang.Long" ["java.lang.Number" "java.lang.Comparable"]
   "java.lang.Integer" ["java.lang.Number" "java.lang.Comparable"]
   "java.lang.Short" ["java.lang.Number" "java.lang.Comparable"]
   "java.lang.Byte" ["java.lang.Number" "java.lang.Comparable"]
   "java.lang.Double" ["java.lang.Number" "java.lang.Comparable"]
   "java.lang.Float" ["java.lang.Number" "java.lang.Comparable"]
   "clojure.lang.BigInt" ["java.lang.Number" "clojure.lang.IHashEq"]
   "java.math.BigInteger" ["java.lang.Number" "java.lang.Comparable"]
   "java.math.BigDecimal" ["java.lang.Number" "java.lang.Comparable"]
   "clojure.lang.Ratio" ["java.lang.Number" "java.lang.Comparable"]
   "java.lang.String" ["java.lang.CharSequence" "java.lang.Comparable" "java.io.Serializable" "java.lang.Object"]
   "java.lang.Character" ["java.lang.Comparable" "java.io.Serializable" "java.lang.Object"]
   "java.lang.Boolean" ["java.lang.Comparable" "java.io.Serializable" "java.lang.Object"]
   "clojure.lang.Named" ["java.lang.Object"]
   "clojure.lang.IFn" ["java.util.concurrent.Callable" "java.lang.Runnable"]
   "clojure.lang.Fn" ["java.lang.Object"]
   "clojure.lang.AFn" ["clojure.lang.IFn"]
   "clojure.lang.AFunction" ["clojure.lang.AFn" "clojure.lang.Fn" "clojure.lang.IObj" "java.util.Comparator" "java.io.Serializable"]
   "clojure.lang.MultiFn" ["clojure.lang.AFn"]
   "clojure.lang.IObj" ["clojure.lang.IMeta"]
   "clojure.lang.Keyword" ["clojure.lang.IFn" "clojure.lang.Named" "java.lang.Comparable" "clojure.lang.IHashEq" "java.io.Serializable"]
   "clojure.lang.Symbol" ["clojure.lang.AFn" "clojure.lang.IObj" "clojure.lang.Named" "java.lang.Comparable" "clojure.lang.IHashEq" "java.io.Serializable"]
   "clojure.lang.Var" ["clojure.lang.IFn" "clojure.lang.IRef" "clojure.lang.IReference" "clojure.lang.Settable"]
   "clojure.lang.ISeq" ["clojure.lang.IPersistentCollection"]
   "clojure.lang.ASeq" ["clojure.lang.ISeq" "clojure.lang.Sequential" "clojure.lang.IObj" "java.util.List" "clojure.lang.IHashEq" "java.io.Serializable"]
   "clojure.lang.IPersistentCollection" ["clojure.lang.Seqable"]
   "clojure.lang.IPersistentStack" ["clojure.lang.IPersistentCollection"]
   "clojure.lang.IPersistentList" ["clojure.lang.Sequential" "clojure.lang.IPersistentStack"]
   "clojure.lang.Associative" ["clojure.lang.IPersistentCollection" "clojure.lang.ILookup"]
   "clojure.lang.Indexed" ["clojure.lang.Counted"]
   "clojure.lang.IPersistentVector" ["clojure.lang.Associative" "clojure.lang.Sequential" "clojure.lang.IPersistentStack" "clojure.lang.Reversible" "clojure.lang.Indexed"]
   "clojure.lang.IPersistentMap" ["clojure.lang.Associative" "clojure.lang.Counted" "java.lang.Iterable"]
   "clojure.lang.IPersistentSet" ["clojure.lang.IPersistentCollection" "clojure.lang.Counted"]
   "java.util.Collection" ["java.lang.Iterable"]
   "java.util.List" ["java.util.Collection"]
   "java.util.Set" ["java.util.Collection"]
   "java.util.Queue" ["java.util.Collection"]
   "clojure.lang.APersistentVector" ["clojure.lang.IPersistentVector" "clojure.lang.AFn" "java.util.List" "java.util.RandomAccess" "clojure.lang.IObj" "java.lang.Comparable" "clojure.lang.IHashEq" "java.io.Serializable"]
   "clojure.lang.PersistentVector" ["clojure.lang.APersistentVector" "clojure.lang.IEditableCollection" "clojure.lang.IReduce" "clojure.lang.IKVReduce"]
   "clojure.lang.MapEntry" ["clojure.lang.APersistentVector" "clojure.lang.IMapEntry" "java.util.Map$Entry"]
   "clojure.lang.IMapEntry" ["java.util.Map$Entry"]
   "clojure.lang.PersistentList" ["clojure.lang.ASeq" "clojure.lang.IPersistentList" "clojure.lang.Counted" "clojure.lang.IReduce"]
   "clojure.lang.PersistentList$EmptyList" ["clojure.lang.IPersistentList" "clojure.lang.ISeq" "clojure.lang.Counted" "clojure.lang.IObj"]
   "clojure.lang.Cons" ["clojure.lang.ASeq"]
   "clojure.lang.LazySeq" ["clojure.lang.ISeq" "clojure.lang.Sequential" "clojure.lang.IObj" "clojure.lang.IPending" "java.util.List"]
   "clojure.lang.ChunkedCons" ["clojure.lang.ASeq" "clojure.lang.IChunkedSeq" "clojure.lang.Counted" "clojure.lang.IReduce"]
   "clojure.lang.LongRange" ["clojure.lang.ASeq" "clojure.lang.IChunkedSeq" "clojure.lang.Counted" "clojure.lang.IReduce"]
   "clojure.lang.APersistentMap" ["clojure.lang.IPersistentMap" "clojure.lang.AFn" "java.util.Map" "clojure.lang.MapEquivalence" "clojure.lang.IObj" "clojure.lang.IHashEq" "java.io.Serializable"]
   "clojure.lang.PersistentArrayMap" ["clojure.lang.APersistentMap" "clojure.lang.IEditableCollection" "clojure.lang.IKVReduce"]
   "clojure.lang.PersistentHashMap" ["clojure.lang.APersistentMap" "clojure.lang.IEditableCollection" "clojure.lang.IKVReduce"]
   "clojure.lang.PersistentTreeMap" ["clojure.lang.APersistentMap" "clojure.lang.Reversible" "clojure.lang.Sorted" "clojure.lang.IKVReduce"]
   "clojure.lang.APersistentSet" ["clojure.lang.IPersistentSet" "clojure.lang.AFn" "java.util.Set" "clojure.lang.IObj" "clojure.lang.IHashEq" "java.io.Serializable"]
   "clojure.lang.PersistentHashSet" ["clojure.lang.APersistentSet" "clojure.lang.IEditableCollection"]
   "clojure.lang.PersistentTreeSet" ["clojure.lang.APersistentSet" "clojure.lang.Reversible" "clojure.lang.Sorted"]
   "clojure.lang.PersistentQueue" ["clojure.lang.IPersistentList" "clojure.lang.Counted" "java.util.Collection" "clojure.lang.IObj"]
   "clojure.lang.IRecord" ["java.lang.Object"]
   "clojure.lang.IAtom" ["java.lang.Object"]
   "clojure.lang.IRef" ["clojure.lang.IDeref"]
   "clojure.lang.ITransientVector" ["clojure.lang.ITransientAssociative" "clojure.lang.Indexed"]
   "clojure.lang.ITransientMap" ["clojure.lang.ITransientAssociative" "clojure.lang.Counted"]
   "clojure.lang.ITransientSet" ["clojure.lang.ITransientCollection" "clojure.lang.Counted"]
   "clojure.lang.ITransientAssociative" ["clojure.lang.ITransientCollection" "clojure.lang.ILookup"]
   "clojure.lang.IReduce" ["clojure.lang.IReduceInit"]
   "clojure.lang.IAtom2" ["clojure.lang.IAtom"]
   "clojure.lang.IReference" ["clojure.lang.IMeta"]
   "java.io.PushbackReader" ["java.io.Reader"] "java.io.Reader" ["java.io.Closeable"] "java.io.Writer" ["java.io.Closeable"]
   "java.util.UUID" ["java.lang.Comparable" "java.lang.Object"]
   "java.lang.Cloneable" []
   "[I" ["java.lang.Cloneable" "java.io.Serializable"] "[J" ["java.lang.Cloneable" "java.io.Serializable"]
   "[S" ["java.lang.Cloneable" "java.io.Serializable"] "[B" ["java.lang.Cloneable" "java.io.Serializable"]
   "[D" ["java.lang.Cloneable" "java.io.Serializable"] "[F" ["java.lang.Cloneable" "java.io.Serializable"]
   "[Z" ["java.lang.Cloneable" "java.io.Serializable"] "[C" ["java.lang.Cloneable" "java.io.Serializable"]
   "[Ljava.lang.Object;" ["java.lang.Cloneable" "java.io.Serializable"]
   "java.util.Date" ["java.lang.Comparable" "java.lang.Object"]})

(loop [s (seq %class-supers)]
  (if s (do (%class (key (first s)) (val (first s)) nil) (recur (next s))) nil))

;; internal record types under the names of Java's classes
(def %internal-supers
  {"clojure.lang.Atom" ["clojure.lang.IAtom2" "clojure.lang.IRef" "clojure.lang.IReference"]
   "clojure.lang.Volatile" ["clojure.lang.IDeref"]
   "clojure.lang.Delay" ["clojure.lang.IDeref" "clojure.lang.IPending"]
   "clojure.lang.Promise" ["clojure.lang.IDeref" "clojure.lang.IPending" "clojure.lang.IBlockingDeref" "clojure.lang.IFn"]
   "clojure.lang.Future" ["java.util.concurrent.Future" "clojure.lang.IDeref" "clojure.lang.IPending" "clojure.lang.IBlockingDeref"]
   "clojure.lang.Agent" ["clojure.lang.IRef" "clojure.lang.IReference"]
   "clojure.lang.Ref" ["clojure.lang.IFn" "clojure.lang.IRef" "clojure.lang.IReference"]
   "clojure.lang.Reduced" ["clojure.lang.IDeref"]
   "clojure.lang.Namespace" ["clojure.lang.IReference"]
   "clojure.lang.Eduction" ["clojure.lang.Sequential" "java.lang.Iterable" "clojure.lang.IReduceInit"]
   "clojure.lang.PersistentQueue" ["clojure.lang.IPersistentList" "clojure.lang.Counted" "java.util.Collection" "clojure.lang.IObj"]})

(let [rename (fn [name type] ($hash-table-set! %class-table name type))]
  (rename "java.util.UUID" UUID)
  (rename "java.util.Date" Date)
  (rename "java.net.URI" URI)
  (rename "java.io.File" File)
  (rename "java.util.regex.Pattern" Regex)
  (rename "java.util.regex.Matcher" Matcher)
  (rename "java.lang.StringBuilder" StringBuilder)
  (rename "java.lang.StringBuffer" StringBuilder)
  (rename "java.util.Iterator" Iterator)
  (rename "java.lang.StackTraceElement" StackTraceElement)
  (rename "java.lang.Class" Class))

(defn class? [x] (or (%record? x Class) (%rtd? x)))

(defn %class-name [c]
  (cond (%record? c Class) (%record-ref c Class 0)
        (%record? c Protocol) (let [s (%record-ref c Protocol 0)] (str (%service 'string-replace (namespace s) "-" "_") "." (name s)))
        ($eq? c UUID) "java.util.UUID"
        ($eq? c Date) "java.util.Date"
        ($eq? c URI) "java.net.URI"
        ($eq? c File) "java.io.File"
        ($eq? c Regex) "java.util.regex.Pattern"
        ($eq? c Matcher) "java.util.regex.Matcher"
        ($eq? c StringBuilder) "java.lang.StringBuilder"
        ($eq? c Class) "java.lang.Class"
        ($eq? c Plain) "java.lang.Object"
        (%rtd? c) ($symbol->string (%rtd-name c))
        :else (str c)))

(def %c-long (%class-named "java.lang.Long"))
(def %c-double (%class-named "java.lang.Double"))
(def %c-string (%class-named "java.lang.String"))
(def %c-keyword (%class-named "clojure.lang.Keyword"))
(def %c-symbol (%class-named "clojure.lang.Symbol"))
(def %c-boolean (%class-named "java.lang.Boolean"))
(def %c-char (%class-named "java.lang.Character"))
(def %c-vector (%class-named "clojure.lang.PersistentVector"))
(def %c-array-map (%class-named "clojure.lang.PersistentArrayMap"))
(def %c-hash-map (%class-named "clojure.lang.PersistentHashMap"))
(def %c-set (%class-named "clojure.lang.PersistentHashSet"))
(def %c-list (%class-named "clojure.lang.PersistentList"))
(def %c-fn (%class-named "clojure.lang.AFunction"))
(def %c-object (%class-named "java.lang.Object"))

;; kind of an array -> name of its class
(def %array-classes {:int "[I" :long "[J" :short "[S" :byte "[B" :double "[D" :float "[F" :boolean "[Z" :char "[C"})
(def %array-kinds {"int" :int "long" :long "short" :short "byte" :byte "double" :double "float" :float "boolean" :boolean "char" :char})

;; Objects of some types of the library have classes of Java by what they hold: type -> function that says which.
(def %kinds ($make-eq-hash-table))
(defn %kind-of [x] (let [f ($hash-table-ref/default %kinds (%record-rtd x) false)] (if f (f x) false)))
(defn %has-kinds! [rtd f] ($hash-table-set! %kinds rtd f))
(defn %kind-class [name supers] (let [c (%class-named name)] (%record-set! c Class 1 supers) c))

;; The class of a value: a record type, or a Class.
(defn class [x]
  (cond ($record? x)
        (cond (%record? x Array) (%class-named (get %array-classes (%record-ref x Array 1) "[Ljava.lang.Object;"))
              (%kind-of x) (%kind-of x)
              :else (%record-rtd x))
        (nil? x) nil
        ($keyword? x) %c-keyword
        ($string? x) %c-string
        (%long? x) %c-long
        (%pvec? x) (if (%map-entry? x) (%class-named "clojure.lang.MapEntry") %c-vector)
        (%pmap? x) (if (%array-map? x) %c-array-map %c-hash-map)
        ($symbol? x) %c-symbol
        ($boolean? x) %c-boolean
        ($char? x) %c-char
        (%pset? x) %c-set
        (%lazy? x) (%class-named "clojure.lang.LazySeq")
        (%plist? x) (if (== (%count x) 0) (%class-named "clojure.lang.PersistentList$EmptyList") %c-list)
        ($pair? x) (%class-named "clojure.lang.Cons")
        (%seq-view? x) (%class-named "clojure.lang.ChunkedCons")
        ($procedure? x) (if (%multi? x) (%class-named "clojure.lang.MultiFn") %c-fn)
        (%double? x) %c-double
        (%single? x) (%class-named "java.lang.Float")
        (ratio? x) (%class-named "clojure.lang.Ratio")
        (%bign? x) (%class-named "clojure.lang.BigInt")
        (%decimal? x) (%class-named "java.math.BigDecimal")
        (%smap? x) (%class-named "clojure.lang.PersistentTreeMap")
        (%sset? x) (%class-named "clojure.lang.PersistentTreeSet")
        (%global? x) (%class-named "clojure.lang.Var")
        ($error-object? x) (%class-named (%exception-class-name x))
        (%rtd? x) (%class-named "java.lang.Class")
        (%transient? x) (%class-named "clojure.lang.ITransientCollection")
        ($port? x) (%class-named (if ($input-port? x) "java.io.PushbackReader" "java.io.Writer"))
        :else %c-object))

;; is it one by its name? Nothing else is known of most.
(defn %interface? [c]
  (let [name (%class-name c)]
    (or (contains? #{"Seqable" "Sequential" "Named" "Fn" "Counted" "Indexed" "Associative" "Reversible" "Sorted" "Settable" "MapEquivalence"
                     "List" "Map" "Set" "Collection" "Queue" "Deque" "Iterator" "Enumeration" "Comparator" "RandomAccess" "Map$Entry" "Comparable"
                     "Runnable" "Callable" "CharSequence" "Iterable" "Serializable" "Cloneable" "Closeable" "AutoCloseable" "Future"}
                   (last (%service 'split-plain name ".")))
        (and ($string-prefix? "clojure.lang.I" name) ($char-upper-case? ($string-ref name 14))))))

(defn type [x] (or (get (meta x) :type) (class x)))

;; names of all that a class is a kind of, without itself and Object
(defn %supers-of [c]
  (cond
    (%record? c Class) (%record-ref c Class 1)
    (%record? c Protocol) []
    :else
    (let [info (%type-info c)
          known (get %internal-supers (%class-name c))]
      (concat (if (and info (%info-record? info))
                ["clojure.lang.IRecord" "clojure.lang.IPersistentMap" "java.util.Map" "clojure.lang.IObj" "clojure.lang.IHashEq"]
                ["clojure.lang.IType"])
              known
              (if info (map %implemented-name (%record-ref info %info-type 4)) nil)))))
(defn %implemented-name [x]
  (cond (nil? x) "nil"
        :else (%class-name x)))

;; Is the class of that name the other one, or a kind of it?
(defn %class-is? [name other]
  (if ($equal? name other)
    true
    (if ($equal? other "java.lang.Object")
      true
      (loop [s (seq (%supers-of (%class-named name)))]
        (if s
          (if (%class-is? (first s) other) true (recur (next s)))
          false)))))

(defn %object-is? [x name]
  (if ($record? x) (%class-is? (%class-name (%record-rtd x)) name) false))

(defn instance? [c x]
  (cond (%rtd? c) (if (%record? x c) true (and ($eq? c Class) (class? x)))
        (%record? c Class) (if (nil? x) false (%class-is? (%class-name (class x)) (%record-ref c Class 0)))
        (%record? c Protocol) (satisfies? c x)
        ($procedure? c) (%service 'py-is (if (and ($error-object? x) (%python-error? x)) (%condition-payload x) x) c)
        :else (%wrong-type "instance?: argument 1 is not a class" c)))

(defn cast [c x]
  (if (or (nil? x) (instance? c x))
    x
    (throw (new ClassCastException (str "Cannot cast " (%class-name (class x)) " to " (%class-name c))))))

(defn bases [c] (if (nil? c) nil (seq (map %class-named (%supers-of c)))))
(defn supers [c]
  (let [all (fn all [names] (mapcat (fn [n] (cons n (all (%supers-of (%class-named n))))) names))]
    (not-empty (set (map %class-named (all (%supers-of c)))))))
