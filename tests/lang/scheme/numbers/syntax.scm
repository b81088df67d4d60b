;; Number syntax: literals, string->number, number->string, in every radix.

(string->number "+i")  ; => +i
(string->number "-I")  ; => -i
(string->number "i")  ; => #f
(string->number "1i")  ; => #f
(string->number "1+i")  ; => 1+i
(string->number "1+1")  ; => #f
(string->number "1+i+i")  ; => #f
(string->number "1+2i3")  ; => #f
(string->number "1 + i")  ; => #f
(string->number "++i")  ; => #f
(string->number "+i+")  ; => #f
(string->number "1.5e3-2e-3i")  ; => 1500.0-0.002i
(string->number "1e2+3e+2i")  ; => 100.0+300.0i
(string->number "1+1e+2i")  ; => 1.0+100.0i
(string->number "-1e+2i")  ; => 0.0-100.0i
(string->number "1e+i")  ; => #f
(string->number "+1/2i")  ; => +1/2i
(string->number "+.5i")  ; => 0.0+0.5i
(string->number "1.+.i")  ; => #f
(string->number "-inf.0+nan.0i")  ; => -inf.0+nan.0i
(string->number "+inf.0i")  ; => 0.0+inf.0i
(string->number "1-inf.0i")  ; => 1.0-inf.0i
(string->number "+inf.0+inf.0")  ; => #f
(string->number "1@2")  ; => -0.4161468365471424+0.9092974268256817i
(string->number "1@0")  ; => 1
(string->number "1/2@0")  ; => 1/2
(string->number "0@1.5")  ; => 0
(string->number "1.5@0.0")  ; => 1.5+0.0i
(string->number "1@")  ; => #f
(string->number "@1")  ; => #f
(string->number "1@2@3")  ; => #f
(string->number "1@2i")  ; => #f
(string->number "1@+inf.0")  ; => +nan.0+nan.0i
(exact? (string->number "#e1@2"))  ; => #t
(string->number "#e1.5@0")  ; => 3/2

; exactness and radix
(string->number "#e1.5")  ; => 3/2
(string->number "#e1.5+2.25i")  ; => 3/2+9/4i
(string->number "#i1/2")  ; => 0.5
(string->number "#i1+1/2i")  ; => 1.0+0.5i
(string->number "#i+i")  ; => 0.0+1.0i
(string->number "#i-0")  ; => -0.0
(string->number "#i-0/3")  ; => -0.0
(string->number "#i1/0")  ; => +inf.0
(string->number "#i-1/0")  ; => -inf.0
(string->number "#i0/0")  ; => +nan.0
(string->number "#e1/0")  ; => #f
(string->number "1/0")  ; => #f
(string->number "0/0")  ; => #f
(string->number "#e+inf.0")  ; => #f
(string->number "#e1+nan.0i")  ; => #f
(string->number "#i+inf.0")  ; => +inf.0
(string->number "#e-0.0")  ; => 0
(string->number "#e1e-3")  ; => 1/1000
(string->number "#e123456789012345678901234567890.5")  ; => 246913578024691357802469135781/2
(string->number "#x#e1f")  ; => 31
(string->number "#e#x1F")  ; => 31
(string->number "#I#B101")  ; => 5.0
(string->number "#e#i1")  ; => #f
(string->number "#x#b1")  ; => #f
(string->number "#e#x#e1")  ; => #f
(string->number "#e")  ; => #f
(string->number "#")  ; => #f
(string->number "#x")  ; => #f
(string->number "#q1")  ; => #f
(string->number "-#x1")  ; => #f
(string->number "#x-ff/FE")  ; => -255/254
(string->number "#xe+ei")  ; => 14+14i
(string->number "#b101-11i")  ; => 5-3i
(string->number "#o17/3+1i")  ; => 5+i
(string->number "#x1e3")  ; => 483
(string->number "1e3" 16)  ; => 483
(string->number "1e3" 8)  ; => #f
(string->number "1e3" 2)  ; => #f
(string->number "#d1e3" 2)  ; => 1000.0
(string->number "#x10" 2)  ; => 16
(string->number "ff")  ; => #f
(string->number "FF" 16)  ; => 255
(string->number "zz" 36)  ; => 1295
(string->number "12" 2)  ; => #f
(string->number "+inf.0" 16)  ; => +inf.0
(string->number "-nan.0" 2)  ; => +nan.0
(string->number "1+i" 2)  ; => 1+i
(string->number "1" 37)  ; !! OutOfRange: string->number: argument 2
(string->number "1" 1)  ; !! OutOfRange
(string->number 1)  ; !! WrongType

; decimals
(string->number ".5")  ; => 0.5
(string->number "-.5")  ; => -0.5
(string->number "5.")  ; => 5.0
(string->number ".")  ; => #f
(string->number "+.")  ; => #f
(string->number "-")  ; => #f
(string->number "+")  ; => #f
(string->number "...")  ; => #f
(string->number ".e1")  ; => #f
(string->number "e1")  ; => #f
(string->number "1e")  ; => #f
(string->number "1e+")  ; => #f
(string->number "1e1.5")  ; => #f
(string->number "1.5.5")  ; => #f
(string->number "1/2e3")  ; => #f
(string->number "1.5/2")  ; => #f
(string->number "1/2.5")  ; => #f
(string->number "1/-2")  ; => #f
(string->number "1//2")  ; => #f
(string->number "--1")  ; => #f
(string->number "1_000")  ; => #f
(string->number "1,5")  ; => #f
(string->number " 1")  ; => #f
(string->number "1 ")  ; => #f
(string->number "1\x0;")  ; => #f
(string->number "\x661;")  ; => #f
(string->number "1E3")  ; => 1000.0
(string->number "1s2")  ; => 100.0
(string->number "1f2")  ; => 100.0
(string->number "1d2")  ; => 100.0
(string->number "1L-2")  ; => 0.01
(string->number "1e400")  ; => +inf.0
(string->number "-1e400")  ; => -inf.0
(string->number "1e-400")  ; => 0.0
(string->number "-1e-400")  ; => -0.0
(string->number "9007199254740993.0")  ; => 9007199254740992.0
(string->number "1.00000000000000011102230246251565404")  ; => 1.0
(string->number "1.00000000000000011102230246251565405")  ; => 1.0000000000000002
(string->number "2.2250738585072011e-308")  ; => 2.225073858507201e-308
(string->number "+INF.0")  ; => +inf.0
(string->number "inf.0")  ; => #f
(string->number "+inf")  ; => #f
(string->number "+inf.")  ; => #f
(string->number "nan.0")  ; => #f

; numbers that are not what they look like are symbols
(map symbol? '(+ - ... 1+ -1+ +inf -nan .i +.i ->x))  ; => (#t #t #t #t #t #t #t #t #t #t)

; points in other radixes: beyond the standard
(string->number "0.1" 2)  ; => 0.5
(string->number "#x1.8")  ; => 1.5
(string->number "#xf.f")  ; => 15.9375
(string->number "#b-.01")  ; => -0.25
(string->number "#e#x.8")  ; => 1/2
(string->number "0.1" 3)  ; => 0.3333333333333333
(string->number "1.8+.8i" 16)  ; => 1.5+0.5i
#x1.8  ; => 1.5

; writing
(number->string 10)  ; => "10"
(number->string 10 2)  ; => "1010"
(number->string -255 16)  ; => "-ff"
(number->string 1/3 3)  ; => "1/10"
(number->string 35 36)  ; => "z"
(number->string 1+2i)  ; => "1+2i"
(number->string 10-10i 16)  ; => "a-ai"
(number->string -5+i 2)  ; => "-101+i"
(number->string +i 36)  ; => "0+i"
(number->string +2i 19)  ; => "0+2i"
(number->string 0.5 2)  ; => "0.1"
(number->string -1.5 16)  ; => "-1.8"
(number->string 0.1 3)  ; => "0.0022002200220022002200220022002201"
(number->string 255.0 16)  ; => "ff.0"
(number->string 1e21 10)  ; => "1.0e+21"
(number->string 1048576.0 2)  ; => "100000000000000000000.0"
(number->string -0.0 2)  ; => "-0.0"
(number->string +inf.0 2)  ; => "+inf.0"
(number->string -nan.0 16)  ; => "+nan.0"
(number->string 1.5+2i 2)  ; => "1.1+10.0i"
(number->string 1 0)  ; !! OutOfRange: number->string: argument 2
(number->string 'a)  ; !! WrongType: number->string

(define numbers
  (list 0 1 -1 255 1/3 -22/7 (expt 2 100) (/ (expt 3 60) (expt 2 70)) +i -i 1+i 1/2-3/4i +2i
        0.0 -0.0 1.0 0.1 -2.5 1e21 1e-7 5e-324 2.2250738585072014e-308 1.7976931348623157e308 4503599627370497.5
        123456789.123 1/3+0.1i -0.0+1.0i 1e300-1e-300i +inf.0 -inf.0 +nan.0 +inf.0-nan.0i))

(define (round-trips? radix)
  (let loop ((rest numbers) (bad '()))
    (cond ((null? rest) (if (null? bad) #t bad))
          ((eqv? (car rest) (string->number (number->string (car rest) radix) radix)) (loop (cdr rest) bad))
          (else (loop (cdr rest) (cons (car rest) bad))))))
(round-trips? 10)  ; => #t
(round-trips? 2)  ; => #t
(round-trips? 3)  ; => #t
(round-trips? 8)  ; => #t
(round-trips? 15)  ; => #t
(round-trips? 16)  ; => #t
(round-trips? 18)  ; => #t
(round-trips? 19)  ; => #t
(round-trips? 36)  ; => #t
(let loop ((rest numbers))  ; what write makes, read makes the same number of
  (if (pair? rest)
      (let ((out (open-output-string)))
        (write (car rest) out)
        (if (eqv? (car rest) (read (open-input-string (get-output-string out)))) (loop (cdr rest)) (car rest)))
      'all))
; => all

; the shortest text that reads back as the same flonum
3.14  ; => 3.14
0.30000000000000004  ; => 0.30000000000000004
1e22  ; => 1.0e+22
1e16  ; => 1.0e+16
123456789012345680.0  ; => 1.2345678901234568e+17
1234567890123456.0  ; => 1234567890123456.0
1e15  ; => 1000000000000000.0
0.0001  ; => 0.0001
0.00001  ; => 1.0e-5
1.5e-10  ; => 1.5e-10
5e-324  ; => 5.0e-324
-1.7976931348623157e308  ; => -1.7976931348623157e+308
9007199254740993.0  ; => 9007199254740992.0
2e-323  ; => 2.0e-323
