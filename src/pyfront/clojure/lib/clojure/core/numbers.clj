;; Arithmetic with any number of arguments; calls with two are instructions.

;; The usual number of arguments comes first: other clauses are tried in their order.
(defn +
  ([x y] (+ x y))
  ([] 0)
  ([x] (%add x 0))
  ([x y & more] (loop [acc (+ x y) more more] (if more (recur (+ acc ($car more)) ($cdr more)) acc))))

(defn *
  ([x y] (* x y))
  ([] 1)
  ([x] (%mul x 1))
  ([x y & more] (loop [acc (* x y) more more] (if more (recur (* acc ($car more)) ($cdr more)) acc))))

(defn -
  ([x y] (- x y))
  ([x] (%sub 0 x))
  ([x y & more] (loop [acc (- x y) more more] (if more (recur (- acc ($car more)) ($cdr more)) acc))))

(defn inc [x] (+ x 1))
(defn dec [x] (- x 1))

(defn <
  ([x y] (< x y))
  ([x] true)
  ([x y & more] (if (< x y) (loop [y y more more] (if more (if (< y ($car more)) (recur ($car more) ($cdr more)) false) true)) false)))

(defn >
  ([x] true)
  ([x y] (> x y))
  ([x y & more] (if (> x y) (loop [y y more more] (if more (if (> y ($car more)) (recur ($car more) ($cdr more)) false) true)) false)))

(defn <=
  ([x] true)
  ([x y] (<= x y))
  ([x y & more] (if (<= x y) (loop [y y more more] (if more (if (<= y ($car more)) (recur ($car more) ($cdr more)) false) true)) false)))

(defn >=
  ([x] true)
  ([x y] (>= x y))
  ([x y & more] (if (>= x y) (loop [y y more more] (if more (if (>= y ($car more)) (recur ($car more) ($cdr more)) false) true)) false)))

(defn ==
  ([x] true)
  ([x y] (== x y))
  ([x y & more] (if (== x y) (loop [y y more more] (if more (if (== y ($car more)) (recur ($car more) ($cdr more)) false) true)) false)))

(defn =
  ([x] true)
  ([x y] (let [v (%equiv x y)] (if (%declined? v) (%equiv-slow x y) v)))
  ([x y & more] (if (= x y) (loop [y y more more] (if more (if (= y ($car more)) (recur ($car more) ($cdr more)) false) true)) false)))

(defn not= ([x] false) ([x y] (not (= x y))) ([x y & more] (not (apply = x y more))))
(defn not [x] (if x false true))
(defn nil? [x] ($eq? x nil))
(defn some? [x] (not ($eq? x nil)))
(defn true? [x] ($eq? x true))
(defn false? [x] ($eq? x false))
(defn identical? [x y] ($eq? x y))
(defn boolean [x] (if x true false))
(defn boolean? [x] ($boolean? x))
(defn identity [x] x)

(defn max ([x] x) ([x y] (%max2 x y)) ([x y & more] (reduce max (max x y) more)))
(defn min ([x] x) ([x y] (%min2 x y)) ([x y & more] (reduce min (min x y) more)))
(defn %nan? [x] (cond (%double? x) ($nan? x) (%single? x) ($nan? (%plain x)) :else false))
(defn %max2 [x y] (cond (%nan? x) x (%nan? y) y (> x y) x :else y))
(defn %min2 [x y] (cond (%nan? x) x (%nan? y) y (< x y) x :else y))

(defn zero? [x] (== x 0))
(defn pos? [x] (> x 0))
(defn neg? [x] (< x 0))

(defn number? [x] (%numeric? x))
(defn integer? [x] (if ($exact-integer? x) true (%bign? x)))
(defn int? [x] (%long? x))
(defn double? [x] (%double? x))
(defn float? [x] (if (%double? x) true (%single? x)))
(defn ratio? [x] (%ratio? x))
(defn rational? [x] (or ($exact-integer? x) (%bign? x) (%ratio? x) (%decimal? x)))
(defn decimal? [x] (%decimal? x))
(defn pos-int? [x] (and (%long? x) (> x 0)))
(defn neg-int? [x] (and (%long? x) (< x 0)))
(defn nat-int? [x] (and (%long? x) (>= x 0)))
(defn NaN? [num] ($nan? (%double num)))
(defn infinite? [num] (let [x (%plain num)] (if (%double? x) ($infinite? x) false)))

(defn %no-integer [n] (throw (new IllegalArgumentException (str "Argument must be an integer: " (pr-str n)))))
(defn even? [n] (even? n))              ; an instruction, as any such call: see inline.py
(defn odd? [n] (odd? n))
