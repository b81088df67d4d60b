(define-syntax swap!
  (syntax-rules () ((_ a b) (let ((tmp a)) (set! a b) (set! b tmp)))))
(define-syntax my-or
  (syntax-rules () ((_) #f) ((_ e) e) ((_ e r ...) (let ((t e)) (if t t (my-or r ...))))))
(define-syntax while
  (syntax-rules () ((_ c body ...) (let lp () (when c body ... (lp))))))
(define-syntax my-let
  (syntax-rules ()
    ((_ ((n v) ...) b ...) ((lambda (n ...) b ...) v ...))
    ((_ tag ((n v) ...) b ...) ((letrec ((tag (lambda (n ...) b ...))) tag) v ...))))

(let ((x 1) (y 2)) (swap! x y) (list x y))  ; => (2 1)
(let ((tmp 1) (other 2)) (swap! tmp other) (list tmp other))  ; => (2 1)
(let ((t 5)) (my-or #f t))  ; => 5
(let ((if list) (t 5)) (my-or #f t))  ; => 5
(my-or)  ; => #f
(let ((i 0)) (while (< i 5) (set! i (+ i 1))) i)  ; => 5
(let ((lp 1) (i 0)) (while (< i 3) (set! i (+ i lp))) i)  ; => 3
(my-let ((a 1) (b 2)) (+ a b))  ; => 3
(my-let loop ((i 0)) (if (< i 5) (loop (+ i 1)) i))  ; => 5

; a macro keeps its definition's meaning of free names
(define-syntax first-of (syntax-rules () ((_ x) (car x))))
(let ((car cdr)) (first-of '(1 2)))  ; => 1
(define secret 10)
(define-syntax get-secret (syntax-rules () ((_) secret)))
(let ((secret 20)) (get-secret))  ; => 10
(let-syntax ((foo (syntax-rules () ((_ x) (let ((y 1)) (+ x y)))))) (let ((y 10)) (foo y)))  ; => 11
(letrec-syntax ((ev? (syntax-rules () ((_) #t) ((_ x . r) (od? . r)))) (od? (syntax-rules () ((_) #f) ((_ x . r) (ev? . r))))) (list (ev? a b) (od? a b)))  ; => (#t #f)
(let ((x 'outer)) (let-syntax ((m (syntax-rules () ((m) x)))) (let ((x 'inner)) (m))))  ; => outer
(let ((=> #f)) (cond (#t => 'ok)))  ; => ok
(let ((else #f)) (cond (else 1) (#t 2)))  ; => 2

; ellipsis
(define-syntax my-list (syntax-rules () ((_ (a b ...) ...) '((b ... a) ...))))
(my-list (1 2 3) (4) (5 6))  ; => ((2 3 1) (4) (6 5))
(define-syntax tail-pattern (syntax-rules () ((_ a ... z) '(z a ...))))
(tail-pattern 1 2 3)  ; => (3 1 2)
(tail-pattern 1)  ; => (1)
(define-syntax mid (syntax-rules () ((_ a b ... (c d) e) '(a (b ...) c d e))))
(mid 1 2 3 (4 5) 6)  ; => (1 (2 3) 4 5 6)
(mid 1 (4 5) 6)  ; => (1 () 4 5 6)
(define-syntax dotted (syntax-rules () ((_ a . b) '(a b))))
(dotted 1 2 3)  ; => (1 (2 3))
(dotted 1 . 2)  ; => (1 2)
(define-syntax vec (syntax-rules () ((_ #(a b ...)) (list a '(b ...)))))
(vec #(1 2 3))  ; => (1 (2 3))
(define-syntax flat (syntax-rules () ((_ (a ...) ...) '(a ... ...))))
(flat (1 2) () (3))  ; => (1 2 3)
(define-syntax esc (syntax-rules () ((_ a) '(a (... ...)))))
(esc 1)  ; => (1 ...)
(define-syntax my-ell (syntax-rules ::: () ((_ a :::) '(a ::: end))))
(my-ell 1 2)  ; => (1 2 end)
(define-syntax under (syntax-rules () ((_ _ x) 'x)))
(under 1 2)  ; => 2
(define-syntax lit (syntax-rules (=>) ((_ a => b) '(arrow a b)) ((_ a b c) '(plain a b c))))
(lit 1 => 2)  ; => (arrow 1 2)
(lit 1 2 3)  ; => (plain 1 2 3)
(let ((=> 0)) (lit 1 => 2))  ; => (plain 1 => 2)
(define-syntax strs (syntax-rules () ((_ "a" x) 'string) ((_ 1 x) 'one) ((_ #\c x) 'char) ((_ y x) 'other)))
(list (strs "a" 0) (strs 1 0) (strs #\c 0) (strs "b" 0))  ; => (string one char other)
(define-syntax nested (syntax-rules () ((_ ((a b ...) ...) ...) '((a ... (b ... ...)) ...))))
(nested ((1 2 3) (4 5)) ((6)))  ; => ((1 4 (2 3 5)) (6 ()))

; macros that define
(define-syntax def (syntax-rules () ((_ n v) (define n v))))
(def abc 5)
abc  ; => 5
(define-syntax def-getter (syntax-rules () ((_ name v) (begin (define hidden v) (define (name) hidden)))))
(def-getter get-a 1)
(def-getter get-b 2)
(memv (get-a) '(1 2))
(define (f) (def y 3) (* y 2))
(f)  ; => 6
(define-syntax def-macro (syntax-rules () ((_ name value) (define-syntax name (syntax-rules () ((_) value))))))
(def-macro five 5)
(five)  ; => 5
(let () (define-syntax inner (syntax-rules () ((_ a) (* a 2)))) (define x 4) (inner x))  ; => 8
(define (g) (define-record-type point (make-point x y) point? (x px) (y py)) (px (make-point 1 2)))
(g)  ; => 1

; macros that make macros with ellipses of their own
(define-syntax be-like-begin (syntax-rules () ((_ name) (define-syntax name (syntax-rules () ((_ expr (... ...)) (begin expr (... ...))))))))
(be-like-begin sequence)
(sequence 1 2 3 4)  ; => 4
(let ((=> #f)) (cond (#t => 'ok)))  ; => ok
(define-syntax my-if (syntax-rules () ((_ c t e) (cond (c t) (else e)))))
(let ((else #f)) (my-if #f 1 2))  ; => 2
(define-syntax ten (syntax-rules () ((_) 10)))
(define (use-ten) (ten))
(define-syntax ten (syntax-rules () ((_) 20)))
(list (use-ten) (ten))  ; => (10 20)
(define-syntax loop-until (syntax-rules () ((_ id init test ret next) (let lp ((id init)) (if test ret (lp next))))))
(loop-until i 1 (> i 100) i (* i 2))  ; => 128
(define-syntax kw (syntax-rules () ((_ x) (let loop ((n x)) (if (> n 3) 'end (loop (+ n 1)))))))
(let ((loop 0)) (kw loop))  ; => end

(swap! 1)  ; !! ExpandError
(my-let 5)  ; !! ExpandError
swap!  ; !! ExpandError
(define-syntax bad (syntax-rules () ((_ a ... b ...) 1)))  ; !! ExpandError
