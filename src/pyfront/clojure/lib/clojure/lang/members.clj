;; Members of Java's classes that fewer programs name than those of core/java.clj; loaded when a program names one of them.
(ns clojure.lang.members)

;; ------------------------------------------------------------ Math

(defn %Math.ceilDiv [x y] (- ($floor-quotient (- x) y)))
(defn %Math.ceilMod [x y] (- x (* y (- ($floor-quotient (- x) y)))))
(defn %Math.divideExact [x y] (quot x y))
(defn %Math.floorDivExact [x y] ($floor-quotient x y))
(defn %Math.fma [x y z] (double (+ (* (rationalize (double x)) (rationalize (double y))) (rationalize (double z)))))
(defn %Math.clamp [x low high] (max low (min x high)))
(defn %Math.absExact [x] (if (neg? x) (- x) x))
(defn %Math.subtractExact [x y] (- x y))
(defn %Math.incrementExact [x] (inc x))
(defn %Math.decrementExact [x] (dec x))
(defn %Math.negateExact [x] (- x))
(defn %Math.toIntExact [x] (int x))
(defn %Math.multiplyHigh [x y] (let [p (*' x y) q (quot p 18446744073709551616N)] (long (if (and (neg? p) (not= (*' q 18446744073709551616N) p)) (dec q) q))))
(defn %Math.sinh [x] (%service 'math "sinh" (double x)))
(defn %Math.cosh [x] (%service 'math "cosh" (double x)))
(defn %Math.tanh [x] (%service 'math "tanh" (double x)))
(defn %Math.expm1 [x] (%service 'math "expm1" (double x)))
(defn %Math.log1p [x] (%service 'math "log1p" (double x)))
(defn %Math.ulp [x] (%service 'math "ulp" (double x)))
(defn %Math.getExponent [x] (%service 'math "get-exponent" (double x)))
(defn %Math.nextUp [x] (%service 'math "next-after" (double x) ##Inf))
(defn %Math.nextDown [x] (%service 'math "next-after" (double x) ##-Inf))
(defn %Math.nextAfter [x y] (%service 'math "next-after" (double x) (double y)))
(defn %Math.copySign [x y] (%service 'math "copy-sign" (double x) (double y)))
(defn %Math.scalb [x n] (%service 'math "scalb" (double x) n))
(defn %Math.IEEEremainder [x y] (%service 'math "IEEE-remainder" (double x) (double y)))

;; ------------------------------------------------------------ integers

(defn %bits-of [x bits] (if (neg? x) (+' x (if (= bits 64) 18446744073709551616N 4294967296)) x))
(defn %signed-of [x bits] (if (= bits 64) (unchecked-long x) (unchecked-int x)))
(defn %highest [x bits]
  (loop [i (dec bits)] (if (neg? i) -1 (if (bit-test x i) i (recur (dec i))))))
(defn %lowest [x bits]
  (loop [i 0] (if (= i bits) bits (if (bit-test x i) i (recur (inc i))))))
(defn %rotated [x n bits]
  (let [n (mod n bits) u (%bits-of x bits) top (*' u (clojure.core/%power 2N n))]
    (%signed-of (+' (rem top (clojure.core/%power 2N bits)) (quot top (clojure.core/%power 2N bits))) bits)))
(defn %turned [x bits step]
  (let [size (clojure.core/%power 2N step)]
    (loop [u (bigint (%bits-of x bits)) i 0 r 0N]
      (if (< i bits) (recur (quot u size) (+ i step) (+ (* r size) (rem u size))) (%signed-of r bits)))))
(defn %unsigned-text [x radix bits] (clojure.core/%radix-text (%bits-of x bits) radix))
(defn %parse-unsigned [s radix bits]
  (let [n (%service 'parse-integer s radix)]
    (if (and n (not (neg? n)) (< n (clojure.core/%power 2N bits)))
      (%signed-of n bits)
      (throw (new NumberFormatException (str "For input string: \"" s "\""))))))

(defn %Long.highestOneBit [x] (let [i (%highest x 64)] (if (neg? i) 0 (bit-set 0 i))))
(defn %Long.lowestOneBit [x] (bit-and x (unchecked-negate x)))
(defn %Long.numberOfLeadingZeros [x] (- 63 (%highest x 64)))
(defn %Long.numberOfTrailingZeros [x] (%lowest x 64))
(defn %Long.reverse [x] (%turned x 64 1))
(defn %Long.reverseBytes [x] (%turned x 64 8))
(defn %Long.rotateLeft [x n] (%rotated x n 64))
(defn %Long.rotateRight [x n] (%rotated x (- n) 64))
(defn %Long.max [x y] (max x y))
(def %Long.TYPE (clojure.core/%class-named "long"))
(def %Integer.TYPE (clojure.core/%class-named "int"))
(def %Short.TYPE (clojure.core/%class-named "short"))
(def %Byte.TYPE (clojure.core/%class-named "byte"))
(def %Double.TYPE (clojure.core/%class-named "double"))
(def %Float.TYPE (clojure.core/%class-named "float"))
(def %Boolean.TYPE (clojure.core/%class-named "boolean"))
(def %Character.TYPE (clojure.core/%class-named "char"))
(defn %Long.min [x y] (min x y))
(defn %Long.sum [x y] (+ x y))
(defn %Long.hashCode [x] (clojure.core/%java-hash x))
(defn %Long.parseUnsignedLong ([s] (%parse-unsigned s 10 64)) ([s radix] (%parse-unsigned s radix 64)))
(defn %Long.toUnsignedString ([x] (%unsigned-text x 10 64)) ([x radix] (%unsigned-text x radix 64)))
(defn %Long.divideUnsigned [x y] (%signed-of (quot (%bits-of x 64) (%bits-of y 64)) 64))
(defn %Long.remainderUnsigned [x y] (%signed-of (rem (%bits-of x 64) (%bits-of y 64)) 64))
(defn %Long.compareUnsigned [x y] (compare (%bits-of x 64) (%bits-of y 64)))
(def %Long.SIZE 64)
(def %Long.BYTES 8)

(defn %Integer.highestOneBit [x] (let [i (%highest x 32)] (if (neg? i) 0 (unchecked-int (bit-set 0 i)))))
(defn %Integer.lowestOneBit [x] (unchecked-int (bit-and x (unchecked-negate x))))
(defn %Integer.numberOfLeadingZeros [x] (- 31 (%highest x 32)))
(defn %Integer.numberOfTrailingZeros [x] (%lowest x 32))
(defn %Integer.bitCount [x] ($bit-count (%plain (%bits-of x 32))))
(defn %Integer.reverse [x] (%turned x 32 1))
(defn %Integer.reverseBytes [x] (%turned x 32 8))
(defn %Integer.rotateLeft [x n] (%rotated x n 32))
(defn %Integer.rotateRight [x n] (%rotated x (- n) 32))
(defn %Integer.signum [x] (compare x 0))
(defn %Integer.max [x y] (max x y))
(defn %Integer.min [x y] (min x y))
(defn %Integer.sum [x y] (unchecked-int (+ x y)))
(defn %Integer.hashCode [x] x)
(defn %Integer.parseUnsignedInt ([s] (%parse-unsigned s 10 32)) ([s radix] (%parse-unsigned s radix 32)))
(defn %Integer.toUnsignedString ([x] (%unsigned-text x 10 32)) ([x radix] (%unsigned-text x radix 32)))
(defn %Integer.toUnsignedLong [x] (long (%bits-of x 32)))
(defn %Integer.divideUnsigned [x y] (%signed-of (quot (%bits-of x 32) (%bits-of y 32)) 32))
(defn %Integer.remainderUnsigned [x y] (%signed-of (rem (%bits-of x 32) (%bits-of y 32)) 32))
(defn %Integer.compareUnsigned [x y] (compare (%bits-of x 32) (%bits-of y 32)))
(def %Integer.SIZE 32)
(def %Integer.BYTES 4)
(defn %Short.parseShort [s] (clojure.core/%parse-int s 10 -32768 32767))
(defn %Byte.parseByte [s] (clojure.core/%parse-int s 10 -128 127))

;; ------------------------------------------------------------ doubles, booleans

(defn %Double.max [x y] (max (double x) (double y)))
(defn %Double.min [x y] (min (double x) (double y)))
(defn %Double.sum [x y] (+ (double x) (double y)))
(defn %Double.isFinite [x] (not (or (NaN? x) (infinite? x))))
(defn %Double.doubleToLongBits [x] (%service 'math "bits" (double x)))
(defn %Double.doubleToRawLongBits [x] (%service 'math "bits" (double x)))
(defn %Double.longBitsToDouble [n] (%service 'math "from-bits" n))
(defn %Double.hashCode [x] (clojure.core/%java-hash (double x)))
(defn %Float.floatToIntBits [x] (let [x (float x)] (cond (NaN? x) 2143289344 (zero? x) (if (neg? (/ 1.0 x)) -2147483648 0) :else (hash x))))
(def %Float.floatToRawIntBits %Float.floatToIntBits)
(defn %Float.intBitsToFloat [n]
  (let [u (bit-and n 0xFFFFFFFF) e (bit-and (bit-shift-right u 23) 255) m (bit-and u 0x7FFFFF)
        x (cond (= e 255) (if (zero? m) ##Inf ##NaN)
                (zero? e) (%Math.scalb (double m) -149)
                :else (%Math.scalb (double (+ m 0x800000)) (- e 150)))]
    (float (if (bit-test u 31) (- x) x))))
(defn %Float.isNaN [x] (NaN? x))
(defn %Float.isInfinite [x] (infinite? x))
(defn %Float.isFinite [x] (not (or (NaN? x) (infinite? x))))
(defn %Float.toString [x] (str (float x)))
(defn %Float.compare [x y] (compare (float x) (float y)))
(defn %Float.max [x y] (float (max x y)))
(defn %Float.min [x y] (float (min x y)))
(defn %Float.sum [x y] (float (+ (float x) (float y))))
(defn %Float.new [x] (if (string? x) (Float/parseFloat x) (float x)))
(defn %Float.hashCode [x] (%Float.floatToIntBits x))
(def %Float.MIN_NORMAL (float 1.17549435E-38))
(def %Float.SIZE 32)
(def %Float.BYTES 4)
(def %Double.MIN_NORMAL 2.2250738585072014E-308)
(def %Double.SIZE 64)
(def %Double.BYTES 8)
(defn %Boolean.compare [x y] (compare x y))
(defn %Boolean.hashCode [x] (if x 1231 1237))
(defn %Boolean.logicalAnd [x y] (and x y))
(defn %Boolean.logicalOr [x y] (or x y))
(defn %Boolean.logicalXor [x y] (not= x y))
(defn %Boolean.toString [x] (str x))

;; ------------------------------------------------------------ characters: a character, or its code

(defn %code [c] (if (char? c) ($char->integer c) c))
(defn %about [what c] (%service 'character what (%code c)))
(defn %Character.charCount [c] (if (< (%code c) 65536) 1 2))
(defn %Character.isValidCodePoint [c] (<= 0 c 1114111))
(defn %Character.isBmpCodePoint [c] (<= 0 c 65535))
(defn %Character.isSupplementaryCodePoint [c] (<= 65536 c 1114111))
(defn %Character.isHighSurrogate [c] (<= 55296 (%code c) 56319))
(defn %Character.isLowSurrogate [c] (<= 56320 (%code c) 57343))
(defn %Character.isSurrogate [c] (<= 55296 (%code c) 57343))
(defn %Character.isSurrogatePair [c d] (and (%Character.isHighSurrogate c) (%Character.isLowSurrogate d)))
(defn %Character.toCodePoint [c d] (+ 65536 (* 1024 (- (%code c) 55296)) (- (%code d) 56320)))
(defn %Character.codePointAt [s i] (%code (nth s i)))
(defn %Character.codePointBefore [s i] (%code (nth s (dec i))))
(defn %Character.codePointCount [s i j] (- j i))
(defn %Character.offsetByCodePoints [s i n] (+ i n))
(defn %Character.compare [c d] (- (%code c) (%code d)))
(defn %Character.hashCode [c] (%code c))
(defn %Character.forDigit [n radix] (if (and (<= 2 radix 36) (< -1 n radix)) (nth "0123456789abcdefghijklmnopqrstuvwxyz" n) \u0000))
(defn %Character.isISOControl [c] (let [n (%code c)] (or (<= 0 n 31) (<= 127 n 159))))
(defn %Character.isDefined [c] (not= 0 (%about "type" c)))
(defn %Character.isTitleCase [c] (= 3 (%about "type" c)))
(defn %Character.getType [c] (%about "type" c))
(defn %Character.getName [c] (%about "name" c))
(defn %Character.codePointOf [name]
  (or (%service 'character "code" name)
      (throw (new IllegalArgumentException (str "Unrecognized character name :" name)))))
(defn %Character.getDirectionality [c] (%about "direction" c))
(defn %Character.isMirrored [c] (%about "mirrored" c))
(defn %Character.isIdeographic [c] (%about "ideographic" c))
(defn %Character.toTitleCase [c] (let [t (%about "title" c)] (if (char? c) ($integer->char t) t)))
(defn %Character.isJavaIdentifierStart [c] (or (%about "start" c) (= 95 (%code c)) (contains? #{23 26} (%about "type" c))))
(defn %Character.isJavaIdentifierPart [c]
  (or (%Character.isJavaIdentifierStart c) (%about "part" c) (%Character.isIdentifierIgnorable c)))
(defn %Character.isUnicodeIdentifierStart [c] (and (not= 95 (%code c)) (%about "start" c)))
(defn %Character.isUnicodeIdentifierPart [c] (or (%about "part" c) (%Character.isIdentifierIgnorable c)))
(defn %Character.isIdentifierIgnorable [c]
  (let [n (%code c)] (or (<= 0 n 8) (<= 14 n 27) (<= 127 n 159) (= 16 (%about "type" c)))))
(def %Character.isJavaLetter %Character.isJavaIdentifierStart)
(def %Character.isJavaLetterOrDigit %Character.isJavaIdentifierPart)
(defn %Character.isSpace [c] (contains? #{9 10 12 13 32} (%code c)))
(def %Character.MIN_RADIX 2)
(def %Character.MAX_RADIX 36)
(def %Character.SIZE 16)
(def %Character.BYTES 2)
(def %Character.MIN_CODE_POINT 0)
(def %Character.MAX_CODE_POINT 1114111)
(def %Character.MIN_SUPPLEMENTARY_CODE_POINT 65536)

;; ------------------------------------------------------------ strings, arrays, collections, objects

(defn %String.copyValueOf ([a] (apply str (seq a))) ([a i n] (apply str (take n (drop i (seq a))))))
(defn %Arrays.asList [& xs] (if (and (= (count xs) 1) (clojure.core/%array? (first xs))) (vec (first xs)) (vec xs)))
(defn %Arrays.toString [a] (if (nil? a) "null" (str "[" (apply str (interpose ", " (map (fn [x] (if (nil? x) "null" (str x))) (seq a)))) "]")))
(defn %Arrays.equals [a b] (= (seq a) (seq b)))
(defn %Arrays.hashCode [a] (reduce (fn [h x] (unchecked-int (+ (* 31 h) (clojure.core/%java-hash x)))) 1 (seq a)))
(defn %put-all! [a xs] (loop [s (seq xs) i 0] (if s (do (aset a i (first s)) (recur (next s) (inc i))) nil)))
(defn %Arrays.sort [a] (%put-all! a (sort (vec a))))
(defn %Arrays.fill [a x] (%put-all! a (repeat (alength a) x)))
(defn %Arrays.copyOf [a n]
  (let [b (clojure.core/->Array ($make-vector n nil) (clojure.core/%slot a 1))] (%put-all! b (take n (seq a))) b))
(defn %Arrays.copyOfRange [a i j] (let [b (object-array (- j i))] (%put-all! b (take (- j i) (drop i (seq a)))) b))
(defn %Collections.emptyList [] [])
(defn %Collections.emptyMap [] {})
(defn %Collections.emptySet [] #{})
(defn %Collections.singletonList [x] [x])
(defn %Collections.max [xs] (reduce (fn [a b] (if (neg? (compare a b)) b a)) xs))
(defn %Collections.min [xs] (reduce (fn [a b] (if (pos? (compare a b)) b a)) xs))
(defn %Objects.isNull [x] (nil? x))
(defn %Objects.nonNull [x] (some? x))
(defn %Objects.requireNonNull
  ([x] (if (nil? x) (throw (new NullPointerException)) x))
  ([x message] (if (nil? x) (throw (new NullPointerException message)) x)))
(defn %Objects.requireNonNullElse [x y] (if (nil? x) (%Objects.requireNonNull y "defaultObj") x))
(defn %Objects.toString ([x] (if (nil? x) "null" (str x))) ([x default] (if (nil? x) default (str x))))
(defn %Objects.hashCode [x] (if (nil? x) 0 (clojure.core/%java-hash x)))
(defn %Character.toChars [n] (into-array (str (char n))))
(defn %Objects.hash [& xs] (%Arrays.hashCode (if (and (= (count xs) 1) (clojure.core/%array? (first xs))) (seq (first xs)) xs)))
(defn %UUID.new [high low] (clojure.core/->UUID (long high) (long low)))
(defn %URI.create [s] (clojure.core/->URI s))
(defn %URI.new [s] (clojure.core/->URI s))

;; ------------------------------------------------------------ texts in pieces

(deftype %Tokens [^:unsynchronized-mutable items]
  java.util.Enumeration
  (hasMoreTokens [_] (some? items))
  (hasMoreElements [_] (some? items))
  (countTokens [_] (count items))
  (nextToken [_] (if items (let [x (first items)] (set! items (next items)) x) (throw (new java.util.NoSuchElementException))))
  (nextElement [this] (.nextToken this)))
(defn %StringTokenizer.new
  ([s] (%StringTokenizer.new s " \t\n\r\f"))
  ([s marks] (let [mark? (fn [c] (boolean (some (fn [m] (= c m)) marks)))]
               (->%Tokens (seq (map (fn [cs] (apply str cs)) (remove (fn [cs] (mark? (first cs))) (partition-by mark? s))))))))
(deftype %Joined [mark before after ^:unsynchronized-mutable parts]
  Object
  (add [this s] (set! parts (conj parts (str s))) this)
  (length [this] (count (str this)))
  (toString [_] (str before (apply str (interpose mark parts)) after)))
(defn %StringJoiner.new ([mark] (->%Joined mark "" "" [])) ([mark before after] (->%Joined mark before after [])))

;; ------------------------------------------------------------ bytes as text of 64 signs

(def %signs "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
(def %url-signs "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
(defn %encoded [signs padded bytes]
  (apply str (mapcat (fn [group]
                       (let [n (count group)
                             bits (reduce (fn [acc b] (+ (* 256 acc) (bit-and b 255))) 0 (take 3 (concat group [0 0])))
                             at (fn [i] (nth signs (bit-and (bit-shift-right bits (- 18 (* 6 i))) 63)))]
                         (concat (map at (range (inc n))) (if padded (repeat (- 3 n) \=) nil))))
                     (partition-all 3 bytes))))
(defn %decoded [signs text]
  (let [values (zipmap signs (range))
        digit (fn [c] (or (get values c) (throw (new IllegalArgumentException (str "Illegal base64 character " (Integer/toHexString (int c)))))))]
    (byte-array (mapcat (fn [group]
                          (let [bits (reduce (fn [acc c] (+ (* 64 acc) (digit c))) 0 group) n (count group)
                                bits (bit-shift-left bits (* 6 (- 4 n)))]
                            (map (fn [i] (unchecked-byte (bit-shift-right bits (- 16 (* 8 i))))) (range (dec n)))))
                        (partition-all 4 (remove (fn [c] (= c \=)) text))))))
(deftype %Encoder [signs padded]
  Object
  (encodeToString [_ bytes] (%encoded signs padded (seq bytes)))
  (encode [_ bytes] (byte-array (map int (%encoded signs padded (seq bytes)))))
  (withoutPadding [_] (new %Encoder signs false)))
(deftype %Decoder [signs] Object (decode [_ x] (%decoded signs (if (string? x) x (map char (seq x))))))
(defn %Base64.getEncoder [] (->%Encoder %signs true))
(defn %Base64.getDecoder [] (->%Decoder %signs))
(defn %Base64.getUrlEncoder [] (->%Encoder %url-signs true))
(defn %Base64.getUrlDecoder [] (->%Decoder %url-signs))
(defn %Base64.getMimeEncoder [] (->%Encoder %signs true))
(defn %Base64.getMimeDecoder [] (->%Decoder %signs))

;; ------------------------------------------------------------ digests

(deftype %Digest [algorithm ^:unsynchronized-mutable data]
  Object
  (update [_ x] (set! data (if (number? x) (conj data x) (into data (seq x)))) nil)
  (update [_ x i n] (set! data (into data (take n (drop i (seq x))))) nil)
  (digest [_] (let [made (byte-array (%service 'digest algorithm (vec data)))] (set! data []) made))
  (digest [this x] (.update this x) (.digest this))
  (reset [_] (set! data []) nil)
  (getDigestLength [_] (count (%service 'digest algorithm [])))
  (getAlgorithm [_] algorithm))
(defn %MessageDigest.getInstance [name]
  (if (%service 'digest? name)
    (->%Digest name [])
    (throw (new java.security.NoSuchAlgorithmException (str name " MessageDigest not available")))))
(defn %MessageDigest.isEqual [a b] (= (seq a) (seq b)))
(defn %UUID.nameUUIDFromBytes [bytes]
  (let [bs (vec (%service 'digest "MD5" (vec (seq bytes))))
        bs (assoc bs 6 (bit-or (bit-and (nth bs 6) 15) 48) 8 (bit-or (bit-and (nth bs 8) 63) 128))
        number (fn [part] (unchecked-long (reduce (fn [n b] (+ (* 256 n) (bit-and b 255))) 0N part)))]
    (clojure.core/->UUID (number (subvec bs 0 8)) (number (subvec bs 8)))))

;; ------------------------------------------------------------ the machine

(deftype %JavaRuntime []
  Object
  (availableProcessors [_] 1)
  (totalMemory [_] 268435456) (maxMemory [_] 268435456) (freeMemory [_] 134217728)
  (gc [_] (System/gc))
  (addShutdownHook [_ thread] nil)
  (exit [_ code] (System/exit code)))
(defn %Runtime.getRuntime [] (->%JavaRuntime))
(deftype %ThreadValue [^:unsynchronized-mutable value]
  Object (get [_] value) (set [_ x] (set! value x) nil) (remove [_] (set! value nil) nil))
(defn %ThreadLocal.new [] (->%ThreadValue nil))

;; ------------------------------------------------------------ times

(deftype %InstantFormat []
  Object
  (format [_ d]
    (let [ms (inst-ms d) text (%service 'inst-text ms)]
      (str (subs text 0 19) (if (zero? (mod ms 1000)) "" (subs text 19 23)) "Z"))))
(def %DateTimeFormatter.ISO_INSTANT (->%InstantFormat))

;; ------------------------------------------------------------ clojure.lang

(defn %LockingTransaction.isRunning [] (clojure.core/%transaction?))
(declare ^:dynamic %loop-locals ^:dynamic %local-env)
;; bound by the JVM's compiler while it compiles: never here
(def %Compiler.LOOP_LOCALS #'%loop-locals)
(def %Compiler.LOCAL_ENV #'%local-env)
(defn %RT.map [xs]
  (let [xs (seq xs) m (apply hash-map xs)]
    (cond (not= (* 2 (count m)) (count xs))
          (let [ks (take-nth 2 xs)] (throw (new IllegalArgumentException (str "Duplicate key: " (first (first (filter (fn [e] (> (val e) 1)) (frequencies ks))))))))
          (<= (count xs) 16) (apply array-map xs)
          :else m)))
(defn %RT.vector [& xs] (vec xs))
(defn %RT.set [& xs] (set xs))
(defn %RT.get ([m k] (get m k)) ([m k default] (get m k default)))
(defn %RT.count [x] (count x))
(defn %RT.first [x] (first x))
(defn %RT.next [x] (next x))
(defn %RT.seq [x] (seq x))
(defn %RT.baseLoader [] nil)
(defn %PersistentVector.create [xs] (vec xs))
(def %PersistentVector.EMPTY [])
(defn %PersistentHashMap.create [& xs] (if (and (= 1 (count xs)) (map? (first xs))) (first xs) (apply hash-map (if (= 1 (count xs)) (seq (first xs)) xs))))
(def %PersistentHashMap.EMPTY {})
(def %PersistentArrayMap.EMPTY {})
(defn %PersistentArrayMap.createWithCheck [xs] (%RT.map xs))
(def %PersistentHashSet.EMPTY #{})
(defn %PersistentHashSet.create [xs] (set xs))
(defn %PersistentHashSet.createWithCheck [xs] (set xs))
(def %PersistentList.EMPTY ())
(defn %PersistentList.create [xs] (apply list xs))
(defn %PersistentTreeMap.create ([m] (into (sorted-map) m)) ([order xs] (apply sorted-map-by order xs)))
(def %PersistentTreeMap.EMPTY (sorted-map))
(defn %LazilyPersistentVector.create [xs] (vec xs))
(defn %Keyword.intern ([x] (keyword x)) ([space name] (keyword space name)))
(defn %Keyword.find ([x] (find-keyword x)) ([space name] (find-keyword space name)))
(defn %Symbol.intern ([x] (symbol x)) ([space name] (symbol space name)))
(defn %Symbol.create ([x] (symbol x)) ([space name] (symbol space name)))
(defn %Var.find [sym] (find-var sym))
(defn %Namespace.find [sym] (find-ns sym))
(defn %Cons.new [x s] (cons x s))
(defn %Ratio.new [n d] (/ (bigint n) (bigint d)))
(defn %BigInt.fromLong [n] (bigint n))
(defn %BigInt.valueOf [n] (bigint n))
(defn %BigInt.fromBigInteger [n] (bigint n))
(defn %SeqIterator.new [s] (clojure.core/->Iterator (seq s)))
(def %Compiler.CHAR_MAP
  {\- "_" \: "_COLON_" \+ "_PLUS_" \> "_GT_" \< "_LT_" \= "_EQ_" \~ "_TILDE_" \! "_BANG_" \@ "_CIRCA_" \# "_SHARP_"
   \' "_SINGLEQUOTE_" \" "_DOUBLEQUOTE_" \% "_PERCENT_" \^ "_CARET_" \& "_AMPERSAND_" \* "_STAR_" \| "_BAR_" \{ "_LBRACE_"
   \} "_RBRACE_" \[ "_LBRACK_" \] "_RBRACK_" \/ "_SLASH_" \\ "_BSLASH_" \? "_QMARK_"})
;; reads the rest of a string behind its first mark
(defn %LispReader$StringReader.new []
  (fn [stream mark & _]
    (loop [text "\"" escaped false]
      (let [c ($read-char stream)]
        (cond ($eof-object? c) (throw (new RuntimeException "EOF while reading string"))
              (and (= c \") (not escaped)) (read-string (str text c))
              :else (recur (str text c) (and (= c \\) (not escaped))))))))
(defn %Numbers.reduceBigInt [x] (if (<= -9223372036854775808 x 9223372036854775807) (long x) x))
(def %Compiler.specials
  (zipmap '[def loop* recur if case* let* letfn* do fn* quote var clojure.core/import* . set! deftype* reify* try throw
            monitor-enter monitor-exit catch finally new &]
          (repeat nil)))
(defn %Util.equals [x y] (and (= x y) (= (class x) (class y))))
(defn %Util.identical [x y] (identical? x y))
(defn %Util.isInteger [x] (integer? x))
(defn %Util.compare [x y] (compare x y))
(defn %Util.pcequiv [x y] (= x y))
(defn %Util.hasheq [x] (hash x))
(defn %Util.hashCombine [x y]
  (let [u (bit-and x 4294967295)]
    (unchecked-int (bit-xor u (+ (bit-and y 4294967295) 2654435769 (bit-shift-left u 6) (bit-shift-right x 2))))))
(defn %Murmur3.hashOrdered [xs] (hash-ordered-coll xs))
(defn %Murmur3.hashUnordered [xs] (hash-unordered-coll xs))
(defn %Murmur3.hashUnencodedChars [s]
  (let [units (mapcat (fn [c] (let [n (- ($char->integer c) 65536)]
                                (if (neg? n) [(+ n 65536)] [(+ 55296 (quot n 1024)) (+ 56320 (rem n 1024))]))) s)
        h (reduce (fn [h [a b]] (clojure.core/%mix-round h (bit-or a (bit-shift-left b 16)))) 0 (partition 2 units))
        n (count units)
        h (if (odd? n)
            (bit-xor h (clojure.core/%mul32 461845907 (clojure.core/%rot32 (clojure.core/%mul32 3432918353 (last units)) 15)))
            h)]
    (clojure.core/%mix-end h (* 2 n))))
(defn %Murmur3.hashLong [n] (hash n))
(defn %Murmur3.mixCollHash [h n] (mix-collection-hash h n))
(defn %APersistentMap.mapEquals [a b] (= a b))
(defn %APersistentMap.mapHasheq [m] (hash m))
(defn %APersistentMap.mapHash [m] (hash m))
(defn %APersistentSet.setEquals [a b] (= a b))
(defn %BigDecimal.valueOf ([x] (bigdec x)) ([n scale] (%service 'scaled n scale)))
(defn %BigDecimal.new ([x] (if (string? x) (clojure.core/%parse-decimal x) (bigdec x))) ([n scale] (%service 'scaled n scale)))
(defn %BigInteger.new
  ([x] (if (clojure.core/%array? x) (%of-bytes (seq x)) (bigint x)))
  ([s radix]
   (if (number? s)               ; sign and bytes
     (* s (reduce (fn [n b] (+ (* 256 n) (bit-and b 255))) 0N (seq radix)))
     (bigint (or (%service 'parse-integer s radix) (throw (new NumberFormatException (str "For input string: \"" s "\""))))))))
(defn %of-bytes [bytes]
  (reduce (fn [n b] (+ (* 256 n) (bit-and b 255))) (if (neg? (first bytes)) -1N 0N) bytes))
(def %BigInteger.ZERO 0N)
(def %BigInteger.ONE 1N)
(def %BigInteger.TEN 10N)
(def %BigDecimal.ZERO 0M)
(def %BigDecimal.ONE 1M)
(def %BigDecimal.TEN 10M)
;; the ways of rounding, by the numbers of old and by names
(def %BigDecimal.ROUND_UP 0)
(def %BigDecimal.ROUND_DOWN 1)
(def %BigDecimal.ROUND_CEILING 2)
(def %BigDecimal.ROUND_FLOOR 3)
(def %BigDecimal.ROUND_HALF_UP 4)
(def %BigDecimal.ROUND_HALF_DOWN 5)
(def %BigDecimal.ROUND_HALF_EVEN 6)
(def %BigDecimal.ROUND_UNNECESSARY 7)
(def %RoundingMode.UP "UP")
(def %RoundingMode.DOWN "DOWN")
(def %RoundingMode.CEILING "CEILING")
(def %RoundingMode.FLOOR "FLOOR")
(def %RoundingMode.HALF_UP "HALF_UP")
(def %RoundingMode.HALF_DOWN "HALF_DOWN")
(def %RoundingMode.HALF_EVEN "HALF_EVEN")
(def %RoundingMode.UNNECESSARY "UNNECESSARY")

;; ------------------------------------------------------------ addresses and languages

(defn %URLEncoder.encode ([s] (%service 'url-encode s "UTF-8")) ([s encoding] (%service 'url-encode s (str encoding))))
(defn %URLDecoder.decode ([s] (%service 'url-decode s "UTF-8")) ([s encoding] (%service 'url-decode s (str encoding))))
;; upper and lower case are the same in all of them here
(def %Locale.US "en_US")
(def %Locale.ENGLISH "en")
(def %Locale.ROOT "")
(defn %Locale.getDefault [] "en_US")
(def %StandardCharsets.UTF_8 "UTF-8")
(def %StandardCharsets.US_ASCII "US-ASCII")
(def %StandardCharsets.ISO_8859_1 "ISO-8859-1")
(defn %Charset.forName [name] name)
(defn %Charset.defaultCharset [] "UTF-8")

;; ------------------------------------------------------------ random numbers, as those of Java for the same seed

(defn %random-seed [n] (bit-and (bit-xor (long n) 0x5DEECE66D) 0xFFFFFFFFFFFF))
(defprotocol %Draws (%draw [this bits]))
(deftype %JavaRandom [^:unsynchronized-mutable seed ^:unsynchronized-mutable gaussian]
  %Draws
  (%draw [_ bits]
    (set! seed (bit-and (unchecked-add (unchecked-multiply seed 0x5DEECE66D) 0xB) 0xFFFFFFFFFFFF))
    (unchecked-int (bit-shift-right seed (- 48 bits))))
  Object
  (setSeed [_ n] (set! seed (%random-seed n)) (set! gaussian nil) nil)
  (nextInt [this] (%draw this 32))
  (nextInt [this n]
    (if (pos? n) nil (throw (new IllegalArgumentException "bound must be positive")))
    (if (zero? (bit-and n (dec n)))
      (bit-shift-right (* n (%draw this 31)) 31)
      (loop [bits (%draw this 31)]
        (let [v (rem bits n)]
          (if (> (+ (- bits v) (dec n)) 2147483647) (recur (%draw this 31)) v)))))
  (nextLong [this] (let [high (%draw this 32)] (unchecked-add (bit-shift-left high 32) (%draw this 32))))
  (nextBoolean [this] (not (zero? (%draw this 1))))
  (nextDouble [this] (let [high (%draw this 26)] (* (double (+ (bit-shift-left high 27) (%draw this 27))) 1.1102230246251565E-16)))
  (nextFloat [this] (float (/ (%draw this 24) 16777216.0)))
  (nextGaussian [this]
    (if gaussian
      (let [g gaussian] (set! gaussian nil) g)
      (loop []
        (let [a (dec (* 2 (.nextDouble this))) b (dec (* 2 (.nextDouble this))) s (+ (* a a) (* b b))]
          (if (or (>= s 1.0) (zero? s))
            (recur)
            (let [m (Math/sqrt (/ (* -2 (Math/log s)) s))] (set! gaussian (* b m)) (* a m))))))))
(defn %Random.new ([] (%Random.new (rand-int 2147483647))) ([seed] (->%JavaRandom (%random-seed seed) nil)))

;; ------------------------------------------------------------ files, readers and writers

(defn %File.new ([path] (clojure.core/->File path)) ([parent child] (clojure.core/->File (str (clojure.core/%path-of parent) "/" child))))
(def %File.separator "/")
(def %File.separatorChar \/)
(def %File.pathSeparator ":")
(def %File.pathSeparatorChar \:)
(defn %StringReader.new [s] ($open-input-string s))
(defn %PushbackReader.new ([r] r) ([r size] r))
(defn %LineNumberingPushbackReader.new [r] r)
(defn %BufferedReader.new ([r] r) ([r size] r))
(defn %FileReader.new [f] ($open-input-file (clojure.core/%path-of f)))
(defn %FileWriter.new [f] ($open-output-file (clojure.core/%path-of f)))
(defn %BufferedWriter.new ([w] w) ([w size] w))
(defn %PrintWriter.new ([w] w) ([w auto] w))
(defn %StringWriter.new ([] (clojure.core/%StringBuilder.new)) ([size] (clojure.core/%StringBuilder.new)))
(defn %asked [what] (fn [f] (%service 'file-what what (clojure.core/%path-of f))))

;; ------------------------------------------------------------ methods

;; what a port has given and a program gave back, or no form took
(defn %given-back [r] (let [s ($hash-table-ref/default clojure.core/%unread r "")] ($hash-table-set! clojure.core/%unread r "") s))
(defn %give-back! [r text] ($hash-table-set! clojure.core/%unread r (str text ($hash-table-ref/default clojure.core/%unread r ""))) nil)
(defn %read-code [r]
  (let [before ($hash-table-ref/default clojure.core/%unread r "")]
    (if (= before "")
      (let [c ($read-char r)] (if ($eof-object? c) -1 ($char->integer c)))
      (do ($hash-table-set! clojure.core/%unread r (subs before 1)) (int (nth before 0))))))
(defn %read-into [r a i n]
  (loop [k 0]
    (if (= k n)
      k
      (let [c (%read-code r)]
        (if (neg? c) (if (zero? k) -1 k) (do (aset a (+ i k) (char c)) (recur (inc k))))))))
(defn %put [w text] (clojure.core/%write w text) nil)
(defn %String.valueOf [x] (clojure.core/%String.valueOf x))
(defn %String.format [f & args] (apply clojure.core/%String.format f args))
(defn %span [m i] (%service 'matcher-span (clojure.core/%finder m) i))
(def %more-methods
  {'set (fn [v x] (var-set v x))
   'before (fn [d e] (< (inst-ms d) (inst-ms e))) 'after (fn [d e] (> (inst-ms d) (inst-ms e)))
   'toInstant (fn [d] d) 'toEpochMilli inst-ms
   'isAssignableFrom (fn [c d] (isa? d c))
   'getSuperclass (fn [c] (first (bases c)))
   'isInterface (fn [c] (.startsWith (str c) "interface "))
   'isArray (fn [c] (.startsWith (.getName c) "["))
   'getCanonicalName (fn [c] (.getName c)) 'getTypeName (fn [c] (.getName c))
   'println (fn ([w] (%put w "\n")) ([w x] (%put w (str (if (nil? x) "null" (%String.valueOf x)) "\n"))))
   'print (fn [w x] (%put w (if (nil? x) "null" (%String.valueOf x))))
   'printf (fn [w f & args] (%put w (apply %String.format f args)) w)
   'format (fn [w f & args] (%put w (apply %String.format f args)) w)
   'newLine (fn [w] (%put w "\n"))
   'isInterrupted (fn [t] false) 'getId (fn [t] 1) 'interrupt (fn [t] nil) 'isDaemon (fn [t] false) 'getPriority (fn [t] 5)
   'toPlainString (fn [x] (%service 'plain-decimal x))
   'setScale (fn ([x n] (%service 'set-scale x n "")) ([x n mode] (%service 'set-scale x n (str mode))))
   'scale (fn [x] (%service 'scale x))
   'unscaledValue (fn [x] (%service 'unscaled x))
   'stripTrailingZeros (fn [x] (%service 'stripped x))
   'precision (fn [x] (count (str (%Math.absExact (%service 'unscaled x)))))
   'getMostSignificantBits (fn [u] (clojure.core/%slot u 0))
   'getLeastSignificantBits (fn [u] (clojure.core/%slot u 1))
   'key key
   'val val
   'getMethod get-method
   'readLine (fn [r]
               (let [before (%given-back r) line ($read-line r)]
                 (cond (not ($eof-object? line)) (str before line) (= before "") nil :else before)))
   'read (fn ([r] (%read-code r)) ([r a] (%read-into r a 0 (alength a))) ([r a i n] (%read-into r a i n)))
   'unread (fn ([r x] (%give-back! r (cond (int? x) (str (char x)) (char? x) (str x) :else (apply str (seq x)))))
               ([r a i n] (%give-back! r (apply str (take n (drop i (seq a)))))))
   'ready (fn [r] true) 'markSupported (fn [r] false)
   'lines line-seq
   'exists (%asked "exists") 'isDirectory (%asked "directory") 'isFile (%asked "file") 'getAbsolutePath (%asked "absolute")
   'getCanonicalPath (%asked "absolute") 'lastModified (%asked "modified") 'delete (%asked "delete") 'mkdirs (%asked "make")
   'getParent (%asked "parent") 'getPath (fn [f] (clojure.core/%path-of f)) 'toURI (fn [f] (clojure.core/->URI (str "file:" (clojure.core/%path-of f))))
   'getParentFile (fn [f] (let [p ((%asked "parent") f)] (if p (clojure.core/->File p) nil)))
   'listFiles (fn [f] (into-array (map clojure.core/->File (%service 'list-files (clojure.core/%path-of f)))))
   'getPreferTable prefers
   'gcd (fn [x y] (loop [x (abs x) y (abs y)] (if (zero? y) x (recur y (rem x y)))))
   'mod mod 'divide / 'remainder rem
   'modPow (fn [x n m] (%service 'mod-pow x n m))
   'testBit bit-test 'shiftLeft (fn [x n] (* x (clojure.core/%power 2N n))) 'shiftRight (fn [x n] ($floor-quotient x (clojure.core/%power 2N n)))
   'not bit-not 'abs abs 'max max 'min min
   'getOrDefault (fn [m k d] (get m k d))
   'subList (fn [v i j] (subvec (vec v) i j))
   'codePoints (fn [s] (map int s))
   'split (fn ([re s] (into-array (%service 'regex-split (clojure.core/%slot re 1) s 0)))
             ([re s n] (into-array (%service 'regex-split (clojure.core/%slot re 1) s n))))
   'matcher re-matcher
   'lookingAt (fn [m] (clojure.core/%matched? m false))
   'start (fn ([m] (nth (%span m 0) 0)) ([m i] (nth (%span m i) 0)))
   'end (fn ([m] (nth (%span m 0) 1)) ([m i] (nth (%span m i) 1)))
   'groupCount (fn [m] (%service 'regex-groups (clojure.core/%slot (clojure.core/%slot m 0) 1)))})
(clojure.core/%set-more-methods! %more-methods)
