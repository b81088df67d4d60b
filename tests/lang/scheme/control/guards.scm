;; guard, raise and handlers, together with everything that can happen in between.

; the clauses see the guard's variables, and what they were set to
(let ((x 1)) (guard (e (#t (list x e))) (set! x 2) (raise 'a)))  ; => (2 a)
(let ((x 1)) (guard (e ((begin (set! x (+ x 1)) #f) 0) ((= x 2) (set! x (* x 10)) (list x e))) (raise 'a)))  ; => (20 a)
(let ((x 1) (y 5)) (list (guard (e ((symbol? e) (set! x y) 'sym)) (set! y 6) (raise 'a)) x y))  ; => (sym 6 6)
(define (f a b) (let ((c (+ a b))) (guard (e ((number? e) (+ a b c e))) (raise (* c 100)))))
(f 1 2)  ; => 306
(guard (e ((let ((t (and (pair? e) (car e)))) (and t (list t))) => (lambda (x) (cons 'got x)))) (raise '(1 2)))  ; => (got 1)
(guard (e ((memv e '(1 2 3)) => length)) (raise 2))  ; => 2
(guard (e ((do ((i 0 (+ i 1))) ((= i 3) (= e i))) 'three)) (raise 3))  ; => three
(guard (e ((let loop ((i 0)) (if (= i e) i (loop (+ i 1)))) => (lambda (n) (* n n)))) (raise 7))  ; => 49
(guard (e (else => (lambda (x) x))) (raise 1))  ; !! SyntaxError|=>
(guard (e) 5)  ; => 5
(guard (e) (raise 'x))  ; !! Raised: .*x
(let loop ((i 0) (out '()))
  (if (= i 5)
      (reverse out)
      (loop (+ i 1) (cons (guard (e ((symbol? e) (list e i)) ((string? e) i)) (if (even? i) (raise 'even) (raise "odd"))) out))))
; => ((even 0) 1 (even 2) 3 (even 4))
(let loop ((i 0)) (guard (e (#t (if (< i 1000) (loop (+ i 1)) (list 'end i)))) (raise 'again)))  ; => (end 1000)
(define (count-down n) (guard (e ((= n 0) 'zero) (else (count-down (- n 1)))) (car n)))
(count-down 2000)  ; => zero
(if (guard (e (#t #f)) (raise 1)) 'true 'false)  ; => false
(if (guard (e (#t #f)) 1) 'true 'false)  ; => true
(begin (guard (e (#t (set! kept e))) (raise 'v)) kept)  ; !! unbound variable: kept
(+ 1 (guard (e (#t e)) (+ 10 (raise 5))))  ; => 6
(list (guard (e (#t (list 'a e))) (raise 1)) (guard (e (#t (list 'b e))) 2) (guard (e (#t (list 'c e))) (raise 3)))  ; => ((a 1) 2 (c 3))
(call-with-values (lambda () (guard (e (#f 0)) (values 1 2 3))) list)  ; => (1 2 3)

; nested guards: each object goes to the innermost clause that holds
(define (route x)
  (guard (e ((symbol? e) (list 'outer e)) ((vector? e) (raise (vector-ref e 0))))
    (guard (e ((string? e) (list 'middle e)) ((pair? e) (raise (car e))))
      (guard (e ((number? e) (list 'inner e)) ((null? e) (raise "from null")))
        (raise x)))))
(list (route 1) (route "s") (route 'a) (route '()) (route '(b)) (guard (e (#t (list 'top e))) (route '#(q)))) ; => ((inner 1) (middle "s") (outer a) (middle "from null") (outer b) (top q))
(guard (e (#t (list 'top e))) (route '(1)))  ; => (top 1)
(guard (e (#t (list 'top e))) (route #\x))  ; => (top #\x)
(define (two) (guard (a ((symbol? a) (guard (b (#t (list a b))) (raise 'second)))) (raise 'first)))
(two)  ; => (first second)
(guard (a ((guard (b ((number? b) #t)) (raise a)) (list 'number a))) (raise 42))  ; => (number 42)
(guard (o (#t (list 'o o))) (guard (a ((guard (b ((string? b) #t)) (raise a)) 'string)) (raise 42)))  ; => (o 42)
(guard (o (#t (list 'o o))) (guard (a ((raise (list 'in-test a)) 1)) (raise 1)))  ; => (o (in-test 1))
(guard (o (#t (list 'o o))) (guard (a (#t (raise (list 'in-clause a)))) (raise 1)))  ; => (o (in-clause 1))
(guard (o (#t (list 'o (error-object-message o)))) (guard (a ((car a) 1)) (raise 1)))  ; => (o "car: argument 1 is not a pair")

; after a test that does not hold, what raised goes on as if nothing had been asked
(with-exception-handler
 (lambda (e) (* e 10))
 (lambda () (+ 1 (guard (x ((string? x) 'string)) (+ 2 (raise-continuable 5))))))
; => 53
(with-exception-handler
 (lambda (e) (* e 10))
 (lambda () (guard (x ((string? x) 's)) (guard (y ((symbol? y) 't)) (list (raise-continuable 1) (raise-continuable 2))))))
; => (10 20)
(let ((log '()))
  (define (add x) (set! log (cons x log)))
  (let ((v (with-exception-handler
            (lambda (e) (add (list 'handler e)) 'value)
            (lambda ()
              (guard (x ((begin (add 'test) #f) 0))
                (dynamic-wind (lambda () (add 'in)) (lambda () (add (raise-continuable 'r)) 'result) (lambda () (add 'out))))))))
    (list v (reverse log))))
; => (result (in out test in (handler r) value out))
(let ((p (make-parameter 'outer)) (log '()))
  (define (add x) (set! log (cons x log)))
  (with-exception-handler
   (lambda (e) (add (list 'handler (p))) 1)
   (lambda ()
     (parameterize ((p 'guard))
       (guard (x ((begin (add (list 'test (p))) #f) 0))
         (parameterize ((p 'raise)) (raise-continuable 'r) (add (list 'back (p))))))))
  (reverse log))
; => ((test guard) (handler raise) (back raise))
(let ((handlers '()))
  (with-exception-handler
   (lambda (e) (set! handlers (cons 'outer handlers)) 1)
   (lambda ()
     (guard (x (#f 0))
       (with-exception-handler
        (lambda (e) (set! handlers (cons 'inner handlers)) (+ 1 (raise-continuable e)))
        (lambda () (let* ((a (raise-continuable 'a)) (b (raise-continuable 'b))) (list a b (reverse handlers))))))))) 
; => (2 2 (inner outer inner outer))

; handlers run outside of the one they are: an error in one goes to the next
(guard (e (#t (list 'outer e)))
  (with-exception-handler (lambda (e) (raise (list 2 e))) (lambda () (with-exception-handler (lambda (e) (raise (list 1 e))) (lambda () (raise 0))))))
; => (outer (2 (1 0)))
(guard (e (#t (list 'outer (error-object? e))))
  (with-exception-handler (lambda (e) (car e)) (lambda () (raise 'no-pair))))
; => (outer #t)
(guard (e ((error-object? e) (error-object-message e))) (with-exception-handler (lambda (e) 'returns) (lambda () (raise 'x))))  ; => "exception handler returned"
(guard (e ((error-object? e) (error-object-message e))) (with-exception-handler (lambda (e) 'returns) (lambda () (vector-ref (vector) 0))))  ; => "exception handler returned"
(with-exception-handler (lambda () 1) (lambda () (raise 'x)))  ; !! WrongArity
(guard (e ((error-object? e) 'arity)) (with-exception-handler (lambda () 1) (lambda () (car 5))))  ; => arity
(guard (e ((error-object? e) 'arity)) (with-exception-handler (lambda () 1) (lambda () (raise 5))))  ; => arity
(guard (e (#t (list 'outer e))) (with-exception-handler (lambda (k) (raise-continuable (list 'again k))) (lambda () (raise 1))))  ; => (outer (again 1))
(guard (e (#t e)) (with-exception-handler raise (lambda () (raise 'through))))  ; => through
(let ((n 0))
  (with-exception-handler
   (lambda (e) (set! n (+ n e)) n)
   (lambda () (let loop ((i 1) (out '())) (if (> i 4) (reverse out) (loop (+ i 1) (cons (raise-continuable i) out)))))))
; => (1 3 6 10)
(guard (e (#t (list 'caught e))) (for-each (lambda (x) (if (= x 3) (raise x))) '(1 2 3 4)))  ; => (caught 3)
(guard (e (#t (list 'caught e))) (map (lambda (x) (if (= x 3) (raise x) x)) '(1 2 3 4)))  ; => (caught 3)
(guard (e (#t (list 'caught e))) (sort '(3 1 2) (lambda (a b) (raise 'compare))))  ; => (caught compare)
(guard (e (#t (list 'caught e))) (vector-map (lambda (x) (raise x)) #(9)))  ; => (caught 9)
(guard (e (#t (list 'caught e))) (call-with-values (lambda () (raise 1)) list))  ; => (caught 1)
(guard (e (#t (list 'caught e))) (call-with-values (lambda () 1) (lambda (x) (raise (list x)))))  ; => (caught (1))
(guard (e (#t (list 'caught e))) (apply raise '(1)))  ; => (caught 1)
(guard (e (#t (list 'caught e))) (force (delay (raise 1))))  ; => (caught 1)
(guard (e (#t (list 'caught e))) (string-for-each (lambda (c) (raise c)) "x"))  ; => (caught #\x)
(guard (e ((error-object? e) (error-object-irritants e))) (hash-table-ref (make-equal-hash-table) 'k (lambda () (error "no" 'k))))  ; => (k)

; with winds between: they are left before the clauses are asked, and entered again when none holds
(let ((log '()))
  (define (add x) (set! log (cons x log)))
  (define r (guard (e ((begin (add 'test1) (number? e)) (add 'clause) 'number) ((begin (add 'test2) (symbol? e)) 'symbol))
    (dynamic-wind (lambda () (add 'in)) (lambda () (raise 'x)) (lambda () (add 'out)))))
  (list r (reverse log)))
; => (symbol (in out test1 test2))
(let ((log '()))
  (define (add x) (set! log (cons x log)))
  (define r
    (guard (e (#t (add 'outer-clause) (list 'outer e)))
      (dynamic-wind
       (lambda () (add 'in1))
       (lambda ()
         (guard (e ((begin (add 'inner-test) #f) 0))
           (dynamic-wind (lambda () (add 'in2)) (lambda () (raise 'x)) (lambda () (add 'out2)))))
       (lambda () (add 'out1)))))
  (list r (reverse log)))
; => ((outer x) (in1 in2 out2 inner-test in2 out2 out1 outer-clause))
(guard (e (#t (list 'outer e)))
  (dynamic-wind (lambda () #f) (lambda () (guard (e ((string? e) 1)) (raise 'body))) (lambda () (raise 'after))))
; => (outer after)

; an error in a before thunk, when it is entered again, goes to the guard that is around it there
(let ((k #f) (n 0))
  (let ((r (guard (e (#t (list 'guard e n)))
             (dynamic-wind
              (lambda () (set! n (+ n 1)) (if (= n 2) (raise 'before)))
              (lambda () (call/cc (lambda (c) (set! k c))) 'body)
              (lambda () #f)))))
    (if (= n 1) (k #f) r)))
; => (guard before 2)

; continuations: out of a guard, into one again, in its clauses
(call/cc (lambda (k) (guard (e (#t 'no)) (k 'escaped))))  ; => escaped
(guard (e (#t (list 'caught e))) (+ 1 (call/cc (lambda (k) (raise 'in-callcc)))))  ; => (caught in-callcc)
(guard (e ((string? e) 1) ((symbol? e) (list 'caught e))) (+ 1 (call/cc (lambda (k) (raise 'in-callcc)))))  ; => (caught in-callcc)
(guard (e (#t (list 'caught e))) (+ 1 (call/cc (lambda (k) (guard (e2 ((string? e2) (k 5))) (raise "s"))))))  ; => 6
(guard (e (#t (list 'caught e))) (+ 1 (call/cc (lambda (k) (guard (e2 ((string? e2) (k 5))) (raise 's))))))  ; => (caught s)
(guard (e ((call/cc (lambda (k) (k (symbol? e)))) 'clause)) (raise 's))  ; => clause
(guard (e ((call/cc (lambda (k) (if (symbol? e) (k #f) #t))) 'no) (else 'else)) (raise 's))  ; => else
(let ((k #f) (n 0))
  (let ((r (guard (e (#t (list 'caught e n)))
             (call/cc (lambda (c) (set! k c)))
             (set! n (+ n 1))
             (raise n))))
    (if (< n 3) (k #f) r)))
; => (caught 3 3)
(let ((k #f) (n 0))
  (let ((r (guard (e ((symbol? e) (list 'sym n)) ((string? e) (list 'str n)))
             (let ((v (call/cc (lambda (c) (set! k c) 'a)))) (set! n (+ n 1)) (raise v)))))
    (if (= n 1) (k "b") r)))
; => (str 2)
(let ((k #f) (n 0))
  (let ((r (guard (e ((call/cc (lambda (c) (set! k c) #f)) (list 'again e)) (else (list 'else e))) (raise 'x))))
    (set! n (+ n 1))
    (if (= n 1) (k #t) (list n r))))
; => (2 (again x))
(let ((k #f) (n 0))
  (let ((r (guard (e (#t (call/cc (lambda (c) (set! k c))) (set! n (+ n 1)) (list e n))) (raise 'x))))
    (if (< n 3) (k #f) r)))
; => (x 3)
(let ((k #f))
  (define r (with-exception-handler
             (lambda (e) (call/cc (lambda (c) (set! k c) 1)))
             (lambda () (guard (x (#f 0)) (+ 100 (raise-continuable 'x))))))
  (if (< r 103) (k (- r 98)) r))
; => 103
(define saved #f)
(define (raiser) (+ 1 (call/cc (lambda (c) (set! saved c) 1))) (raise 'raised))
(define (guarded) (guard (e ((symbol? e) (list 'guarded e))) (raiser)))
(define n 0)
(let ((r (guarded))) (set! n (+ n 1)) (if (< n 3) (saved 0) (list n r)))  ; => (3 (guarded raised))

; a guard in a recursion: every activation has its own
(define (deep n) (if (= n 0) (raise 'bottom) (guard (e ((= n 5) (list 'five e)) ((string? e) 'string)) (+ 1 (deep (- n 1))))))
(guard (e ((error-object? e) 'error)) (deep 20))  ; => error
(define (deep2 n) (if (= n 0) (raise 'bottom) (guard (e ((= n 5) (list 'five e)) ((string? e) 'string)) (deep2 (- n 1)))))
(deep2 20)  ; => (five bottom)
(define (deep3 n) (if (= n 0) (raise '()) (guard (e ((list? e) (raise (cons n e)))) (deep3 (- n 1)))))
(guard (e (#t (length e))) (deep3 500))  ; => 500
(define (far n) (if (= n 0) (raise 'far) (+ 1 (far (- n 1)))))
(guard (e ((symbol? e) e)) (far 20000))  ; => far
(guard (e (#f 1) ((symbol? e) e)) (guard (e ((string? e) e)) (guard (e (#f 2)) (far 5000))))  ; => far

; errors of primitives and of calls
(map (lambda (thunk) (guard (e ((string? e) 0) ((error-object? e) (error-object-irritants e))) (thunk)))
     (list (lambda () (car 5)) (lambda () (vector-ref (vector 1) 9)) (lambda () (+ 'a 1)) (lambda () (error "m" 1 2)) (lambda () ("f" 1))))
; => ((5) (9) (a) (1 2) ("f"))
(guard (e (#t (list (error-object-message e) (error-object-irritants e)))) (error "msg:" 'a "b" 3))  ; => ("msg:" (a "b" 3))
(guard (e ((error-object? e) 'no-procedure)) (with-exception-handler 'no (lambda () 1)))  ; => no-procedure

; what a guard keeps alive and what it gives back
(define big 0)
(define (many n) (do ((i 0 (+ i 1))) ((= i n) 'done) (guard (e (#t (set! big (+ big 1)))) (raise i))))
(many 2000)  ; => done
big  ; => 2000
