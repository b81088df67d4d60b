; [clojure.math]
(clojure.math/floor-div -7 2)
;=> -4
(clojure.math/floor-mod -7 2)
;=> 1
[(clojure.math/cbrt -8.0) (clojure.math/cbrt 27) (clojure.math/cbrt 0.0)]
;=> [-2.0 3.0 0.0]
[(clojure.math/rint 2.5) (clojure.math/rint 3.5) (clojure.math/round 2.5) (clojure.math/round -2.5)]
;=> [2.0 4.0 3 -2]
[(clojure.math/signum -0.0) (clojure.math/signum 0.0) (clojure.math/signum -3.5)]
;=> [-0.0 0.0 -1.0]
[(clojure.math/next-up 1.0) (clojure.math/next-down 1.0) (clojure.math/next-after 1 2)]
;=> [1.0000000000000002 0.9999999999999999 1.0000000000000002]
[(clojure.math/get-exponent 8.0) (clojure.math/get-exponent 0.1) (clojure.math/get-exponent ##Inf) (clojure.math/get-exponent 0.0)]
;=> [3 -4 1024 -1023]
[(clojure.math/scalb 3.0 4) (clojure.math/hypot 3 4) (clojure.math/expm1 0.0) (clojure.math/log1p 0.0) (clojure.math/log1p -1)]
;=> [48.0 5.0 0.0 0.0 ##-Inf]
[(clojure.math/IEEE-remainder 5.0 3.0) (clojure.math/IEEE-remainder 5.0 0.0)]
;=> [-1.0 ##NaN]
[(clojure.math/sinh 1000) (clojure.math/sinh -1000) (clojure.math/cosh 1000) (clojure.math/tanh 1000) (clojure.math/expm1 1000)]
;=> [##Inf ##-Inf ##Inf 1.0 ##Inf]
[(clojure.math/ulp 1.0) (clojure.math/copy-sign 3.0 -1.0) (clojure.math/to-degrees clojure.math/PI)]
;=> [2.220446049250313E-16 -3.0 180.0]
[(clojure.math/sqrt -1) (clojure.math/log -1) (clojure.math/asin 2) (clojure.math/pow -8 1/3)]
;=> [##NaN ##NaN ##NaN ##NaN]
(clojure.math/multiply-exact 4611686018427387904 2)
;=> !! java.lang.ArithmeticException: long overflow
(clojure.math/increment-exact 9223372036854775807)
;=> !! java.lang.ArithmeticException: long overflow
(clojure.math/negate-exact -9223372036854775808)
;=> !! java.lang.ArithmeticException: long overflow
[(Math/floorDiv 7 -2) (Math/floorMod 7 -2)]
;=> [-4 -1]
(map #(Long/numberOfLeadingZeros %) [0 1 -1 1000])
;=> (64 63 0 54)
[(Long/toHexString -1) (Long/toBinaryString 5) (Integer/toHexString -1) (Long/rotateLeft 1 63) (Long/reverse 1) (Integer/reverse 1)]
;=> ["ffffffffffffffff" "101" "ffffffff" -9223372036854775808 -9223372036854775808 -2147483648]
[(Long/parseUnsignedLong "18446744073709551615") (Long/toUnsignedString -1) (Integer/divideUnsigned -2 3)]
;=> [-1 "18446744073709551615" 1431655764]
[(Double/compare -0.0 0.0) (Double/compare 0.0 -0.0) (Double/compare 1.0 ##NaN) (Double/compare ##NaN 1.0) (Double/compare 1 2)]
;=> [-1 1 -1 1 -1]
[(Character/getType \a) (Character/getName 65) (Character/isISOControl \tab) (Character/forDigit 10 16)]
;=> [2 "LATIN CAPITAL LETTER A" true \a]
[(str (BigDecimal. (biginteger 12345) 2)) (.setScale 1.5M 3) (.toPlainString 1E+3M) (.scale 1.50M) (.unscaledValue 1.50M) (.stripTrailingZeros 1.500M)]
;=> ["123.45" 1.500M "1000" 2 150 1.5M]
[(str (java.util.UUID. 123 456)) (.getMostSignificantBits (java.util.UUID. 123 456))]
;=> ["00000000-0000-007b-0000-0000000001c8" 123]
(java.util.Objects/requireNonNull nil)
;=> !! java.lang.NullPointerException: 
(let [a (to-array [3 1 2])] (java.util.Arrays/sort a) (vec a))
;=> [1 2 3]
