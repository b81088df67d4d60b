;; The rest of arithmetic: division, bits, conversions, chance.

(defn / ([x] (%div 1 x)) ([x y] (%div x y)) ([x y & more] (reduce / (%div x y) more)))
(defn quot [x y] ($quotient x y))
(defn rem [x y] ($remainder x y))
(defn mod [x y] ($modulo x y))
(defn +' ([] 0) ([x] (%wide-add x 0)) ([x y] (%wide-add x y)) ([x y & more] (reduce +' (%wide-add x y) more)))
(defn -' ([x] (%wide-sub 0 x)) ([x y] (%wide-sub x y)) ([x y & more] (reduce -' (%wide-sub x y) more)))
(defn *' ([] 1) ([x] (%wide-mul x 1)) ([x y] (%wide-mul x y)) ([x y & more] (reduce *' (%wide-mul x y) more)))
(defn inc' [x] (%wide-add x 1))
(defn dec' [x] (%wide-sub x 1))
(defn unchecked-add [x y] (%unchecked-add x y))
(defn unchecked-subtract [x y] (%unchecked-subtract x y))
(defn unchecked-multiply [x y] (%unchecked-multiply x y))
(defn unchecked-inc [x] (%unchecked-add x 1))
(defn unchecked-dec [x] (%unchecked-subtract x 1))
(defn unchecked-negate [x] (%unchecked-subtract 0 x))
(defn %wrap [x bits]
  (let [m (%bit-and x (dec (%bit-shift-left 1 bits)))]
    (if (>= m (%bit-shift-left 1 (dec bits))) (- m (%bit-shift-left 1 bits)) m)))
(defn unchecked-add-int [x y] (%wrap (%unchecked-add x y) 32))
(defn unchecked-subtract-int [x y] (%wrap (%unchecked-subtract x y) 32))
(defn unchecked-multiply-int [x y] (%wrap (%unchecked-multiply x y) 32))
(defn unchecked-inc-int [x] (%wrap (inc x) 32))
(defn unchecked-dec-int [x] (%wrap (dec x) 32))
(defn unchecked-negate-int [x] (%wrap (%unchecked-subtract 0 x) 32))
(defn unchecked-divide-int [x y] (%wrap (quot x y) 32))
(defn unchecked-remainder-int [x y] (rem x y))
(defn unchecked-long [x] (%unchecked-long (if ($char? x) ($char->integer x) x)))
(defn unchecked-int [x] (%wrap (unchecked-long x) 32))
(defn unchecked-short [x] (%wrap (unchecked-long x) 16))
(defn unchecked-byte [x] (%wrap (unchecked-long x) 8))
(defn unchecked-char [x] ($integer->char (%bit-and (unchecked-long x) 65535)))
(defn unchecked-double [x] (%double x))
(defn unchecked-float [x] (%single x))

(defn bit-and ([x y] (%bit-and x y)) ([x y & more] (reduce bit-and (%bit-and x y) more)))
(defn bit-or ([x y] (%bit-or x y)) ([x y & more] (reduce bit-or (%bit-or x y) more)))
(defn bit-xor ([x y] (%bit-xor x y)) ([x y & more] (reduce bit-xor (%bit-xor x y) more)))
(defn bit-and-not ([x y] (%bit-and-not x y)) ([x y & more] (reduce bit-and-not (%bit-and-not x y) more)))
(defn bit-not [x] (%bit-not x))
(defn bit-shift-left [x n] (%bit-shift-left x n))
(defn bit-shift-right [x n] (%bit-shift-right x n))
(defn unsigned-bit-shift-right [x n] (%unsigned-bit-shift-right x n))
(defn bit-set [x n] (%bit-or x (%bit-shift-left 1 n)))
(defn bit-clear [x n] (%bit-and-not x (%bit-shift-left 1 n)))
(defn bit-flip [x n] (%bit-xor x (%bit-shift-left 1 n)))
(defn bit-test [x n] (not (== 0 (%bit-and x (%bit-shift-left 1 n)))))

(defn %ranged [x low high what]
  (let [x (if ($char? x) ($char->integer x) x)]
    (if (%nan? x) 0 (if (and (<= low x) (<= x high)) (%long x) (throw (new IllegalArgumentException (str "Value out of range for " what ": " x)))))))
(defn long [x] (if ($char? x) ($char->integer x) (%long x)))
(defn int [x]
  (if (and (or (%long? x) (%bign? x)) (not (and (<= -2147483648 x) (<= x 2147483647))))
    (throw (new ArithmeticException "integer overflow"))
    (%ranged x -2147483648 2147483647 "int")))
(defn short [x] (%ranged x -32768 32767 "short"))
(defn byte [x] (%ranged x -128 127 "byte"))
(defn char [x] (if ($char? x) x ($integer->char (%ranged x 0 65535 "char"))))
(defn double [x] (%double x))
(defn float [x]
  (let [d (%double x)]
    (if (and (not (%nan? d)) (> ($abs d) 3.4028234663852886E38))
      (throw (new IllegalArgumentException (str "Value out of range for float: " x)))
      (%single d))))
(defn bigint [x]
  (cond ($string? x) (%parse-integer-text x)
        (float? x) (%bign (%decimal x)) ; of its shortest digits
        :else (%bign x)))
(defn %parse-integer-text [s]
  (let [n (%service 'parse-integer s 10)]
    (if (nil? n) (throw (new NumberFormatException (str "For input string: \"" s "\""))) (%bign n))))
(defn biginteger [x] (bigint x))
(defn bigdec [x] (if ($string? x) (%parse-decimal x) (%decimal x)))
(defn num [x] (if (or (nil? x) (%numeric? x)) x (%wrong-type "num: argument is not a number" x)))
(defn rationalize [x] (%rational x))
(defn numerator [x] (%numerator x))
(defn denominator [x] (%denominator x))
(defn %to-double [x] (%double x))

(defn rand ([] (%service 'random)) ([n] (* n (%service 'random))))
(defn rand-int [n] (%long (* n (%service 'random))))
(defn rand-nth [coll] (nth coll (rand-int (count coll))))
(defn shuffle [coll]
  (if (or (not (coll? coll)) (map? coll)) (%wrong-type "shuffle: argument is no collection in an order" coll))
  (into [] (map (fn [e] (nth e 1)) (sort-by first (map (fn [x] [(rand) x]) coll)))))
(defn random-uuid [] (apply ->UUID (%service 'random-uuid)))
(defn parse-long [s] (let [n (%service 'parse-integer (%check-text s) 10)] (if (and n (%long? n)) n nil)))
(defn parse-double [s] (%service 'parse-double (%check-text s)))
(defn parse-boolean [s] (case (%check-text s) "true" true "false" false nil))
(defn parse-uuid [s] (let [found (%service 'parse-uuid (%check-text s))] (if found (apply ->UUID found) nil)))
(defn %check-text [s] (if ($string? s) s (throw (new IllegalArgumentException (str "Expected string, got " (%class-name-of s))))))
(defn hash-combine [x y]
  (let [u (%bit-and x 4294967295)]
    (%wrap (%bit-xor u (+ (%bit-and (%java-hash y) 4294967295) 2654435769 (%bit-shift-left u 6) (%bit-shift-right x 2))) 32)))
(defn %parse-decimal [s]
  (if (some? (re-matches #"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?" s))
    (%service 'decimal s)
    (throw (new NumberFormatException (str "not a decimal number: " (pr-str s))))))
