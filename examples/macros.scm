;; What syntax-rules can do: loops, new control structures, a pattern-driven state machine, little languages, and the
;; hygiene that keeps their variables apart from ours.
(import (scheme base) (scheme write))

(define (show-line . parts)
  (for-each display parts)
  (newline))

;;; ------------------------------------------------------------------- loops

(define-syntax while
  (syntax-rules ()
    ((_ test body ...)
     (let loop ()
       (when test
         body ...
         (loop))))))

(define-syntax for
  (syntax-rules (in from to by)
    ((_ x in items body ...)
     (for-each (lambda (x) body ...) items))
    ((_ x from low to high by step body ...)
     (let ((limit high) (delta step))
       (do ((x low (+ x delta)))
           ((> x limit))
         body ...)))
    ((_ x from low to high body ...)
     (for x from low to high by 1 body ...))))

;; (collect expr (x in items) ... (if test) ...): a list comprehension
(define-syntax collect
  (syntax-rules ()
    ((_ expr clause ...)
     (reverse (collect-into '() expr clause ...)))))

(define-syntax collect-into
  (syntax-rules (in if)
    ((_ result expr) (cons expr result))
    ((_ result expr (if test) clause ...)
     (let ((r result))
       (cond (test (collect-into r expr clause ...)) (else r))))
    ((_ result expr (x in items) clause ...)
     (let loop ((rest items) (r result))
       (cond
         ((null? rest) r)
         (else
          (let ((x (car rest)))
            (loop (cdr rest) (collect-into r expr clause ...)))))))))

;;; ----------------------------------------------------------------- control

(define-syntax my-or
  (syntax-rules ()
    ((_) #f)
    ((_ e) e)
    ((_ e rest ...) (let ((t e)) (if t t (my-or rest ...))))))

(define-syntax swap!
  (syntax-rules ()
    ((_ a b) (let ((tmp a)) (set! a b) (set! b tmp)))))

(define-syntax with-return
  (syntax-rules ()
    ((_ (return) body ...)
     (call/cc (lambda (return) body ...)))))

(define-syntax try
  (syntax-rules (catch finally)
    ((_ body (catch e handler ...) (finally cleanup ...))
     (dynamic-wind
      (lambda () #f)
      (lambda () (try body (catch e handler ...)))
      (lambda () cleanup ...)))
    ((_ body (catch e handler ...))
     (guard (e (#t handler ...)) body))))

;; (-> x (f a) g) is (g (f x a))
(define-syntax ->
  (syntax-rules ()
    ((_ x) x)
    ((_ x (f arg ...) rest ...) (-> (f x arg ...) rest ...))
    ((_ x f rest ...) (-> (f x) rest ...))))

;; let over several names at once, written as our own recursive macro
(define-syntax my-let*
  (syntax-rules ()
    ((_ () body ...) (let () body ...))
    ((_ ((name value) rest ...) body ...)
     (let ((name value)) (my-let* (rest ...) body ...)))))

(define-syntax my-cond
  (syntax-rules (else)
    ((_ (else e ...)) (let () e ...))
    ((_ (test e ...) clause ...) (if test (let () e ...) (my-cond clause ...)))
    ((_) 'nothing)))

;;; ---------------------------------------------------------- state machines

;; Each state becomes a procedure, each transition a tail call.
(define-syntax state-machine
  (syntax-rules (-> accept reject)
    ((_ start (state ending (input -> target) ...) ...)
     (lambda (inputs)
       (define (state rest)
         (cond
           ((null? rest) 'ending)
           ((eqv? (car rest) 'input) (target (cdr rest))) ...
           (else 'stuck)))
       ...
       (start inputs)))))

(define accessor-name?
  (state-machine start
    (start reject (#\c -> middle))
    (middle reject (#\a -> more) (#\d -> more))
    (more reject (#\a -> more) (#\d -> more) (#\r -> end))
    (end accept)))

(define divisible-by-three?
  (state-machine zero
    (zero accept (0 -> zero) (1 -> one))
    (one reject (0 -> two) (1 -> zero))
    (two reject (0 -> one) (1 -> two))))

;;; --------------------------------------------------------------- structures

;; names to numbers and back
(define-syntax define-enum
  (syntax-rules ()
    ((_ ->index ->name name ...)
     (define-values (->index ->name)
       (let ((names (vector 'name ...)))
         (values
          (lambda (n)
            (let loop ((i 0))
              (cond
                ((= i (vector-length names)) #f)
                ((eq? n (vector-ref names i)) i)
                (else (loop (+ i 1))))))
          (lambda (i) (vector-ref names i))))))))

(define-enum color->index index->color red green blue)
(define-enum day->index index->day mon tue wed thu fri)

;; matches lists against patterns: _ matches anything, (? test) what passes, names are bound
(define-syntax match
  (syntax-rules (else)
    ((_ value (else e ...)) (let () e ...))
    ((_ value (pattern e ...) clause ...)
     (let ((v value))
       (match-one v pattern (let () e ...) (match v clause ...))))))

(define-syntax match-one
  (syntax-rules (quote ?)
    ((_ v () yes no) (if (null? v) yes no))
    ((_ v 'datum yes no) (if (equal? v 'datum) yes no))
    ((_ v (? test name) yes no) (if (test v) (let ((name v)) yes) no))
    ((_ v (first . rest) yes no)
     (if (pair? v)
         (let ((a (car v)) (d (cdr v)))
           (match-one a first (match-one d rest yes no) no))
         no))
    ((_ v name yes no) (let ((name v)) yes))))

(define (calculate e)
  (match e
    ((? number? n) n)
    (('plus a b) (+ (calculate a) (calculate b)))
    (('times a b) (* (calculate a) (calculate b)))
    (('let name value body) (calculate (substitute name (calculate value) body)))
    (else (list 'unknown e))))

(define (substitute name value e)
  (match e
    ((? pair? p) (cons (substitute name value (car p)) (substitute name value (cdr p))))
    (other (if (eq? other name) value other))))

;; ellipses in ellipses: groups of pairs to one association list
(define-syntax groups
  (syntax-rules ()
    ((_ (name (key value) ...) ...)
     (list (cons 'name (list (cons 'key value) ...)) ...))))

;; a macro that defines a macro
(define-syntax define-constant-macro
  (syntax-rules ()
    ((_ name value)
     (define-syntax name
       (syntax-rules ()
         ((_) value)
         ((_ n) (* n value)))))))

(define-constant-macro dozen 12)

;;; ----------------------------------------------------------------- samples

(let ((i 0) (sum 0))
  (while (< i 10)
    (set! sum (+ sum i))
    (set! i (+ i 1)))
  (show-line sum))
(for x in '(1 2 3) (display (* x x)) (display " "))
(for x from 10 to 30 by 5 (display x) (display " "))
(for x from 1 to 3 (display x))
(newline)
(show-line (collect (list x y) (x in '(1 2 3)) (if (odd? x)) (y in '(a b))))
(show-line (collect (* x x) (x in '(1 2 3 4 5 6)) (if (> x 2)) (if (even? x))))

;; hygiene: our t, tmp, loop and if do not meet those of the macros
(let ((t 5)) (show-line (my-or #f t) " " (my-or) " " (my-or #f #f 7)))
(let ((tmp 1) (other 2)) (swap! tmp other) (show-line tmp " " other))
(let ((loop 3) (n 0)) (while (< n loop) (set! n (+ n 1))) (show-line n))
(let ((when list) (r '(shadowed)) (n 0)) (while (< n 2) (set! n (+ n 1))) (show-line n (when 1 2) r))

(show-line (with-return (return) (for x in '(1 2 -3 4) (when (negative? x) (return x))) 'none))
(let ((log '()))
  (define (note x) (set! log (cons x log)) x)
  (show-line (try (begin (note 'body) (raise 'oops)) (catch e (note 'caught) (list e 'handled))
                  (finally (note 'cleanup)))
             (try (+ 1 1) (catch e 'never))
             (reverse log)))
(show-line (-> 5 (- 2) (* 10) number->string string->list length))
(show-line (my-let* ((a 1) (b (+ a 1)) (c (* b 10))) (list a b c)) " "
           (my-cond (#f 1) ((= 1 1) 2 3) (else 4)) " " (my-cond (#f 1)))
(show-line (map (lambda (s) (accessor-name? (string->list s))) '("cadr" "cr" "cdddr" "car!" "c" "")))
(show-line (collect n (n in '(0 1 2 3 4 5 6 9 10 12))
                    (if (eq? 'accept (divisible-by-three?
                                      (let bits ((n n) (result '()))
                                        (if (< n 2) (cons n result)
                                            (bits (quotient n 2) (cons (remainder n 2) result)))))))))
(show-line (map color->index '(red blue pink)) (index->color 1) (day->index 'fri) (index->day 0))
(show-line (map calculate '((plus 1 (times 2 3)) (let x (plus 1 1) (times x (plus x x))) (minus 1 2))))
(show-line (groups (first (a 1) (b (+ 1 1))) (second) (third (c 3))))
(show-line (dozen) " " (dozen 3))
(show-line (let-syntax ((twice (syntax-rules () ((_ e) (begin e e)))))
             (let ((n 0)) (twice (set! n (+ n 1))) n))
           " "
           (letrec-syntax ((even-args? (syntax-rules () ((_) #t) ((_ x . rest) (odd-args? . rest))))
                           (odd-args? (syntax-rules () ((_) #f) ((_ x . rest) (even-args? . rest)))))
             (list (even-args? 1 2 3 4) (even-args? 1 2 3))))
