;; Several values: bound in place, taken by procedures, given to continuations.
(import (scheme base) (scheme write) (scheme lazy))

(define (two a b) (values a b))
(define (none) (values))

; let-values and its like
(let-values (((a b) (two 1 2))) (list a b))  ; => (1 2)
(let-values (((a b) (two 1 2)) ((c) 3) (() (none))) (list a b c))  ; => (1 2 3)
(let-values (((a . rest) (values 1 2 3)) (all (two 4 5))) (list a rest all))  ; => (1 (2 3) (4 5))
(let ((a 1) (b 2)) (let-values (((a b) (two b a)) ((c d) (two a b))) (list a b c d)))  ; => (2 1 1 2)
(let ((a 1) (b 2)) (let*-values (((a b) (two b a)) ((c d) (two a b))) (list a b c d)))  ; => (2 1 2 1)
(let-values (((a b) (two 1 2))) (set! a (+ a 10)) (list a b))  ; => (11 2)
(define (counters) (let-values (((a b) (two 1 2))) (list (lambda () (set! a (+ a b)) a) (lambda () (set! b 10)))))
(let ((c (counters))) ((car c)) ((cadr c)) ((car c)))  ; => 13
(define-values (x y . z) (values 1 2 3 4))
(list x y z)  ; => (1 2 (3 4))
(let () (define-values (p q) (two 5 6)) (define r (+ p q)) (list p q r))  ; => (5 6 11)
(let-values (((a b) (two 1 2))) (let-values (((c d) (two b a))) (list a b c d)))  ; => (1 2 2 1)
(let-values (((unused b) (two 1 2))) b)  ; => 2
(let-values (((unused either) (two 1 2))) 'neither)  ; => neither

; the wrong number
(let-values (((a b) 1)) a)  ; !! EvalError: .*expected 2 values, got 1
(let-values (((a b) (values 1 2 3))) a)  ; !! EvalError: .*expected 2 values, got 3
(let-values (((unused either) (values 1 2 3))) 'neither)  ; !! EvalError: .*expected 2 values, got 3
(let-values (((a) (two 1 2))) a)  ; !! EvalError: .*expected 1 value, got 2
(let-values (((a b) (none))) a)  ; !! EvalError: .*expected 2 values, got 0
(let-values ((() (two 1 2))) 1)  ; !! WrongArity
(let-values (((a b . c) 1)) a)  ; !! WrongArity
(guard (e (#t (error-object-message e))) (let-values (((a b) (none))) a))  ; => "expected 2 values, got 0"

; call-with-values
(call-with-values (lambda () (two 4 5)) (lambda (a b) b))  ; => 5
(call-with-values (lambda () (two 4 5)) list)  ; => (4 5)
(call-with-values none list)  ; => ()
(call-with-values * -)  ; => -1
(call-with-values (lambda () (two 1 2)) (lambda all all))  ; => (1 2)
(call-with-values (lambda () 7) (lambda (a) (* a a)))  ; => 49
(let ((log '()))
  (define (note x) (set! log (cons x log)))
  (call-with-values (lambda () (note 'producer) (two 1 2)) (begin (note 'consumer) list))
  (reverse log))  ; => (consumer producer)
(call-with-values (lambda (x) x) list)  ; !! WrongArity
(call-with-values (lambda () 1))  ; !! WrongArity
(call-with-values 5 list)  ; !! WrongType
(let ((call-with-values (lambda (p c) 'mine))) (call-with-values (lambda () 1) (lambda (a) a)))  ; => mine
(apply call-with-values (list (lambda () (two 1 2)) cons))  ; => (1 . 2)

; in loops
(let loop ((i 0) (sum 0))
  (if (= i 1000) sum (let-values (((next square) (values (+ i 1) (* i i)))) (loop next (+ sum square)))))  ; => 332833500
(let loop ((i 0) (kept '()))
  (if (= i 3)
      (map (lambda (f) (f)) kept)
      (let-values (((a b) (two i (* i i)))) (loop (+ i 1) (cons (lambda () (set! a (+ a b)) a) kept)))))  ; => (6 2 0)
(define (halves l)
  (if (or (null? l) (null? (cdr l)))
      (values l '())
      (let-values (((odd even) (halves (cddr l)))) (values (cons (car l) odd) (cons (cadr l) even)))))
(call-with-values (lambda () (halves '(1 2 3 4 5))) list)  ; => ((1 3 5) (2 4))

; continuations
(let-values (((a b) (call/cc (lambda (k) (k 1 2))))) (list a b))  ; => (1 2)
(let-values (((a b) (call/cc (lambda (k) (k 1 2 3))))) a)  ; !! EvalError: .*expected 2 values, got 3
(let ((again #f) (count 0) (seen '()))
  (let-values (((a b) (call/cc (lambda (k) (set! again k) (values 0 0)))))
    (set! seen (cons (list a b) seen))
    (set! count (+ count 1))
    (if (< count 3) (again count (- count)) (reverse seen))))  ; => ((0 0) (1 -1) (2 -2))
(let-values (((a b) (dynamic-wind (lambda () #f) (lambda () (two 1 2)) (lambda () #f)))) (+ a b))  ; => 3
(let-values (((a b) (guard (e (#t (values e e))) (raise 'x)))) (list a b))  ; => (x x)
