;; Complex numbers, exact and inexact.

(define (close? z w)
  (< (magnitude (- z w)) (* 1e-12 (max 1 (magnitude w)))))

; what they are
(complex? 1+2i)  ; => #t
(number? 1.5-2i)  ; => #t
(real? 1+2i)  ; => #f
(rational? 1+2i)  ; => #f
(integer? 1+2i)  ; => #f
(real? -2.5+0i)  ; => #t
(real? -2.5+0.0i)  ; => #f
(integer? 3+0i)  ; => #t
(exact? 1+2i)  ; => #t
(exact? 1.0+2.0i)  ; => #f
(inexact? 1.0+2i)  ; => #t
(exact-integer? 1+2i)  ; => #f
(exact-rational? 1/2+i)  ; => #f
(finite? 1+2i)  ; => #t
(finite? 3.0+inf.0i)  ; => #f
(infinite? 3.0+inf.0i)  ; => #t
(infinite? +nan.0+inf.0i)  ; => #t
(nan? 1+2i)  ; => #f
(nan? +nan.0+5.0i)  ; => #t
(zero? 0+0i)  ; => #t
(zero? 0.0+0.0i)  ; => #t
(zero? -0.0-0.0i)  ; => #t
(zero? 0.0+1.0i)  ; => #f
(zero? +i)  ; => #f
(symbol? '+i)  ; => #f
(symbol? '-)  ; => #t
(symbol? '+in)  ; => #t

; how they are written
1+2i  ; => 1+2i
1-2i  ; => 1-2i
-1/2+3/4i  ; => -1/2+3/4i
+i  ; => +i
-i  ; => -i
0+i  ; => +i
2-i  ; => 2-i
+2i  ; => +2i
1+1i  ; => 1+i
1.5+2i  ; => 1.5+2.0i
1+2.5i  ; => 1.0+2.5i
+1.0i  ; => 0.0+1.0i
-0.0+1.0i  ; => -0.0+1.0i
1.0-0.0i  ; => 1.0-0.0i
1+0i  ; => 1
1+0.0i  ; => 1.0+0.0i
+inf.0i  ; => 0.0+inf.0i
-inf.0+nan.0i  ; => -inf.0+nan.0i
+inf.0-inf.0i  ; => +inf.0-inf.0i
1e300+1e-300i  ; => 1.0e+300+1.0e-300i
'(1+i #(2-i))  ; => (1+i #(2-i))
(let ((out (open-output-string))) (display 1/2-i out) (get-output-string out))  ; => "1/2-i"

; making them and taking them apart
(make-rectangular 1 2)  ; => 1+2i
(make-rectangular 1/2 -3/4)  ; => 1/2-3/4i
(make-rectangular 1 0)  ; => 1
(make-rectangular 1.5 0)  ; => 1.5
(make-rectangular 1 0.0)  ; => 1.0+0.0i
(make-rectangular 0 1.0)  ; => 0.0+1.0i
(make-rectangular 1/2 0.25)  ; => 0.5+0.25i
(make-rectangular +i 1)  ; !! WrongType: make-rectangular: argument 1
(make-rectangular 1 'x)  ; !! WrongType: make-rectangular: argument 2
(make-polar 2 0)  ; => 2
(make-polar 0 5)  ; => 0
(make-polar 2.5 0)  ; => 2.5
(make-polar 2 0.0)  ; => 2.0+0.0i
(close? (make-polar 2 1) 1.0806046117362795+1.682941969615793i)  ; => #t
(exact? (make-polar 1 1))  ; => #f
(make-polar +i 1)  ; !! WrongType: make-polar
(real-part 1+2i)  ; => 1
(imag-part 1+2i)  ; => 2
(real-part 1.5)  ; => 1.5
(imag-part 1.5)  ; => 0
(imag-part 1)  ; => 0
(imag-part 1.0-0.0i)  ; => -0.0
(real-part "x")  ; !! WrongType: real-part
(magnitude 3+4i)  ; => 5
(magnitude -5/2)  ; => 5/2
(magnitude -1.5)  ; => 1.5
(magnitude 3/5-4/5i)  ; => 1
(magnitude 1+i)  ; => 1.4142135623730951
(magnitude 3.0+4.0i)  ; => 5.0
(close? (magnitude 3e200+4e200i) 5e200)  ; => #t
(magnitude (make-rectangular (* 3 (expt 10 200)) (* 4 (expt 10 200))))  ; => 500000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000
(magnitude -inf.0+nan.0i)  ; => +inf.0
(angle 1)  ; => 0
(angle 0)  ; => 0
(angle -1)  ; => 3.141592653589793
(angle -1/2)  ; => 3.141592653589793
(angle 1.5)  ; => 0.0
(angle -0.0)  ; => 3.141592653589793
(angle +nan.0)  ; => +nan.0
(angle +i)  ; => 1.5707963267948966
(angle -2i)  ; => -1.5707963267948966
(angle 1+i)  ; => 0.7853981633974483
(angle -1.0+0.0i)  ; => 3.141592653589793
(angle -1.0-0.0i)  ; => -3.141592653589793
(angle (make-rectangular (expt 10 400) (expt 10 400)))  ; => 0.7853981633974483

; arithmetic
(+ 1+2i 3-4i)  ; => 4-2i
(+ 1+2i 3-2i)  ; => 4
(+ 1+2i 1/2)  ; => 3/2+2i
(+ 0.5 1+2i)  ; => 1.5+2.0i
(+ 1+2i 1.0+0.5i)  ; => 2.0+2.5i
(+ 1.0+2.0i 1.0-2.0i)  ; => 2.0+0.0i
(+ 1 1.0-0.0i)  ; => 2.0-0.0i
(+ +i)  ; => +i
(+ 1 +i 2.5 -i)  ; => 3.5+0.0i
(- 1+2i)  ; => -1-2i
(- 1.0+0.0i)  ; => -1.0-0.0i
(- 3/2+i)  ; => -3/2-i
(- 1 +i)  ; => 1-i
(- +i 1)  ; => -1+i
(- 1+2i 1+i)  ; => +i
(- 1+2i 1+2i)  ; => 0
(- 2 1.0+0.0i)  ; => 1.0-0.0i
(* +i +i)  ; => -1
(* 1+2i 3-4i)  ; => 11+2i
(* 2 1/2+i)  ; => 1+2i
(* 1+i 1-i)  ; => 2
(* +1.0i +1.0i)  ; => -1.0+0.0i
(* 1.5 +2i)  ; => 0.0+3.0i
(* 0 1+i)  ; => 0
(* 10000000000+10000000000i 10000000000+10000000000i)  ; => +200000000000000000000i
(square 1+i)  ; => +2i
(/ 1 +i)  ; => -i
(/ +i)  ; => -i
(/ 1+2i 3-4i)  ; => -1/5+2/5i
(/ 4+2i 2)  ; => 2+i
(/ 1+2i 1+2i)  ; => 1
(/ 1.0+2.0i 2)  ; => 0.5+1.0i
(/ 1.0 +2i)  ; => 0.0-0.5i
(/ 1e300+1e300i 1e300+1e300i)  ; => 1.0+0.0i
(/ 1+i 0)  ; !! DivideByZero
(/ 1.0+i 0)  ; !! DivideByZero
(/ 1+i 0.0)  ; => +inf.0+inf.0i
(+ 1+i 'x)  ; !! WrongType: \+: argument 2 is not a number
(* "x" +i)  ; !! WrongType: \*: argument 1 is not a number
(let loop ((i 0) (z 1)) (if (= i 8) z (loop (+ i 1) (* z 1+i))))  ; => 16
(let loop ((i 0) (z 0.0)) (if (= i 4) z (loop (+ i 1) (+ (* z z) 0.25+0.5i))))
(exact->inexact 1/2+i)  ; => 0.5+1.0i

; comparison
(= 1+2i 1+2i)  ; => #t
(= 1+2i 1+3i)  ; => #f
(= 1+2i 1.0+2.0i)  ; => #t
(= 1 1.0 1.0+0.0i)  ; => #t
(= 1.0 1.0+1.0i)  ; => #f
(= 1+0.0i 1)  ; => #t
(= +nan.0+i +nan.0+i)  ; => #f
(= 9007199254740993+i 9007199254740992.0+1.0i)  ; => #f
(let ((z +i) (n 0)) (if (= z n) 'yes 'no))  ; => no
(let ((z 1.0+0.0i) (n 1)) (if (= z n) 'yes 'no))  ; => yes
(let loop ((z 0.0+3.0i) (n 0)) (if (= z 0) n (loop (- z +i) (+ n 1))))  ; => 3
(= +i 'x)  ; !! WrongType: =: argument 2 is not a number
(< 1+i 2)  ; !! WrongType: <: argument 1
(< 1 2+i)  ; !! WrongType: <: argument 2
(> 1 2+i)  ; !! WrongType
(<= 1 2 2.0+0.0i)  ; !! WrongType: <=: argument 3
(let ((z +i)) (if (< z 1) 1 2))  ; !! WrongType: <: argument 1
(let ((z +i)) (if (< 1 z) 1 2))  ; !! WrongType: <: argument 2
(positive? +i)  ; !! WrongType: positive\?
(max 1 +i)  ; !! WrongType: max: argument 2
(abs +i)  ; !! WrongType: abs
(floor 1.5+i)  ; !! WrongType: floor
(quotient +i 2)  ; !! WrongType: quotient
(even? +2i)  ; !! WrongType: even\?
(numerator 1/2+i)  ; !! WrongType: numerator
(exact-integer-sqrt +i)  ; !! WrongType
(vector-ref #(1 2) +i)  ; !! WrongType
(eqv? 1+2i 1+2i)  ; => #t
(eqv? 1+2i 1.0+2.0i)  ; => #f
(eqv? 1.0+0.0i 1.0-0.0i)  ; => #f
(eqv? +nan.0+i +nan.0+i)  ; => #t
(equal? '(1+2i) (list (make-rectangular 1 2)))  ; => #t
(memv 1/2-i '(1 1/2+i 1/2-i 3))  ; => (1/2-i 3)
(assoc 2.0+i '((2+i . exact) (2.0+1.0i . inexact)))  ; => (2.0+1.0i . inexact)
(case 1+i ((1) 'one) ((1+i) 'both) (else 'none))  ; => both

; exactness
(exact 1.5+2.0i)  ; => 3/2+2i
(exact 1.5+0.0i)  ; => 3/2
(exact 1+2i)  ; => 1+2i
(exact 1.0+inf.0i)  ; !! WrongType: exact
(inexact 1+2i)  ; => 1.0+2.0i
(inexact 1/3+1/2i)  ; => 0.3333333333333333+0.5i
(inexact 1.0+2.0i)  ; => 1.0+2.0i

; square roots
(sqrt -1)  ; => +i
(sqrt -4)  ; => +2i
(sqrt -1/4)  ; => +1/2i
(sqrt -2)  ; => 0.0+1.4142135623730951i
(sqrt -4.0)  ; => 0.0+2.0i
(sqrt -inf.0)  ; => 0.0+inf.0i
(sqrt -9223372036854775808)  ; => 0.0+3037000499.97605i
(sqrt (- (expt 10 40)))  ; => +100000000000000000000i
(sqrt 3+4i)  ; => 2+i
(sqrt 3-4i)  ; => 2-i
(sqrt -3+4i)  ; => 1+2i
(sqrt -3-4i)  ; => 1-2i
(sqrt +2i)  ; => 1+i
(sqrt -2i)  ; => 1-i
(sqrt 5/36-1/3i)  ; => 1/2-1/3i
(sqrt (square 123456789012345678901234567890-987654321098765432109876543210i))  ; => 123456789012345678901234567890-987654321098765432109876543210i
(close? (sqrt 1+2i) 1.272019649514069+0.7861513777574233i)  ; => #t
(close? (sqrt 1.0+2.0i) 1.272019649514069+0.7861513777574233i)  ; => #t
(sqrt -1.0+0.0i)  ; => 0.0+1.0i
(sqrt -1.0-0.0i)  ; => 0.0+1.0i
(sqrt -4.0+inf.0i)  ; => +inf.0+inf.0i
(close? (* 1e-200 (sqrt (* (expt 10 400) 1+2i))) 1.272019649514069+0.7861513777574233i)  ; => #t
(close? (* 1e200 (sqrt (/ 1+2i (expt 10 400)))) 1.272019649514069+0.7861513777574233i)  ; => #t

; exponential and logarithm
(close? (exp +i) 0.5403023058681398+0.8414709848078965i)  ; => #t
(close? (exp 1.0+3.141592653589793i) -2.718281828459045)  ; => #t
(log -1)  ; => 0.0+3.141592653589793i
(log -1.0)  ; => 0.0+3.141592653589793i
(log -0.0)  ; => -inf.0+3.141592653589793i
(log -1.0+0.0i)  ; => 0.0+3.141592653589793i
(log -1.0-0.0i)  ; => 0.0-3.141592653589793i
(log +i)  ; => 0.0+1.5707963267948966i
(close? (log 1+2i) 0.8047189562170503+1.1071487177940904i)  ; => #t
(close? (log (- (expt 10 400))) 921.0340371976183+3.141592653589793i)  ; => #t
(close? (log -8 2) 3.0+4.532360141827194i)  ; => #t
(close? (log 8 +i) (/ (log 8) (log +i)))  ; => #t
(close? (exp (log 3-4i)) 3-4i)  ; => #t

; trigonometric functions
(close? (sin 1+2i) 3.165778513216168+1.9596010414216063i)  ; => #t
(close? (cos 1+2i) 2.0327230070196656-3.0518977991518i)  ; => #t
(close? (tan 1+2i) 0.03381282607989669+1.0147936161466335i)  ; => #t
(close? (asin 1+2i) 0.42707858639247614+1.528570919480998i)  ; => #t
(close? (acos 1+2i) 1.1437177404024206-1.528570919480998i)  ; => #t
(close? (atan 1+2i) 1.3389725222944935+0.40235947810852507i)  ; => #t
(close? (sin (asin 0.3-2i)) 0.3-2i)  ; => #t
(close? (cos (acos -3+0.5i)) -3+0.5i)  ; => #t
(close? (tan (atan 2-5i)) 2-5i)  ; => #t

; branch cuts: a real number is on the side the formulas of the standard say, an inexact one where the sign of its zero says
(close? (asin 2) 1.5707963267948966-1.3169578969248166i)  ; => #t
(close? (asin 2.0+0.0i) 1.5707963267948966+1.3169578969248166i)  ; => #t
(close? (asin 2.0-0.0i) 1.5707963267948966-1.3169578969248166i)  ; => #t
(close? (asin -2) -1.5707963267948966+1.3169578969248166i)  ; => #t
(close? (acos 2) +1.3169578969248166i)  ; => #t
(close? (acos -2) 3.141592653589793-1.3169578969248166i)  ; => #t
(close? (acos 2.0+0.0i) -1.3169578969248166i)  ; => #t
(close? (+ (asin 5/2) (acos 5/2)) 1.5707963267948966)  ; => #t
(close? (atan +2i) 1.5707963267948966+0.5493061443340549i)  ; => #t
(close? (atan -2i) -1.5707963267948966-0.5493061443340549i)  ; => #t
(close? (atan -0.0+2.0i) -1.5707963267948966+0.5493061443340549i)  ; => #t
(close? (atan +1/2i) +0.5493061443340549i)  ; => #t
(asin 1)  ; => 1.5707963267948966
(acos -1.0)  ; => 3.141592653589793
(asin 'x)  ; !! WrongType: asin
(atan +i 1)  ; !! WrongType: atan: argument 1
(atan 1 +i)  ; !! WrongType: atan: argument 2

; powers
(expt +i 2)  ; => -1
(expt +i 3)  ; => -i
(expt -i 1000000000000000000000000000001)  ; => -i
(expt +i -1)  ; => -i
(expt 1+i 10)  ; => +32i
(expt 1+i -2)  ; => -1/2i
(expt 1/2+1/2i 3)  ; => -1/4+1/4i
(expt 1+i 0)  ; => 1
(expt 1.0+i 0)  ; => 1
(expt 1.0+1.0i 2)  ; => 0.0+2.0i
(close? (expt +2.0i 3) -8i)  ; => #t
(expt -1 1/2)  ; => +i
(expt -4 3/2)  ; => -8i
(expt -4 -1/2)  ; => -1/2i
(expt 3+4i 1/2)  ; => 2+i
(expt 3+4i 3/2)  ; => 2+11i
(close? (expt -1 0.5) +i)  ; => #t
(close? (expt -8 1/3) 1+1.7320508075688772i)  ; => #t
(close? (expt -8.0 1/3) 1+1.7320508075688772i)  ; => #t
(close? (expt 2 +i) 0.7692389013639721+0.6389612763136348i)  ; => #t
(close? (expt +i +i) 0.20787957635076193)  ; => #t
(close? (expt -2 1+i) -0.033242+0.02761i)  ; => #f
(close? (expt -2 1+i) (exp (* 1+i (log -2))))  ; => #t
(close? (expt 1+i 2.5-1i) -0.24052962836494252+5.210980225684938i)  ; => #t
(close? (expt 1.0+0.001i 5000) (exp (* 5000 (log 1.0+0.001i))))  ; => #t
(expt 0 1+i)  ; => 0
(expt 0.0 1+i)  ; => 0.0
(expt 0 -1+i)  ; !! DivideByZero
(expt 0 +i)  ; !! DivideByZero
(expt +i 'x)  ; !! WrongType: expt

; in data structures and programs
(define (roots a b c)
  (let ((d (sqrt (- (* b b) (* 4 a c)))))
    (list (/ (+ (- b) d) (* 2 a)) (/ (- (- b) d) (* 2 a)))))
(roots 1 0 1)  ; => (+i -i)
(roots 1 -2 5)  ; => (1+2i 1-2i)
(roots 1 -3 2)  ; => (2 1)
(define t (make-hash-table))
(hash-table-set! t 1+2i 'exact)
(hash-table-set! t 1.0+2.0i 'inexact)
(hash-table-ref/default t (make-rectangular 1 2) #f)  ; => exact
(hash-table-ref/default t (inexact 1+2i) #f)  ; => inexact
(hash-table-ref/default t 1-2i #f)  ; => #f
(apply + '(1+i 2+i 3-2i))  ; => 6
(map (lambda (z) (* z +i)) '(1 +i -1 -i))  ; => (+i -1 -i 1)
(let loop ((z 0.0) (n 0)) (if (or (= n 100) (> (magnitude z) 2)) n (loop (+ (* z z) -0.75+0.3i) (+ n 1))))
(let ((p (open-input-string "(1+2i #e1.5-i +inf.0i)"))) (read p))  ; => (1+2i 3/2-i 0.0+inf.0i)
