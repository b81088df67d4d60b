(if #t 1 2)  ; => 1
(if #f 1 2)  ; => 2
(cond (#f 1) (else 2))  ; => 2
(cond ((assv 'b '((a 1) (b 2))) => cadr) (else #f))  ; => 2
(cond (1))  ; => 1
(cond (#f 1) (2))  ; => 2
(case (* 2 3) ((2 3 5 7) 'prime) ((1 4 6 8 9) 'composite))  ; => composite
(case 'x ((a) 1) (else 2))  ; => 2
(case 'x ((a) 1) (else => (lambda (v) (list v))))  ; => (x)
(case 'a ((a b) => (lambda (v) (list v 1))) (else 0))  ; => (a 1)
(case 2.0 ((2) 'exact) ((2.0) 'inexact) (else 'none))  ; => inexact
(case #\b ((#\a) 1) ((#\b #\c) 2))  ; => 2
(case 100000000000000000000 ((100000000000000000000) 'big) (else 'no))  ; => big
(and)  ; => #t
(and 1 2 'c)  ; => c
(and 1 #f 2)  ; => #f
(or)  ; => #f
(or #f 2)  ; => 2
(or (memq 'b '(a b c)) (/ 1 0))  ; => (b c)
(when #t 1 2)  ; => 2
(unless #f 1 2)  ; => 2
(when #f (car '()))
(begin 1 2 3)  ; => 3

(let ((x 2) (y 3)) (let* ((x 7) (z (+ x y))) (* z x)))  ; => 70
(let () 5)  ; => 5
(let* () 5)  ; => 5
(let ((x 1)) (let ((x 2) (y x)) (list x y)))  ; => (2 1)
(letrec ((even? (lambda (n) (if (= n 0) #t (odd? (- n 1))))) (odd? (lambda (n) (if (= n 0) #f (even? (- n 1)))))) (even? 88))  ; => #t
(letrec* ((a 1) (b (+ a 1))) (list a b))  ; => (1 2)
(let loop ((i 0) (acc '())) (if (= i 3) acc (loop (+ i 1) (cons i acc))))  ; => (2 1 0)
(do ((vec (make-vector 5)) (i 0 (+ i 1))) ((= i 5) vec) (vector-set! vec i i))  ; => #(0 1 2 3 4)
(let ((x '(1 3 5 7 9))) (do ((x x (cdr x)) (sum 0 (+ sum (car x)))) ((null? x) sum)))  ; => 25
(do ((i 0 (+ i 1))) ((= i 3)))
(let-values (((a b) (values 1 2)) ((c) (values 3))) (list a b c))  ; => (1 2 3)
(let-values (((a . rest) (values 1 2 3)) (all (values 4 5))) (list a rest all))  ; => (1 (2 3) (4 5))
(let*-values (((a b) (values 1 2)) ((x y) (values a b))) (list x y))  ; => (1 2)
(receive (a . b) (values 1 2 3) (list a b))  ; => (1 (2 3))
(define-values (p q . r) (values 1 2 3 4))
(list p q r)  ; => (1 2 (3 4))
(call-with-values (lambda () (values 4 5)) (lambda (a b) b))  ; => 5
(call-with-values * -)  ; => -1
(call-with-values (lambda () (values)) list)  ; => ()
(+ 1 (values 2))  ; => 3
(begin (values 1 2) 3)  ; => 3
(call-with-values (lambda () (values 1 2)) (lambda (a) a))  ; !! EvalError: .*expected 1 value, got 2

(define (f a b) (list a b))
(f 1 2)  ; => (1 2)
((lambda args args) 1 2)  ; => (1 2)
((lambda (a . rest) (list a rest)) 1)  ; => (1 ())
((lambda (a . rest) (list a rest)) 1 2 3)  ; => (1 (2 3))
((lambda args args))  ; => ()
(define plus (case-lambda ((a) (list 'one a)) ((a b) (list 'two a b)) ((a . r) (list 'many a r))))
(plus 1)  ; => (one 1)
(plus 1 2)  ; => (two 1 2)
(plus 1 2 3)  ; => (many 1 (2 3))
((case-lambda ((a) 1) ((a b) 2)))  ; !! WrongArity
(f 1)  ; !! WrongArity: f: expected 2 arguments, got 1
(f 1 2 3)  ; !! WrongArity: f: expected 2 arguments, got 3
((lambda (a . r) a))  ; !! WrongArity: .*at least 1 argument
(car)  ; !! WrongArity: car
(cons 1)  ; !! WrongArity: cons: expected 2 arguments, got 1
(vector-ref #(1))  ; !! WrongArity: vector-ref
(let ((c car)) (c))  ; !! WrongArity: car: expected 1 argument, got 0
(5 1)  ; !! WrongType: .*5
("f")  ; !! WrongType: .*"f"
((f 1 2) 3)  ; !! WrongType: .*\(1 2\)
(let ((x 'a)) (x))  ; !! WrongType: .*a
undefined-thing  ; !! UnboundVariable: .*undefined-thing
(undefined-function 1)  ; !! UnboundVariable: .*undefined-function
(set! undefined-thing 1)  ; !! UnboundVariable: .*undefined-thing
(letrec ((a b) (b 1)) a)  ; !! UnboundVariable
(letrec ((a (lambda () b)) (b (a))) b)  ; !! UnboundVariable
(list 1
      (car 2))  ; !! WrongType: car: argument 1 is not a pair: 2
(define (late) (list 1 (not-yet 2)))
(late)
; !! UnboundVariable: .*not-yet
(define (not-yet x) (* x 10))
(late)  ; => (1 20)

(define x 1)
(define (get) x)
(set! x 2)
(get)  ; => 2
(define x 3)
(get)  ; => 3
(define (counter)
  (let ((n 0))
    (lambda () (set! n (+ n 1)) n)))
(define c1 (counter))
(define c2 (counter))
(list (c1) (c1) (c2) (c1))
(c1)  ; => 4
(c2)  ; => 2
(define (make-acc)
  (define total 0)
  (define (add! n) (set! total (+ total n)) total)
  add!)
(let ((a (make-acc))) (a 1) (a 2) (a 10))  ; => 13
(let ((fs (map (lambda (i) (lambda () (set! i (+ i 1)) i)) '(1 2 3)))) (list ((car fs)) ((car fs)) ((cadr fs))))
(let ((fs (map (lambda (i) (lambda () (set! i (+ i 1)) i)) '(1 2 3)))) ((car fs)) ((car fs)) (let* ((a ((car fs))) (b ((cadr fs)))) (list a b)))  ; => (4 3)
(let ((procs '())) (do ((i 0 (+ i 1))) ((= i 3)) (set! procs (cons (lambda () i) procs))) (map (lambda (p) (p)) procs))  ; => (2 1 0)
(let loop ((i 0) (ps '())) (if (< i 3) (loop (+ i 1) (cons (lambda () i) ps)) (map (lambda (p) (p)) ps)))  ; => (2 1 0)
(let loop ((i 0) (ps '())) (if (< i 3) (loop (+ i 1) (cons (lambda () (set! i (+ i 10)) i) ps)) (map (lambda (p) (p)) ps)))  ; => (12 11 10)

(define (f n) (define a 1) (define (g m) (+ a m n)) (g 10))
(f 100)  ; => 111
(define (h) (define-values (a b) (values 1 2)) (+ a b))
(h)  ; => 3
(define (k x) (begin (define y (* x 2)) (define z (+ y 1))) (list x y z))
(k 5)  ; => (5 10 11)
(define (shadow list) (list 1 2))
(shadow +)  ; => 3
(let ((+ -)) (+ 5 3))  ; => 2
(let ((if list)) (if 1 2 3))  ; => (1 2 3)
(define (twice f) (lambda (x) (f (f x))))
((twice (twice (lambda (x) (* x 2)))) 1)  ; => 16
(define compose (lambda fs (if (null? fs) (lambda (x) x) (lambda (x) ((car fs) ((apply compose (cdr fs)) x))))))
((compose (lambda (x) (* x 2)) (lambda (x) (+ x 1))) 5)  ; => 12

; order of top-level definitions and redefinition of library names
(define (square x) (list 'my x))
(square 3)  ; => (my 3)
(define (car x) 'mine)
(car '(1 2))  ; => mine
(map cdr '((1 2)))  ; => ((2))
(cadr '(1 2))  ; => 2

(define (many a b c d e f g h i j k l m n o p) (list a b c d e f g h i j k l m n o p))
(many 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16)  ; => (1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16)
(procedure? car)  ; => #t
(procedure? 'car)  ; => #f
(procedure? (lambda () 1))  ; => #t
(call/cc procedure?)  ; => #t

; apply: as many arguments as there is memory for
(define many (make-list 100000 1))
(apply + many)  ; => 100000
(apply max 2 3 many)  ; => 3
(length (apply list many))  ; => 100000
(let ((f (lambda (a b . rest) (length rest)))) (apply f many))  ; => 99998
(let ((f (case-lambda ((a) a) ((a . rest) (length rest))))) (apply f many))  ; => 99999
(call-with-values (lambda () (apply values many)) (lambda all (length all)))  ; => 100000
(string-length (apply string-append (make-list 70000 "ab")))  ; => 140000
(length (apply append (make-list 70000 '(1 2))))  ; => 140000
(apply (lambda (a b) a) many)  ; !! WrongArity: .*expected 2 arguments, got 100000

; a circle is no list
(define circle (list 1 2 3))
(set-cdr! (cddr circle) circle)
(apply + circle)  ; !! WrongType: apply: argument 2 is not a list
(apply + 1 2 circle)  ; !! WrongType: apply: argument 4 is not a list
(apply + 1 2 '(3 . 4))  ; !! WrongType: apply: argument 4 is not a list


; the grammar allows a case-lambda without a clause
(procedure? (case-lambda))  ; => #t
((case-lambda) 1 2)  ; !! UserError: case-lambda: it has no clause, so no arguments fit
