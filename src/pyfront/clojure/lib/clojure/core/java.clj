;; Names of Java that portable code leans on: static members are functions called %Class.member.

(defn %new [c & args]
  (let [name (%class-name c)]
    (if (%class-is? name "java.lang.Throwable")
      (let [[message cause] args]
        (if ($error-object? message)
          (%exception name (str message) nil message)
          (%exception name message nil cause)))
      (throw (new IllegalArgumentException (str "No constructor is known of class " name))))))
;; of a class of which the name alone is known
(defn %absent [class member]
  (throw (new UnsupportedOperationException (str class "/" member ": there is no Java here, and nothing stands for that class"))))
(defn %Object.new [] (->Plain))
(defn %String.new
  ([] "")
  ([x] (cond ($string? x) x (bytes? x) (%String.new x "UTF-8") (%record? x Array) (apply str (seq x)) :else (str x)))
  ([x encoding]
   (let [bytes (map (fn [b] (%bit-and b 255)) (seq x))]
     (if ($equal? ($string-upcase (str encoding)) "UTF-8")
       ($utf8->string ($apply $bytevector (%chain bytes)))
       (apply str (map char bytes)))))
  ([x i n] (if (bytes? x) (%String.new x i n "UTF-8") (apply str (take n (drop i (seq x))))))
  ([x i n encoding] (%String.new (take n (drop i (seq x))) encoding)))
(defn %ExceptionInfo.new ([m d] (ex-info m d)) ([m d c] (ex-info m d c)))

(defn %Math.abs [x] (abs x))
(defn abs [x] (cond (%double? x) ($abs x) (%single? x) (%single ($abs (%plain x))) (not (neg? x)) (+ x 0) (identical? x -9223372036854775808) x :else (- x)))
(def %Math.PI 3.141592653589793)
(def %Math.E 2.718281828459045)
(defn %d [x] (%double x))
(defn %Math.sqrt [x] (let [x (%d x)] (if (< x 0.0) ##NaN ($sqrt x))))
(defn %Math.pow [x y] (let [x (%d x) y (%d y)]
                        (if (and (< x 0.0) (not (== y ($floor y)))) ##NaN ($inexact ($expt x y)))))
(defn %Math.floor [x] ($floor (%d x)))
(defn %Math.ceil [x] ($ceiling (%d x)))
(defn %Math.rint [x] ($round (%d x)))
(defn %Math.round [x] (let [x (%d x)] (cond (%nan? x) 0 (infinite? x) (if (> x 0) 9223372036854775807 -9223372036854775808)
                                            :else (let [low ($floor x)] ($exact (if (< (- x low) 0.5) low (+ low 1.0)))))))
(defn %Math.max [x y] (max x y))
(defn %Math.min [x y] (min x y))
(defn %Math.sin [x] ($sin (%d x)))
(defn %Math.cos [x] ($cos (%d x)))
(defn %Math.tan [x] ($tan (%d x)))
(defn %Math.asin [x] (let [x (%d x)] (if (> ($abs x) 1.0) ##NaN ($asin x))))
(defn %Math.acos [x] (let [x (%d x)] (if (> ($abs x) 1.0) ##NaN ($acos x))))
(defn %Math.atan [x] ($atan (%d x)))
(defn %Math.atan2 [y x] ($atan (%d y) (%d x)))
(defn %Math.exp [x] ($exp (%d x)))
(defn %Math.log [x] (let [x (%d x)] (cond (< x 0.0) ##NaN (== x 0.0) ##-Inf :else ($log x))))
(defn %Math.log10 [x] (let [x (%d x)] (cond (< x 0.0) ##NaN (== x 0.0) ##-Inf :else (%service 'log10 x))))
(defn %Math.cbrt [x] (let [x (%d x)] (if (< x 0.0) (- (%Math.cbrt (- x))) (let [r ($expt x (/ 1.0 3.0)) k ($round r)] (if (== (* k k k) x) k r)))))
(defn %Math.hypot [x y] ($sqrt (+ (* (%d x) (%d x)) (* (%d y) (%d y)))))
(defn %Math.signum [x] (let [x (%d x)] (cond (%nan? x) x (> x 0.0) 1.0 (< x 0.0) -1.0 :else x)))
(defn %Math.toRadians [x] (* (/ (%d x) 180.0) %Math.PI))
(defn %Math.toDegrees [x] (/ (* (%d x) 180.0) %Math.PI))
(defn %Math.random [] (rand))
(defn %Math.floorDiv [x y] ($floor-quotient x y))
(defn %Math.floorMod [x y] ($modulo x y))
(defn %Math.addExact [x y] (+ x y))
(defn %Math.multiplyExact [x y] (* x y))

(def %Long.MAX_VALUE 9223372036854775807)
(def %Long.MIN_VALUE -9223372036854775808)
(def %Integer.MAX_VALUE 2147483647)
(def %Integer.MIN_VALUE -2147483648)
(def %Short.MAX_VALUE 32767)
(def %Short.MIN_VALUE -32768)
(def %Byte.MAX_VALUE 127)
(def %Byte.MIN_VALUE -128)
(def %Character.MAX_VALUE \uFFFF)
(def %Character.MIN_VALUE \u0000)
(def %Double.MAX_VALUE 1.7976931348623157E308)
(def %Double.MIN_VALUE 4.9E-324)
(def %Double.POSITIVE_INFINITY ##Inf)
(def %Double.NEGATIVE_INFINITY ##-Inf)
(def %Double.NaN ##NaN)
(def %Float.MAX_VALUE (%single 3.4028234663852886E38))
(def %Float.MIN_VALUE (%single 1.401298464324817E-45))
(def %Float.POSITIVE_INFINITY (%single ##Inf))
(def %Float.NEGATIVE_INFINITY (%single ##-Inf))
(def %Float.NaN (%single ##NaN))
(def %Boolean.TRUE true)
(def %Boolean.FALSE false)

(defn %parse-int [s radix low high]
  (let [n (if ($string? s) (%service 'parse-integer s radix) nil)]
    (if (and n (<= low n) (<= n high))
      n
      (throw (new NumberFormatException (if (nil? s) "Cannot parse null string" (str "For input string: \"" s "\"")))))))
(defn %Long.parseLong ([s] (%parse-int s 10 -9223372036854775808 9223372036854775807)) ([s r] (%parse-int s r -9223372036854775808 9223372036854775807)))
(defn %Long.valueOf [x] (if ($string? x) (%Long.parseLong x) x))
(defn %Long.toString ([x] (str x)) ([x r] ($number->string x r)))
(defn %radix-text [x radix] (%service 'radix-text x radix))
(defn %Long.toBinaryString [x] (%radix-text (%unsigned x) 2))
(defn %Long.toHexString [x] (%radix-text (%unsigned x) 16))
(defn %Long.toOctalString [x] (%radix-text (%unsigned x) 8))
(defn %Long.compare [x y] (compare x y))
(defn %Long.bitCount [x] ($bit-count (%plain (%unsigned x))))
(defn %Long.new [x] (%Long.valueOf x))
(defn %Long.signum [x] (cond (pos? x) 1 (neg? x) -1 :else 0))
(defn %unsigned [x] (%service 'unsigned x))
(defn %Integer.parseInt ([s] (%parse-int s 10 -2147483648 2147483647)) ([s r] (%parse-int s r -2147483648 2147483647)))
(defn %Integer.valueOf [x] (if ($string? x) (%Integer.parseInt x) x))
(defn %Integer.toString ([x] (str x)) ([x r] ($number->string x r)))
(defn %Integer.toBinaryString [x] ($number->string (if (neg? x) (+ x 4294967296) x) 2))
(defn %Integer.toHexString [x] ($number->string (if (neg? x) (+ x 4294967296) x) 16))
(defn %Integer.toOctalString [x] ($number->string (if (neg? x) (+ x 4294967296) x) 8))
(defn %Integer.compare [x y] (compare x y))
(defn %Integer.new [x] (%Integer.valueOf x))
(defn %Short.valueOf [x] x)
(defn %Byte.valueOf [x] x)
(defn %Double.parseDouble [s]
  (let [x (%service 'parse-double s)] (if (nil? x) (throw (new NumberFormatException (str "For input string: \"" s "\""))) x)))
(defn %Double.valueOf [x] (if ($string? x) (%Double.parseDouble x) (%d x)))
(defn %Double.isNaN [x] (%nan? x))
(defn %Double.isInfinite [x] (infinite? x))
(defn %Double.toString [x] (str (%d x)))
(defn %Double.compare [x y]
  (let [c (if (or (%nan? x) (%nan? y)) 0 (compare x y))]
    (if (== c 0) (let [a (%java-hash (%d x)) b (%java-hash (%d y)) rank (fn [z] (cond (%nan? z) 2 (== z 0.0) (if (< (/ 1.0 z) 0.0) 0 1) :else 1))]
                   (if (== a b) 0 (compare (rank x) (rank y)))) c)))
;; hashCode
(defn %symbol-hash [s] (hash-combine (%java-hash (name s)) (%java-hash (namespace s))))
(defn %java-hash [x]
  (cond (%long? x) (%wrap (%bit-xor x (%unsigned-bit-shift-right x 32)) 32)
        ($string? x) (loop [i 0 h 0] (if (< i ($string-length x)) (recur (inc i) (%wrap (+ (* 31 h) ($char->integer ($string-ref x i))) 32)) h))
        ($char? x) ($char->integer x)
        ($boolean? x) (if x 1231 1237)
        (%double? x) (%java-hash (%service 'math "bits" x))
        ($symbol? x) (%symbol-hash x)
        ($keyword? x) (%wrap (+ (%symbol-hash ($keyword->symbol x)) 2654435769) 32)
        (nil? x) 0
        (sequential? x) (reduce (fn [h y] (%wrap (+ (* 31 h) (%java-hash y)) 32)) 1 x)
        (%record? x UUID) (hash x)
        (map? x) (%wrap (reduce (fn [h e] (+ h (%bit-xor (%java-hash (key e)) (%java-hash (val e))))) 0 x) 32)
        (set? x) (%wrap (reduce (fn [h y] (+ h (%java-hash y))) 0 x) 32)
        :else (hash x)))
(defn %Double.new [x] (%Double.valueOf x))
(defn %Float.parseFloat [s] (%single (%Double.parseDouble s)))
(defn %Float.valueOf [x] (%single (%Double.valueOf x)))
(defn %Boolean.parseBoolean [s] ($equal? ($string-downcase s) "true"))
(defn %Boolean.valueOf [x] (if ($string? x) (%Boolean.parseBoolean x) x))
(defn %Boolean.new [x] (%Boolean.valueOf x))
(defn %String.valueOf
  ([x] (cond (nil? x) "null" (%record? x Array) (apply str (seq x)) :else (str x)))
  ([a i n] (apply str (take n (drop i (seq a))))))
(defn %String.join [sep xs] (apply str (interpose sep xs)))
(defn %String.format [fmt & args] (if (and (== (count args) 1) (%record? (first args) Array)) (apply format fmt (seq (first args))) (apply format fmt args)))
(defn %Character.isDigit [c] (if ($digit-value (char c)) true false))
(defn %Character.isLetter [c] ($char-alphabetic? (char c)))
(defn %Character.isLetterOrDigit [c] (or (%Character.isDigit c) (%Character.isLetter c)))
(defn %Character.isAlphabetic [c] ($char-alphabetic? (char c)))
(defn %Character.isWhitespace [c] ($char-whitespace? (char c)))
(defn %Character.isSpaceChar [c] ($char-whitespace? (char c)))
(defn %Character.isUpperCase [c] ($char-upper-case? (char c)))
(defn %Character.isLowerCase [c] ($char-lower-case? (char c)))
(defn %Character.toUpperCase [c] ($char-upcase (char c)))
(defn %Character.toLowerCase [c] ($char-downcase (char c)))
(defn %Character.toString [c] (str c))
(defn %Character.valueOf [c] c)
(defn %Character.getNumericValue [c] (let [d (%service 'digit ($char->integer c))] d))
(defn %Character.digit [c radix] (let [d (%Character.getNumericValue c)] (if (< d radix) d -1)))

(defn %System.currentTimeMillis [] ($exact ($floor (* 1000.0 (- ($current-second) 37.0)))))
(defn %System.nanoTime []
  (let [now ($current-jiffy) unit ($jiffies-per-second)]
    (+ (* (quot now unit) 1000000000) (quot (* (rem now unit) 1000000000) unit))))
(defn %System.getProperty ([k] (get {"line.separator" "\n" "file.separator" "/" "path.separator" ":" "java.version" "17" "os.name" "vmcore"} k))
  ([k default] (or (%System.getProperty k) default)))
(defn %System.lineSeparator [] "\n")
(defn %System.getenv ([] (into {} (%service 'environment))) ([k] (%service 'variable k)))
(defn %System.exit [code] (%may-exit) (%exit code))
(defn %System.gc [] (%gc) nil)
(defn %System.identityHashCode [x] (if (nil? x) 0 ($eq-hash x)))
(defn %System.arraycopy [src i dst j n]
  ($vector-copy! (%record-ref dst Array 0) j (%record-ref src Array 0) i (+ i n)) nil)
(def %System.out (%current-port 1))
(def %System.err (%current-port 2))
(defn %Thread.sleep
  ([ms] (if (neg? ms) (throw (new IllegalArgumentException "timeout value is negative")) (%sleep ms)))
  ([ms ns] (%Thread.sleep ms)))
(defn %Thread.yield [] (%yield))
(defn %Thread.currentThread [] (%owner))
(defn %UUID.randomUUID [] (random-uuid))
(defn %UUID.fromString [s] (or (parse-uuid s) (throw (new IllegalArgumentException (str "Invalid UUID string: " s)))))
(defn %Date.new ([] (->Date (%System.currentTimeMillis))) ([ms] (->Date (long ms))))
(defn %Objects.equals [x y] (= x y))
(defn %Pattern.compile [s] (re-pattern s))
(defn %Pattern.quote [s] (%service 'regex-quote s))
(defn %Class.forName
  ([name initialize loader] (%Class.forName name))
  ([name]
  (if (or ($hash-table-contains? %class-table (%string! "Class/forName" name)) ($string-prefix? "[" name) (%service 'class? name))
    (%class-named name)
    (throw (new ClassNotFoundException name)))))
(defn %RT.nextID [] (%service 'next-id))
(defn %Util.equiv [x y] (= x y))
(defn %Util.hash [x] (hash x))
(defn %Numbers.add [x y] (+ x y))
(defn %Numbers.isZero [x] (zero? x))
(defn %BigInteger.valueOf [x] (bigint x))

;; ------------------------------------------------------------ StringBuilder

(defn %StringBuilder.new
  ([] (->StringBuilder ($open-output-string)))
  ([x] (let [b (->StringBuilder ($open-output-string))] (if ($string? x) (%append b x)) b)))
(defn %StringBuffer.new ([] (%StringBuilder.new)) ([x] (%StringBuilder.new x)))
(defn %builder-text [b] ($get-output-string (%record-ref b StringBuilder 0)))
(defn %append [b x] ($write-string (if (nil? x) "null" (str x)) (%record-ref b StringBuilder 0)) b)
(defn %builder-reset [b text] (%record-set! b StringBuilder 0 ($open-output-string)) (%append b text))

;; ------------------------------------------------------------ methods of objects by their names

(defn %string-index [s x from]
  (let [r (%service 'string-find s (if ($string? x) x (str (char x))) from)] r))

(def %string-methods
  {'toUpperCase (fn ([s] ($string-upcase s)) ([s locale] ($string-upcase s)))
   'toLowerCase (fn ([s] ($string-downcase s)) ([s locale] ($string-downcase s)))
   'length (fn [s] ($string-length s))
   'isEmpty (fn [s] (== ($string-length s) 0))
   'isBlank (fn [s] (== ($string-length ($string-trim-both s)) 0))
   'trim (fn [s] (%service 'trim s))
   'strip (fn [s] ($string-trim-both s))
   'charAt (fn [s i] (if (and (<= 0 i) (< i ($string-length s))) ($string-ref s i)
                         (throw (new StringIndexOutOfBoundsException (str "String index out of range: " i)))))
   'codePointAt (fn [s i] ($char->integer ($string-ref s i)))
   'substring (fn ([s i] (subs s i)) ([s i j] (subs s i j)))
   'subSequence (fn [s i j] (subs s i j))
   'indexOf (fn ([s x] (%string-index s x 0)) ([s x from] (%string-index s x from)))
   'lastIndexOf (fn ([s x] (%service 'string-rfind s (if ($string? x) x (str (char x))))))
   'contains (fn [s x] (if ($string-contains s (str x)) true false))
   'startsWith (fn ([s x] ($string-prefix? x s)) ([s x i] ($string-prefix? x (subs s i))))
   'endsWith (fn [s x] ($string-suffix? x s))
   'concat (fn [s x] ($string-append s x))
   'replace (fn [s a b] (%service 'string-replace s (str a) (str b)))
   'replaceAll (fn [s a b] (%service 'regex-replace (%slot (re-pattern a) 1) s b 0))
   'replaceFirst (fn [s a b] (%service 'regex-replace (%slot (re-pattern a) 1) s b 1))
   'matches (fn [s re] (some? (re-matches (re-pattern re) s)))
   'split (fn ([s re] (%array-of (%service 'regex-split (%slot (re-pattern re) 1) s 0))) ([s re n] (%array-of (%service 'regex-split (%slot (re-pattern re) 1) s n))))
   'toCharArray (fn [s] (->Array ($list->vector (%chain s)) :char))
   'getBytes (fn ([s] (%bytes-array s)) ([s encoding] (%bytes-array s)))
   'equalsIgnoreCase (fn [s t] ($equal? ($string-foldcase s) ($string-foldcase t)))
   'compareTo (fn [s t] (compare s t))
   'compareToIgnoreCase (fn [s t] (compare ($string-downcase s) ($string-downcase t)))
   'intern (fn [s] s)
   'repeat (fn [s n] (apply str (repeat n s)))
   'chars (fn [s] (map int s))
   'lines (fn [s] (seq (%service 'lines s)))})

(defn %bytes-array [s] (->Array ($list->vector (%bytes-of s)) :byte))
(defn %bytes-of [s]
  (let [b ($string->utf8 s)]
    (loop [i (dec ($bytevector-length b)) done nil]
      (if (< i 0) done
          (recur (dec i) ($cons (let [x ($bytevector-u8-ref b i)] (if (> x 127) (- x 256) x)) done))))))

(def %builder-methods
  {'append (fn ([b x] (%append b x)) ([b x i j] (%append b (subs (str x) i j))))
   'toString %builder-text
   'write (fn [b x] (%append b (if (integer? x) (str (char x)) x)) nil)
   'length (fn [b] (count (%builder-text b)))
   'reverse (fn [b] (%builder-reset b (apply str (reverse (%builder-text b)))))
   'insert (fn [b i x] (let [t (%builder-text b)] (%builder-reset b (str (subs t 0 i) x (subs t i)))))
   'setLength (fn [b n] (%builder-reset b (subs (%builder-text b) 0 n)) nil)
   'deleteCharAt (fn [b i] (let [t (%builder-text b)] (%builder-reset b (str (subs t 0 i) (subs t (inc i))))))
   'charAt (fn [b i] ($string-ref (%builder-text b) i))})

(def %number-methods
  {'intValue (fn [x] (int x)) 'longValue (fn [x] (long x)) 'doubleValue (fn [x] (double x)) 'floatValue (fn [x] (float x))
   'shortValue (fn [x] (short x)) 'byteValue (fn [x] (byte x))
   'isNaN %nan? 'isInfinite infinite? 'negate (fn [x] (- x)) 'signum (fn [x] (cond (pos? x) 1 (neg? x) -1 :else 0))
   'add (fn [x y] (+ x y)) 'subtract (fn [x y] (- x y)) 'multiply (fn [x y] (* x y)) 'toBigInteger (fn [x] (bigint x))
   'pow (fn [x n] (%power x n)) 'bitLength (fn [x] ($integer-length (%plain x)))})
(defn %power [x n] (loop [acc 1N n n] (if (> n 0) (recur (*' acc x) (dec n)) acc)))

(def %exception-methods
  {'getMessage ex-message 'getLocalizedMessage ex-message 'getCause ex-cause 'getData ex-data
   'getStackTrace (fn [e] (%array-of nil)) 'printStackTrace (fn ([e] (println (str e))) ([e w] (%write w (str e)))) 'getSuppressed (fn [e] (%array-of nil))})

(def %object-methods
  {'toString str
   'equals (fn [x y] (if (%record-map? x) (= (into {} x) (if (%record-map? y) (into {} y) y)) (= x y)))
   'hashCode %java-hash
   'hasheq hash
   'getClass class
   'compareTo compare
   'compare (fn [f x y] (let [r (f x y)] (if ($number? r) r (if r -1 (if (f y x) 1 0)))))
   'invoke (fn [f & args] (apply f args))
   'applyTo (fn [f args] (apply f args))
   'call (fn [f] (f))
   'run (fn [f] (f))
   'apply (fn [f & args] (apply f args))
   'get (fn ([f] @f) ([m k] (get m k)) ([m k d] (if (%record? m Future) (deref m (.toMillis d k) nil) (get m k d))))
   'isDone future-done? 'cancel (fn [f x] (future-cancel f)) 'isCancelled future-cancelled?
   'valAt (fn ([m k] (get m k)) ([m k d] (get m k d)))
   'nth (fn ([m k] (nth m k)) ([m k d] (nth m k d)))
   'containsKey contains?
   'contains (fn [c x] (if (or (set? c) (map? c)) (contains? c x) (boolean (some (fn [y] (= x y)) c))))
   'containsAll (fn [c xs] (every? (fn [x] (contains? (set c) x)) xs))
   'size count
   'count count
   'length count
   'isEmpty (fn [c] (empty? c))
   'keySet (fn [m] (set (keys m)))
   'values vals
   'entrySet (fn [m] (set (seq m)))
   'getKey key
   'getValue val
   'seq seq 'first first 'next (fn [x] (if (%record? x Iterator) (let [s (%record-ref x Iterator 0)]
                                                           (if s (do (%record-set! x Iterator 0 (next s)) (first s)) (throw (new java.util.NoSuchElementException))))
                                (next x)))
   'more rest 'cons conj 'conj conj 'assoc assoc 'without dissoc 'disjoin disj 'peek peek 'pop pop
   'empty empty 'equiv = 'meta meta 'withMeta with-meta 'deref deref 'reset (fn ([m] (%record-set! m Matcher 2 nil) (%record-set! m Matcher 3 nil) m) ([a x] (reset! a x))) 'swap swap! 'rseq rseq
   'indexOf (fn [c x] (loop [s (seq c) i 0] (if s (if (= (first s) x) i (recur (next s) (inc i))) -1)))
   'lastIndexOf (fn [c x] (loop [s (seq c) i 0 r -1] (if s (recur (next s) (inc i) (if (= (first s) x) i r)) r)))
   'iterator (fn [c] (->Iterator (seq c)))
   'hasNext (fn [i] (some? (%record-ref i Iterator 0)))
   'toArray (fn [c] (%array-of (seq c)))
   'getName (fn [x] (cond (class? x) (%class-name x) (%record? x File) (%service 'file-what "name" (%path-of x)) :else (name x)))
   'getSimpleName (fn [c] (last (%service 'split-plain (%class-name c) ".")))
   'getNamespace namespace
   'sym (fn [k] (symbol k))
   'ns (fn [v] (the-ns (symbol (%var-space v))))
   'write (fn ([w s] (%write w (if (integer? s) (str (char s)) (str s))) nil) ([w s i n] (%write w (subs s i (+ i n))) nil))
   'append (fn [w s] (%write w (str s)) w)
   'flush (fn [w] nil)
   'close (fn [w] (%close w))
   'isInstance (fn [c x] (instance? c x))
   'getTime (fn [d] (inst-ms d))
   'isRealized realized?
   'pattern (fn [re] (str re))
   'charValue (fn [c] c)
   'booleanValue (fn [b] b)
   'matches (fn [m] (%matched? m true))
   'find (fn ([m] (some? (re-find m))) ([m i] (%service 'matcher-from (%finder m) i) (some? (re-find m))))
   'group (fn ([m] (%group m 0))
              ([m i] (%group m (if (string? i) (%service 'regex-group (%record-ref (%record-ref m Matcher 0) Regex 1) i) i))))
   'getMethodTable methods
   'addMethod %add-method
   'dispatchFn (fn [m] (%record-ref (%multi-of m) MultiFn 1))
   'hasRoot %has-root? 'bindRoot (fn [v x] (%global-set! v x)) 'isBound bound? 'setMacro (fn [v] nil)
   'getRawRoot %root})

(def %more-methods (->Volatile nil)) ; what clojure.lang.members adds
(defn %set-more-methods! [m] (vreset! %more-methods m))
(defn %rare-method [member]
  (if (nil? @%more-methods) (%load-lib "clojure.lang.members" false))
  (get @%more-methods member))

(defn %invoke [x member & args]
  (let [m (or (%method-of x member)
              (if ($string? x) (get %string-methods member) nil)
              (if (%record? x StringBuilder) (get %builder-methods member) nil)
              (if ($error-object? x) (get %exception-methods member) nil)
              (if (number? x) (get %number-methods member) nil)
              (if (and ($record? x) (%field-index (%record-rtd x) member)) (fn [x] (%field x member)) nil)
              (if (or (nil? x) (%python-object? x)) nil (get %object-methods member))
              (if (or (nil? x) (%record-map? x) (%python-object? x) (and ($procedure? x) (not (%multi? x)))) nil (%rare-method member)))]
    (cond m (apply m x args)
          (or (%python-object? x) ($procedure? x)) (%py-member x member args)
          (nil? x) (%raise (%make-condition 'type (str "." member ": argument 1 is nil") ($list nil)))
          :else (throw (new IllegalArgumentException (str "No matching method " member " found for " (%class-name (class x))))))))

(defn %field [x name]
  (let [i (if ($record? x) (%field-index (%record-rtd x) name) false)]
    (if i
      (%record-ref x (%record-rtd x) i)
      (if (nil? x)
        (%raise (%make-condition 'type (str ".-" name ": argument 1 is nil") ($list nil)))
        (if (or (%python-object? x) ($procedure? x)) (%py-attr x name) (%invoke x name))))))
(defn %set-field! [x rtd i v] (%record-set! x rtd i v) v)
(defn %set-member! [x name v]
  (let [i (if ($record? x) (%field-index (%record-rtd x) name) false)]
    (cond i (do (%record-set! x (%record-rtd x) i v) v)
          (or (%python-object? x) ($procedure? x)) (%py-set-attr! x ($symbol->string name) v)
          :else (throw (new IllegalArgumentException (str "No matching field found: " name))))))

(defn %close [x]
  (cond ($port? x) (do ($close-port x) nil)
        (%method-of x 'close) ((%method-of x 'close) x)
        :else nil))

;; ------------------------------------------------------------ arrays

(defn %array-of [s] (->Array ($list->vector (%chain s)) nil))
(defn %array-seq [a]
  (let [v (%record-ref a Array 0)] (if (== ($vector-length v) 0) nil ($vector->list v))))
(defn %new-array [size-or-seq init type]
  (if (number? size-or-seq)
    (if (neg? size-or-seq)
      (throw (new NegativeArraySizeException (str size-or-seq)))
      (->Array ($make-vector size-or-seq init) type))
    (->Array ($list->vector (%chain size-or-seq)) type)))
(defn object-array [x] (%new-array x nil :object))
(defn int-array ([x] (%new-array (if (number? x) x (map int x)) 0 :int)) ([n x] (if (number? x) (%new-array n x :int) (%filled n x 0 :int))))
(defn long-array ([x] (%new-array (if (number? x) x (map long x)) 0 :long)) ([n x] (if (number? x) (%new-array n x :long) (%filled n x 0 :long))))
(defn short-array ([x] (%new-array (if (number? x) x (map short x)) 0 :short)) ([n x] (if (number? x) (%new-array n x :short) (%filled n x 0 :short))))
(defn byte-array ([x] (%new-array (if (number? x) x (map byte x)) 0 :byte)) ([n x] (if (number? x) (%new-array n x :byte) (%filled n x 0 :byte))))
(defn double-array ([x] (%new-array (if (number? x) x (map double x)) 0.0 :double)) ([n x] (if (number? x) (%new-array n (double x) :double) (%filled n x 0.0 :double))))
(defn float-array ([x] (%new-array (if (number? x) x (map float x)) (%single 0.0) :float)) ([n x] (if (number? x) (%new-array n (float x) :float) (%filled n (map float x) (%single 0.0) :float))))
(defn boolean-array ([x] (%new-array x false :boolean)) ([n x] (if (boolean? x) (%new-array n x :boolean) (%filled n x false :boolean))))
(defn char-array ([x] (%new-array x \u0000 :char)) ([n x] (if (char? x) (%new-array n x :char) (%filled n x \u0000 :char))))
(defn %filled [n xs init type] (%new-array (take n (concat xs (repeat init))) init type))
(defn make-array
  ([type n]
   (let [kind (get %array-kinds (%class-name type) :object)]
     (%new-array n (case kind (:long :int :short :byte) 0 :double 0.0 :float (%single 0.0) :boolean false :char \u0000 nil) kind)))
  ([type n & more] (->Array ($list->vector (%chain (map (fn [_] (apply make-array type more)) (range n)))) :object)))
(defn into-array ([xs] (%array-of xs)) ([type xs] (->Array ($list->vector (%chain xs)) (get %array-kinds (%class-name type) nil))))
(defn to-array [xs] (%array-of xs))
(defn to-array-2d [xs] (%array-of (map %array-of xs)))
(defn %array? [x] (%record? x Array))
(defn bytes? [x] (and (%record? x Array) (= :byte (%record-ref x Array 1))))
(defn alength [a] ($vector-length (%record-ref a Array 0)))
(defn aclone [a] (->Array ($vector-copy (%record-ref a Array 0)) (%record-ref a Array 1)))
(defn aget
  ([a i] (nth a i))
  ([a i & more] (apply aget (nth a i) more)))
(defn aset
  ([a i x]
   (let [v (%record-ref a Array 0)]
     (if (and (<= 0 i) (< i ($vector-length v)))
       (do ($vector-set! v i x) x)
       (throw (new ArrayIndexOutOfBoundsException (str "Index " i " out of bounds for length " ($vector-length v)))))))
  ([a i j & more] (apply aset (nth a i) j more)))
(defn aset-int [a i x] (aset a i (int x)))
(defn aset-long [a i x] (aset a i (long x)))
(defn aset-double [a i x] (aset a i (double x)))
(defn aset-float [a i x] (aset a i (float x)))
(defn aset-short [a i x] (aset a i (short x)))
(defn aset-byte [a i x] (aset a i (byte x)))
(defn aset-char [a i x] (aset a i (char x)))
(defn aset-boolean [a i x] (aset a i (boolean x)))
(defn ints [x] x)
(defn longs [x] x)
(defn doubles [x] x)
(defn floats [x] x)
(defn shorts [x] x)
(defn bytes [x] x)
(defn chars [x] x)
(defn booleans [x] x)

(defn iterator-seq [i]
  (if (%record? i Iterator)
    (%record-ref i Iterator 0)
    (lazy-seq (if (%invoke i 'hasNext) (cons (%invoke i 'next) (iterator-seq i)) nil))))
(defn enumeration-seq [e]
  (lazy-seq (if (%invoke e 'hasMoreElements) (cons (%invoke e 'nextElement) (enumeration-seq e)) nil)))
