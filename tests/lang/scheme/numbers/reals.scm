;; Rationals and inexact numbers.

(/ 1 3)  ; => 1/3
(/ 6 3)  ; => 2
(/ 6 4)  ; => 3/2
(/ -6 4)  ; => -3/2
(/ 6 -4)  ; => -3/2
(/ 5)  ; => 1/5
(/ 1/2)  ; => 2
(/ 1 2 2)  ; => 1/4
(+ 1/2 1/2)  ; => 1
(+ 1/2 1/3)  ; => 5/6
(- 1/2 1/3)  ; => 1/6
(* 2/3 3/2)  ; => 1
(* 1/2 4)  ; => 2
(+ 1/2 0.5)  ; => 1.0
(numerator 6/4)  ; => 3
(denominator 6/4)  ; => 2
(denominator 0)  ; => 1
(numerator 0.5)  ; => 1.0
(denominator 0.5)  ; => 2.0
(exact->inexact 1/3)  ; => 0.3333333333333333

(+ 1.5 2)  ; => 3.5
(- 1.5 2)  ; => -0.5
(* 1.5 2)  ; => 3.0
(/ 1.0 3)  ; => 0.3333333333333333
(/ 1 2.0)  ; => 0.5
(+ 0.1 0.2)  ; => 0.30000000000000004
(- 0.0)  ; => -0.0
(- 0.0 0)  ; => 0.0
(* 1.0 0)
(/ 0.0 1)  ; => 0.0
(/ 1 0.0)  ; => +inf.0
(/ -1 0.0)  ; => -inf.0
(/ 0.0 0.0)  ; => +nan.0
(/ 1.0 0)  ; !! DivideByZero
(/ 1 0)  ; !! DivideByZero: .*division by zero
(quotient 1 0)  ; !! DivideByZero
(modulo 1 0)  ; !! DivideByZero
(remainder 10000000000000000000 0)  ; !! DivideByZero
(modulo 1.0 0)  ; !! DivideByZero

(floor 2.5)  ; => 2.0
(floor -2.5)  ; => -3.0
(ceiling 2.5)  ; => 3.0
(ceiling -2.5)  ; => -2.0
(round 2.5)  ; => 2.0
(round 3.5)  ; => 4.0
(round -2.5)  ; => -2.0
(round 7/2)  ; => 4
(round 5/2)  ; => 2
(round -7/2)  ; => -4
(truncate -2.5)  ; => -2.0
(floor 7/2)  ; => 3
(floor -7/2)  ; => -4
(ceiling 7/2)  ; => 4
(truncate -7/2)  ; => -3
(round 7)  ; => 7
(floor 1e300)  ; => 1.0e+300
(round -0.4)  ; => -0.0

(exact 2.0)  ; => 2
(exact 2.5)  ; => 5/2
(exact 1e20)  ; => 100000000000000000000
(exact -0.0)  ; => 0
(inexact 1/4)  ; => 0.25
(inexact 100000000000000000000)  ; => 1.0e+20
(exact (floor 2.7))  ; => 2
(exact 1e500)  ; !! WrongType|OutOfRange
(exact (/ 0. 0.))  ; !! WrongType|OutOfRange
(inexact (/ (expt 10 400) (+ 1 (expt 10 399))))  ; => 10.0

(sqrt 16)  ; => 4
(sqrt 16.0)  ; => 4.0
(sqrt 2)  ; => 1.4142135623730951
(sqrt 1/4)  ; => 1/2
(sqrt 100000000000000000000)  ; => 10000000000
(exp 0)  ; => 1
(exp 1)  ; => 2.718281828459045
(log 1)  ; => 0
(log 8 2)  ; => 3.0
(log 100 10)  ; => 2.0
(sin 0)  ; => 0
(sin 0.0)  ; => 0.0
(cos 0.0)  ; => 1.0
(atan 1 1)  ; => 0.7853981633974483
(atan -1 -1)  ; => -2.356194490192345
(atan 1)  ; => 0.7853981633974483
(acos 1.0)  ; => 0.0
(asin 1)  ; => 1.5707963267948966
(tan 0.0)  ; => 0.0

(nan? +nan.0)  ; => #t
(nan? 1)  ; => #f
(infinite? -inf.0)  ; => #t
(finite? 1e308)  ; => #t
(finite? +inf.0)  ; => #f
(= +nan.0 +nan.0)  ; => #f
(< 1 +nan.0)  ; => #f
(> 1 +nan.0)  ; => #f
(<= +nan.0 1)  ; => #f
(if (< +nan.0 1) 'yes 'no)  ; => no
(if (>= +nan.0 1) 'yes 'no)  ; => no
(let ((x +nan.0)) (if (not (< x 1)) 'yes 'no))  ; => yes
(eqv? +nan.0 +nan.0)  ; => #t
(eqv? 0.0 -0.0)  ; => #f
(= 0.0 -0.0)  ; => #t
(eqv? 1.0 1)  ; => #f
(+ +inf.0 -inf.0)  ; => +nan.0
(max 1 +inf.0)  ; => +inf.0

1e21  ; => 1.0e+21
1e20  ; => 1.0e+20
123456789.5  ; => 123456789.5
1e-7  ; => 1.0e-7
.5  ; => 0.5
-1.  ; => -1.0
5e-324  ; => 5.0e-324
1.7976931348623157e308  ; => 1.7976931348623157e+308
0.1  ; => 0.1
100.0  ; => 100.0

(rationalize .3 1/10)  ; => 0.3333333333333333
(rationalize 3/10 1/10)  ; => 1/3
(exact (rationalize (inexact 1/3) 0))

(define (mean . xs) (/ (apply + xs) (length xs)))
(mean 1 2 3 4)  ; => 5/2
(mean 1.0 2)  ; => 1.5
(let loop ((i 0) (x 0.0)) (if (= i 1000) x (loop (+ i 1) (+ x 0.5))))  ; => 500.0
(let loop ((i 0) (x 0)) (if (= i 10) x (loop (+ i 1) (+ x 1/3))))  ; => 10/3
(let loop ((x 1.0) (n 0)) (if (< x 1e100) (loop (* x 10) (+ n 1)) n))  ; => 100

(+ 'a 1)  ; !! WrongType: \+: argument 1 is not a number: a
(+ 1 'a)  ; !! WrongType: \+: argument 2 is not a number: a
(- "x")  ; !! WrongType: -: .*not a number: "x"
(* 2 #t)  ; !! WrongType: \*: .*not a number: #t
(< 1 'b)  ; !! WrongType: <: .*b
(/ 'a 2)  ; !! WrongType: /: .*a
(sqrt 'x)  ; !! WrongType: sqrt: .*x
(quotient 1.5 2)  ; !! WrongType: quotient: .*1.5
(even? 1.5)  ; !! WrongType: even\?: .*1.5
(let ((x 'q)) (+ x 1))  ; !! WrongType: \+: .*q
(let ((x "s")) (if (< x 10) 1 2))  ; !! WrongType: <: .*"s"
(number->string 10 1)  ; !! OutOfRange|WrongType
(exact->inexact 'a)  ; !! WrongType
(max 1 'a)  ; !! WrongType: max: .*a
