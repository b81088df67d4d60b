; eval of data (R7RS 6.12)
(eval '(* 7 3) (environment '(scheme base)))  ; => 21
(let ((f (eval '(lambda (f x) (f x x)) (null-environment 5)))) (f + 10))  ; => 20
(eval '(+ 1 2) (interaction-environment))  ; => 3
(eval '(cos 0) (scheme-report-environment 5))  ; => 1
(eval 5)  ; => 5
(eval "text")  ; => "text"
(eval '(let loop ((i 0)) (if (< i 1000) (loop (+ i 1)) i)))  ; => 1000
(eval (list '+ 1 (list 'eval ''(* 2 3))))  ; => 7
(call-with-values (lambda () (eval '(values 1 2))) list)  ; => (1 2)

; definitions go into the interaction environment
(eval '(define late 5) (interaction-environment))
late  ; => 5
(eval '(begin (define (twice x) (* 2 x)) (twice 4)))  ; => 8
(eval '(set! late 6))
(list late (twice late))  ; => (6 12)
(eval '(define-syntax swap (syntax-rules () ((_ a b) (list b a)))))
(eval '(swap 1 2))  ; => (2 1)

; an environment sees what it imports, under the names it gives
(eval '(b:car '(1 2)) (environment '(prefix (only (scheme base) car) b:) '(only (scheme base) quote)))  ; => 1
(eval '(first '(3 4)) (environment '(rename (scheme base) (car first))))  ; => 3
(eval '(vector-map square #(1 2)) (environment '(only (scheme base) vector-map) '(only (scheme base) square)))  ; => #(1 4)

; and nothing else
(eval '(display 1) (environment '(scheme base)))
; !! UnboundVariable: unbound variable: display
(eval '(car 1) (environment '(only (scheme base) cdr)))
; !! UnboundVariable: unbound variable: car
(eval 'exit (null-environment 5))
; !! UnboundVariable: unbound variable: exit
(eval '(car '()) (null-environment 5))
; !! UnboundVariable: unbound variable: car

; environments that import are immutable
(eval '(define x 1) (environment '(scheme base)))
; !! ExpandError: x cannot be defined: the environment is immutable
(eval '(set! car 1) (environment '(scheme base)))
; !! ExpandError: car cannot be assigned: the environment is immutable
(eval '(define-syntax x (syntax-rules ())) (environment '(scheme base)))
; !! ExpandError: x cannot be defined
(eval '(import (scheme write)) (environment '(scheme base)))
; !! UnboundVariable: unbound variable: (import|write)

; what is no environment, no library, no version
(eval 1 2)
; !! WrongType: eval: argument 2 is not an environment
(environment '(scheme bsae))
; !! ExpandError: unknown library \(scheme bsae\); did you mean \(scheme base\)\?
(environment '(only (scheme base) carr))
; !! ExpandError: .*does not export carr; did you mean
(environment 5)
; !! ExpandError: .*a library name must be a list
(null-environment 6)
; !! EvalError: .*version 5 only

; quoted objects are those of the program
(let ((x (list 1 2))) (eq? x (eval `(quote ,x))))  ; => #t
(let ((x (vector 1 2))) (eq? x (eval x)))  ; => #t
(let ((s (make-string 2 #\a))) (eval `(string-set! ,s 0 #\b)) s)  ; => "ba"
(let ((x (list 1 2))) (eval `(set-car! ',x 'new)) x)  ; => (new 2)
(let ((x (list 1))) (eq? x (cdr (eval (list (quote quasiquote) (cons (quote a) x))))))  ; => #t
(let ((p (lambda (x) (* x 10)))) (eval `(,p 4)))  ; => 40
(let ((p car)) (eq? p (eval p)))  ; => #t
(let ((x (list 1 2))) (set-cdr! (cdr x) x) (eq? x (eval `',x)))  ; => #t
(let ((k (string->symbol "hello world"))) (eval `',k))  ; => |hello world|
(let ((b (bytevector 1 2))) (eval `(bytevector-u8-set! ,b 0 9)) b)  ; => #u8(9 2)
(let ((x (list 1 2))) (eval `(let-syntax ((q (syntax-rules () ((_ a) '(a a))))) (let ((y (q ,x))) (eq? (car y) (cadr y))))))  ; => #t
(let ((x (vector 'v))) (eval `(let-syntax ((q (syntax-rules () ((_ a) '(k #(a) . a))))) (q ,x))))  ; => (k #(#(v)) . #(v))
(eval '(let-syntax ((m (syntax-rules () ((_ "a" x) (list 'a x)) ((_ y x) 'other)))) (list (m "a" 1) (m "b" 2))))  ; => ((a 1) other)
(eval '(case 'b ((a) 1) ((b "x") 2)))  ; => 2
(eval '`(1 ,(+ 1 1) ,@(list 3)))  ; => (1 2 3)

; errors of evaluated code are conditions
(guard (e (#t (list (error-object-message e) (error-object-irritants e)))) (eval '(car 5)))  ; => ("car: argument 1 is not a pair" (5))
(guard (e ((symbol? e) (list 'caught e))) (eval '(raise 'boom)))  ; => (caught boom)
(with-exception-handler (lambda (e) 10) (lambda () (eval '(+ 1 (raise-continuable 'c)))))  ; => 11

; bad syntax in a datum, too
(guard (e (#t (list (error-object? e) (error-object-message e)))) (eval '(if)))  ; => (#t "bad syntax in if: expected (if test then [else])")
(guard (e ((error-object? e) 'syntax)) (eval '(let ((x)) x)))  ; => syntax
(guard (e ((error-object? e) 'improper)) (eval '(+ 1 . 2)))  ; => improper
(guard (e ((error-object? e) 'circular)) (eval (let ((x (list 1 2))) (set-cdr! (cdr x) x) x)))  ; => circular
(guard (e ((error-object? e) 'nothing)) (eval '()))  ; => nothing
(eval '(let ((x 1)) (if)))
; !! ExpandError: bad syntax in if
(+ 1 (eval '(syntax-error "my message" a)))
; !! ExpandError: my message a

; proper tail calls, continuations
(define (count n) (if (= n 0) 'done (eval `(count ,(- n 1)))))
(count 2000)  ; => done
(+ 1 (call/cc (lambda (k) (eval `(begin (,k 41) 7)))))  ; => 42
(let ((path '()) (k #f) (n 0))
  (let ((v (eval `(call/cc (lambda (c) (,(lambda (c) (set! k c)) c) 'first))))) (set! path (cons v path)))
  (set! n (+ n 1))
  (if (< n 3) (k n))
  path)
; => (2 1 first)
(let ((out '()))
  (call/cc (lambda (k)
    (dynamic-wind
      (lambda () (set! out (cons 'in out)))
      (lambda () (eval `(,k 1)))
      (lambda () (set! out (cons 'out out))))))
  out)
; => (out in)

; recursion through eval is recursion of the program
(define (deep n) (if (= n 0) 0 (+ 1 (eval `(deep ,(- n 1))))))
(deep 500)  ; => 500
(let ((p (make-parameter 1))) (parameterize ((p 2)) (eval `(,p))))  ; => 2
(eval '(define-record-type point (make-point x) point? (x point-x)))
(point-x (make-point 3))  ; => 3
(eval '(define-values (one two) (values 1 2)))
(list one two)  ; => (1 2)
(procedure? (eval 'eval))  ; => #t
(interaction-environment)  ; => #<host environment>

; libraries
(eval '(define-library (made here) (export f) (import (scheme base)) (begin (define (f) 'made))))
(eval '(f) (environment '(made here)))  ; => made
(eval '(begin (import (prefix (made here) m:)) (m:f)))  ; => made
