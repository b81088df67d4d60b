(guard (e (#t (list 'caught e))) (raise 'boom))  ; => (caught boom)
(guard (e ((symbol? e) (list 'sym e)) ((string? e) (list 'str e))) (raise "s"))  ; => (str "s")
(guard (e ((assq 'a e) => cdr) ((assq 'b e))) (raise (list (cons 'a 42))))  ; => 42
(guard (e ((assq 'a e) => cdr) ((assq 'b e))) (raise (list (cons 'b 23))))  ; => (b . 23)
(guard (e (else 'any)) (raise 1))  ; => any
(guard (e (#f 'no)) 'fine)  ; => fine
(guard (e ((string? e) 'inner)) (guard (e2 ((number? e2) 'number)) (raise "x")))  ; => inner
(guard (e (#t (list 'outer e))) (guard (e2 ((number? e2) 'number)) (raise 'sym)))  ; => (outer sym)
(guard (e (#t (list 're e))) (guard (e2 (#t (raise (list 'again e2)))) (raise 'x)))  ; => (re (again x))
(call-with-values (lambda () (guard (e (#t 0)) (values 1 2))) list)  ; => (1 2)
(call-with-values (lambda () (guard (e (#t (values e 2))) (raise 1))) list)  ; => (1 2)
(guard (e ((begin (set! e 5) #t) e)) (raise 1))  ; => 5
(guard (e (#t)) (raise 1))  ; => #t

(raise 'not-caught)  ; !! Raised: .*not-caught
(raise 42)  ; !! Raised: .*42
(raise (list 1 "two"))  ; !! Raised: .*\(1 "two"\)
(error "something bad:" 1 "two" 'three '(4))  ; !! UserError: something bad: 1 "two" three \(4\)
(error "nothing")  ; !! UserError: nothing$
(error 'who "did it")  ; !! UserError: who
(raise-continuable 'x)  ; !! Raised: .*x

(with-exception-handler (lambda (e) 10) (lambda () (+ 1 (raise-continuable 'c))))  ; => 11
(with-exception-handler (lambda (e) 10) (lambda () (+ 1 (raise 'c))))  ; !! EvalError|Raised|Error: .*handler returned
(call/cc (lambda (k) (with-exception-handler (lambda (e) (k (list 'got e))) (lambda () (raise 'c)))))  ; => (got c)
(call/cc (lambda (k) (with-exception-handler (lambda (e) (k (error-object-message e))) (lambda () (car 1)))))
(with-exception-handler (lambda (e) 'ignored) (lambda () (+ 1 (error "fatal"))))
; !! handler returned
(with-exception-handler
  (lambda (e) 0)
  (lambda () (guard (e2 ((string? e2) 'string)) (+ 1 (raise-continuable 5)))))
; => 1
(guard (e (#t (list 'outer e)))
  (with-exception-handler
   (lambda (e) (raise (list 'from-handler e)))
   (lambda () (raise 'x))))
; => (outer (from-handler x))
(let ((out '()))
  (with-exception-handler
   (lambda (e) (set! out (cons (list 'outer e) out)) 1)
   (lambda ()
     (with-exception-handler
      (lambda (e) (set! out (cons (list 'inner e) out)) (raise-continuable (list e 2)))
      (lambda () (set! out (cons (raise-continuable 'x) out))))))
  (reverse out))
; => ((inner x) (outer (x 2)) 1)
(with-exception-handler (lambda (e) 42) (lambda () (+ (raise-continuable 'oops) 23)))  ; => 65
(with-exception-handler 5 (lambda () 1))  ; !! WrongType
(with-exception-handler (lambda (e) 1) 5)  ; !! WrongType
(with-exception-handler (lambda (e) 1))  ; !! WrongArity

; error objects
(define (catch thunk) (guard (e (#t e)) (thunk)))
(define e (catch (lambda () (error "msg" 1 2))))
(error-object? e)  ; => #t
(error-object? 'x)  ; => #f
(error-object-message e)  ; => "msg"
(error-object-irritants e)  ; => (1 2)
(error-object? (catch (lambda () (car 1))))  ; => #t
(error-object? (catch (lambda () (vector-ref #(1) 5))))  ; => #t
(error-object? (catch (lambda () (undefined-variable))))  ; => #t
(error-object? (catch (lambda () ((lambda (x) x)))))  ; => #t
(error-object? (catch (lambda () (/ 1 0))))  ; => #t
(string? (error-object-message (catch (lambda () (car 1)))))  ; => #t
(error-object-irritants (catch (lambda () (car 'x))))  ; => (x)
(file-error? e)  ; => #f
(read-error? e)  ; => #f
(read-error? (catch (lambda () (read (open-input-string "(1 2")))))  ; => #t
(file-error? (catch (lambda () (read (open-input-string ")")))))  ; => #f
(error-object-message 5)  ; !! WrongType: error-object-message

; every machine error is catchable and carries on
(define (try thunk) (guard (e ((error-object? e) 'error)) (thunk)))
(map try (list (lambda () (car 1)) (lambda () (+ 'a 1)) (lambda () (vector-ref #(1 2) 2)) (lambda () (string-ref "" 0))
               (lambda () (/ 5 0)) (lambda () (undefined-x)) (lambda () (undefined-x 1)) (lambda () ((lambda (x) x)))
               (lambda () (5)) (lambda () (apply car '(1 2))) (lambda () (hash-table-ref (make-equal-hash-table) 1))
               (lambda () (letrec ((a b) (b 1)) a)) (lambda () (error "x")) (lambda () (string-append "a" 1))
               (lambda () (integer->char -1)) (lambda () (list-tail '(1) 2)) (lambda () (exact +nan.0))))
; => (error error error error error error error error error error error error error error error error error)
(let loop ((i 0) (n 0)) (if (= i 200) n (loop (+ i 1) (+ n (guard (e (#t 1)) (car i))))))  ; => 200
(define (safe-div a b) (call/cc (lambda (k) (with-exception-handler (lambda (e) (k 'div-by-zero)) (lambda () (/ a b))))))
(list (safe-div 6 3) (safe-div 1 0))  ; => (2 div-by-zero)

; a deep recursion is an error like others
(define (deep n) (+ 1 (deep n)))
(guard (e ((error-object? e) 'overflow)) (+ 1 (car '())))  ; => overflow

; dynamic environment of a guard's clauses is that of the guard
(define p (make-parameter 'out))
(guard (e (#t (list e (p)))) (parameterize ((p 'in)) (raise 'x)))  ; => (x out)
(guard (e (#f 1)) (with-exception-handler (lambda (e) 'h) (lambda () (raise-continuable 5))))  ; => h
(with-exception-handler
 (lambda (e) (list 'cont e (p)))
 (lambda () (guard (e ((string? e) 'str)) (parameterize ((p 'in)) (raise-continuable 'x)))))
; => (cont x in)

; a handler that is called for an error in a handler
(guard (e (#t (list 'second e))) (guard (e (#t (car e))) (raise 5)))
(guard (e ((error-object? e) (error-object-irritants e))) (guard (e (#t (car e))) (raise 5)))  ; => (5)
(guard (e (#t e)) (dynamic-wind (lambda () #f) (lambda () (raise 'body)) (lambda () (raise 'after))))  ; => after
