;; Entry by entry through section 6.2.6 of R7RS: what the other files of this folder leave out, edges above all.

; kinds of numbers
(map number? (list 1 1.5 1/2 +i "1" 'a #\1 #t))  ; => (#t #t #t #t #f #f #f #f)
(map complex? (list 1 1.5 +i 'a))  ; => (#t #t #t #f)
(map real? (list 1 -2.5 +nan.0 1.0+0.0i "x"))  ; => (#t #t #t #f #f)
(map rational? (list 6/10 1e308 +inf.0 -inf.0 +nan.0 1+i 'a))  ; => (#t #t #f #f #f #f #f)
(map integer? (list 3 3.0 8/4 1/2 +inf.0 +nan.0 3.5 1e300 'x))  ; => (#t #t #t #f #f #f #f #t #f)
(map exact? (list 1 1/2 1.0 1e18 9223372036854775808))  ; => (#t #t #f #f #t)
(map exact-integer? (list 1 1.0 1/2 9223372036854775808 'a))  ; => (#t #f #f #t #f)
(map exact-rational? (list 1 1/2 0.5 +i 'a))  ; => (#t #t #f #f #f)
(map finite? (list 0 1/2 1e308 +inf.0 -inf.0 +nan.0))  ; => (#t #t #t #f #f #f)
(map infinite? (list 0 1e308 +inf.0 -inf.0 +nan.0))  ; => (#f #f #t #t #f)
(map nan? (list 0 +inf.0 +nan.0 1/2))  ; => (#f #f #t #f)
(exact? 'a)  ; !! WrongType: exact\?
(nan? "x")  ; !! WrongType: nan\?

; = < > <= >= are transitive and exact
(= 1 1.0 1)  ; => #t
(= 1/3 0.3333333333333333)  ; => #f
(= 1/10 0.1)  ; => #f
(= 0.0 -0.0 0)  ; => #t
(< 0.1 1/10)  ; => #f
(< 1/10 0.1)  ; => #t
(= (expt 2 1000) (inexact (expt 2 1000)))  ; => #t
(= (+ 1 (expt 2 1000)) (inexact (expt 2 1000)))  ; => #f
(< (expt 10 400) +inf.0)  ; => #t
(> (- (expt 10 400)) -inf.0)  ; => #t
(< 1/3 1/2 2/3)  ; => #t
(>= 3 3.0 3)  ; => #t
(<= 1 2 1)  ; => #f
(> 3 2 2)  ; => #f
(map (lambda (f) (f 1 +nan.0)) (list = < > <= >=))  ; => (#f #f #f #f #f)
(< 1)  ; => #t
(<)  ; !! WrongArity|Arity
(< 2 1 'x)  ; !! WrongType: <: argument 3

; zero? positive? negative? odd? even?
(map zero? (list 0 0.0 -0.0 1/2 5e-324 +nan.0))  ; => (#t #t #t #f #f #f)
(map positive? (list 1 0 0.0 -1 +inf.0 +nan.0 1/2))  ; => (#t #f #f #f #t #f #t)
(map negative? (list 1 0 -0.0 -1 -inf.0 +nan.0 -1/2))  ; => (#f #f #f #t #t #f #t)
(map odd? (list 1 -1 0 3.0 -9223372036854775809))  ; => (#t #t #f #t #t)
(map even? (list 1 -2 0 3.0 1e300 9223372036854775808))  ; => (#f #t #t #f #t #t)
(odd? 1/2)  ; !! WrongType: odd\?
(even? +inf.0)  ; !! WrongType: even\?

; max min
(max 1)  ; => 1
(max 1 2.0 3)  ; => 3.0
(max 3 3.9 4)  ; => 4.0
(min 1/2 0.25)  ; => 0.25
(min 1 2.0)  ; => 1.0
(max 1/2 2/3)  ; => 2/3
(max 1 +nan.0)  ; => +nan.0
(max +nan.0 1)  ; => +nan.0
(min -inf.0 +nan.0 5)  ; => +nan.0
(max -inf.0 (- (expt 10 400)))  ; => -inf.0
(max)  ; !! Arity

; + * - /
(+ 1/2 0.5)  ; => 1.0
(+ 1/3 2/3)  ; => 1
(- 5/6 1/3)  ; => 1/2
(* 3/4 4/3)  ; => 1
(/ 3 4 5)  ; => 3/20
(/ 3)  ; => 1/3
(/ 0.5)  ; => 2.0
(/ 0 5)  ; => 0
(/ 0 5.0)  ; => 0.0
(/ 0.0 0)  ; !! DivideByZero
(/ 0 0.0)  ; => +nan.0
(/ 1 -0.0)  ; => -inf.0
(/ -1073741824 -1)  ; => 1073741824
(/ -9223372036854775808 -1)  ; => 9223372036854775808
(- +inf.0 +inf.0)  ; => +nan.0
(* 0.0 -1)  ; => -0.0
(* +inf.0 0.0)  ; => +nan.0
(- 0.0)  ; => -0.0
(-)  ; !! Arity
(/)  ; !! Arity

; abs, and the integer divisions: three families, two names for two of them
(map abs (list -7 7 -1/2 -0.0 -inf.0 -281474976710656))  ; => (7 7 1/2 0.0 +inf.0 281474976710656)
(define-syntax both  ; the two values of a division
  (syntax-rules () ((_ op x y) (call-with-values (lambda () (op x y)) list))))
(list (both floor/ 5 2) (both floor/ -5 2) (both floor/ 5 -2) (both floor/ -5 -2))  ; => ((2 1) (-3 1) (-3 -1) (2 -1))
(list (both truncate/ 5 2) (both truncate/ -5 2) (both truncate/ 5 -2) (both truncate/ -5 -2))  ; => ((2 1) (-2 -1) (-2 1) (2 -1))
(both truncate/ -5.0 2)  ; => (-2.0 -1.0)
(both floor/ 5 -2.0)  ; => (-3.0 -1.0)
(both floor/ (expt 10 30) -7)  ; => (-142857142857142857142857142858 -6)
(both truncate/ (- (expt 10 30)) 7)  ; => (-142857142857142857142857142857 -1)
(both floor/ -9223372036854775808 -1)  ; => (9223372036854775808 0)
(both floor/ 1 0)  ; !! DivideByZero
(both truncate/ 1.5 2)  ; !! WrongType: truncate/: argument 1
(list (floor-quotient 7 -2) (floor-remainder 7 -2) (truncate-quotient 7 -2) (truncate-remainder 7 -2))  ; => (-4 -1 -3 1)
(list (modulo 13 4) (modulo -13 4) (modulo 13 -4) (modulo -13 -4))  ; => (1 3 -3 -1)
(list (remainder 13 4) (remainder -13 4) (remainder 13 -4) (remainder -13 -4.0))  ; => (1 -1 1 -1.0)
(modulo 5.0 +inf.0)  ; !! WrongType: modulo: argument 2
(modulo 1e300 7)  ; => 1.0
(modulo (exact 1e300) 7)  ; => 1
(= (quotient 1e300 7) (inexact (quotient (exact 1e300) 7)))  ; => #t

; gcd lcm numerator denominator
(list (gcd) (gcd 0) (gcd 0 0) (gcd -4) (gcd 32 -36) (gcd 4.0 6))  ; => (0 0 0 4 4 2.0)
(list (lcm) (lcm 0 5) (lcm -4) (lcm 32 -36) (lcm 32.0 -36))  ; => (1 0 4 288 288.0)
(gcd 1/2 3)  ; !! WrongType: gcd
(list (numerator 6/4) (denominator 6/4) (numerator -3) (denominator 0) (denominator 0.5) (numerator 5.5) (denominator 5.0))  ; => (3 2 -3 1 2.0 11.0 1.0)
(denominator (inexact 6/4))  ; => 2.0
(denominator 0.1)  ; => 3.602879701896397e+16
(numerator +inf.0)  ; !! WrongType: numerator

; floor ceiling truncate round
(map floor (list -4.3 3.5 -7/2 7 -0.0))  ; => (-5.0 3.0 -4 7 -0.0)
(map ceiling (list -4.3 3.5 -7/2 7 -0.5))  ; => (-4.0 4.0 -3 7 -0.0)
(map truncate (list -4.3 3.5 -7/2 7 -0.5))  ; => (-4.0 3.0 -3 7 -0.0)
(map round (list -4.3 3.5 7/2 5/2 -5/2 -7/2 0.5 1.5 2.5 -0.5))  ; => (-4.0 4.0 4 2 -2 -4 0.0 2.0 2.0 -0.0)
(map round (list +inf.0 +nan.0 4503599627370497.5))  ; => (+inf.0 +nan.0 4503599627370498.0)
(round (/ (+ 1 (* 2 (expt 10 30))) 2))  ; => 1000000000000000000000000000000
(floor 'a)  ; !! WrongType: floor

; rationalize
(rationalize (exact .3) 1/10)  ; => 1/3
(rationalize .3 1/10)  ; => 0.3333333333333333
(rationalize 3/10 -1/10)  ; => 1/3
(rationalize -3/10 1/10)  ; => -1/3
(rationalize 1/2 1)  ; => 0
(rationalize 5 0)  ; => 5
(rationalize 3.14159265358979 1/1000)  ; => 3.140625
(rationalize 3.14159265358979 1/100)  ; => 3.142857142857143
(rationalize +inf.0 1)  ; => +inf.0
(rationalize 1 +inf.0)  ; => 0.0
(rationalize +inf.0 +inf.0)  ; => +nan.0
(rationalize +nan.0 1)  ; => +nan.0

; exp log sin cos tan asin acos atan
(list (exp 0) (exp 0.0) (exp -inf.0) (exp +inf.0) (exp 1))  ; => (1 1.0 0.0 +inf.0 2.718281828459045)
(list (log 1) (log 1.0) (log 0.0) (log +inf.0) (log 100 10) (log 4096 2) (log 8 2.0))  ; => (0 0.0 -inf.0 +inf.0 2.0 12.0 3.0)
(log (expt 10 400))  ; => 921.0340371976183
(log (/ 1 (expt 10 400)))  ; => -921.0340371976183
(log 1/4 1/2)  ; => 2.0
(log 1 5)  ; => 0
(log 'x)  ; !! WrongType: log
(list (sin 0) (cos 0) (tan 0) (asin 0) (acos 1) (atan 0))  ; => (0 1 0 0 0 0)
(list (sin -0.0) (tan -0.0) (asin -0.0) (atan -0.0))  ; => (-0.0 -0.0 -0.0 -0.0)
(list (sin +inf.0) (cos -inf.0) (atan +inf.0) (atan -inf.0))  ; => (+nan.0 +nan.0 1.5707963267948966 -1.5707963267948966)
(list (atan 1 0) (atan -1 0) (atan 0 1) (atan 0 -1) (atan 1 1) (atan -1 -1))  ; => (1.5707963267948966 -1.5707963267948966 0 3.141592653589793 0.7853981633974483 -2.356194490192345)
(list (atan 0.0 1.0) (atan -0.0 1.0) (atan 0.0 -1.0) (atan -0.0 -1.0))  ; => (0.0 -0.0 3.141592653589793 -3.141592653589793)
(list (atan 0.0 0.0) (atan -0.0 0.0) (atan 0.0 -0.0) (atan -0.0 -0.0))  ; => (0.0 -0.0 3.141592653589793 -3.141592653589793)
(list (atan 1 +inf.0) (atan -1 +inf.0) (atan 1 -inf.0) (atan +inf.0 -inf.0))  ; => (0.0 -0.0 3.141592653589793 2.356194490192345)
(atan 0 0)  ; !! DivideByZero
(atan (expt 10 400) (expt 10 400))  ; => 0.7853981633974483
(exp 'x)  ; !! WrongType: exp

; square sqrt exact-integer-sqrt expt
(list (square 42) (square 2.0) (square 1/2) (square -3))  ; => (1764 4.0 1/4 9)
(list (sqrt 9) (sqrt 16/25) (sqrt 0) (sqrt 0.25) (sqrt -0.0) (sqrt +inf.0) (sqrt 8))  ; => (3 4/5 0 0.5 -0.0 +inf.0 2.8284271247461903)
(sqrt (expt 10 400))  ; => 100000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000
(sqrt (+ 1 (expt 10 400)))  ; => 1.0e+200
(sqrt 1/3)  ; => 0.5773502691896257
(call-with-values (lambda () (exact-integer-sqrt 4)) list)  ; => (2 0)
(call-with-values (lambda () (exact-integer-sqrt 5)) list)  ; => (2 1)
(call-with-values (lambda () (exact-integer-sqrt 9223372036854775807)) list)  ; => (3037000499 5928526806)
(exact-integer-sqrt 4.0)  ; !! WrongType: exact-integer-sqrt
(exact-integer-sqrt -4)  ; !! OutOfRange|WrongType
(list (expt 0 0) (expt 0.0 0) (expt 0 0.0) (expt 0 1) (expt 0 1.0) (expt 0.0 2))  ; => (1 1 1.0 0 0.0 0.0)
(list (expt 2 10) (expt 2 -3) (expt 2/3 -2) (expt -2 3) (expt 2.0 3) (expt 2 0.5) (expt 4 -1/2))  ; => (1024 1/8 9/4 -8 8.0 1.4142135623730951 1/2)
(list (expt 1/4 1/2) (expt 8 1/3) (expt -1 1000000000000000000001) (expt 1 (expt 10 100)))  ; => (1/2 2.0 -1 1)
(expt 0 -1)  ; !! DivideByZero
(expt 0.0 -1)  ; => +inf.0
(expt -0.0 -3)  ; => -inf.0
(= (* (expt 10 -400) (expt 10 400)) 1)  ; => #t
(expt 10.0 400)  ; => +inf.0
(expt 'a 2)  ; !! WrongType: expt

; exact inexact
(exact 2.5)  ; => 5/2
(exact 0.1)  ; => 3602879701896397/36028797018963968
(exact 1e18)  ; => 1000000000000000000
(exact 1e22)  ; => 10000000000000000000000
(exact 1e23)  ; => 99999999999999991611392
(= (exact 5e-324) (/ (expt 2 1074)))  ; => #t
(exact -0.0)  ; => 0
(exact +inf.0)  ; !! WrongType: exact
(exact +nan.0)  ; !! WrongType: exact
(inexact 1/3)  ; => 0.3333333333333333
(inexact (expt 10 400))  ; => +inf.0
(inexact (/ (expt 10 400) (expt 10 401)))  ; => 0.1
(inexact 9007199254740993)  ; => 9007199254740992.0
(inexact 9007199254740995)  ; => 9007199254740996.0
(exact->inexact 1/4)  ; => 0.25
(inexact->exact 0.25)  ; => 1/4
(exact 'x)  ; !! WrongType: exact

; (scheme base) has them all, and so have the other libraries of numbers
(import (only (scheme complex) make-rectangular make-polar real-part imag-part magnitude angle)
        (only (scheme inexact) acos asin atan cos exp finite? infinite? log nan? sin sqrt tan))
(map procedure? (list make-rectangular make-polar real-part imag-part magnitude angle acos log))  ; => (#t #t #t #t #t #t #t #t)
