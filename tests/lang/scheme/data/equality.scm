(eq? 'a 'a)  ; => #t
(eq? '() '())  ; => #t
(eq? (list 'a) (list 'a))  ; => #f
(let ((x '(a))) (eq? x x))  ; => #t
(eq? car car)  ; => #t
(let ((p (lambda (x) x))) (eqv? p p))  ; => #t
(eqv? (lambda () 1) (lambda () 2))  ; => #f
(eqv? 2 2)  ; => #t
(eqv? 2 2.0)  ; => #f
(eqv? 100000000000000000000 100000000000000000000)  ; => #t
(eqv? 1/2 1/2)  ; => #t
(eqv? #\a #\a)  ; => #t
(eqv? "" "")
(eqv? (cons 1 2) (cons 1 2))  ; => #f
(eqv? #f 'nil)  ; => #f
(eqv? 'abc 'ABC)  ; => #f

(equal? '(a (b) c) '(a (b) c))  ; => #t
(equal? "abc" "abc")  ; => #t
(equal? "abc" "abd")  ; => #f
(equal? 2 2)  ; => #t
(equal? 2 2.0)  ; => #f
(equal? (make-vector 5 'a) (make-vector 5 'a))  ; => #t
(equal? #u8(1 2) #u8(1 2))  ; => #t
(equal? '#(1 (2 #(3))) (vector 1 (list 2 (vector 3))))  ; => #t
(equal? '(1 . 2) '(1 2))  ; => #f
(equal? "é" (string #\é))  ; => #t
(equal? (string #\a) (let ((s (string #\λ))) (string-set! s 0 #\a) s))  ; => #t
(equal? (list 1/2 100000000000000000000 1.5 #\x 'y "z" #t '())
        (list 1/2 100000000000000000000 1.5 #\x 'y "z" #t '()))  ; => #t

(let ((a (list 1 2)) (b (list 1 2))) (set-cdr! (cdr a) a) (set-cdr! (cdr b) b) (equal? a b))  ; => #t
(let ((a (list 1 2)) (b (list 1 3))) (set-cdr! (cdr a) a) (set-cdr! (cdr b) b) (equal? a b))  ; => #f
(let ((a (vector 1 2)) (b (vector 1 2))) (vector-set! a 0 a) (vector-set! b 0 b) (equal? a b))  ; => #t
(let ((a (list 1)) (b (list 1 1))) (set-cdr! a a) (set-cdr! (cdr b) b) (equal? a b))  ; => #t

(boolean=? #t #t)  ; => #t
(boolean=? #t #f)  ; => #f
(boolean=? #f #f #f)  ; => #t
(boolean? '())  ; => #f
(boolean? #f)  ; => #t
(not 3)  ; => #f
(not '())  ; => #f
(not #f)  ; => #t
(if '() 'true 'false)  ; => true
(if 0 'true 'false)  ; => true
(if "" 'true 'false)  ; => true
#true  ; => #t
#false  ; => #f
(list #t #f)  ; => (#t #f)
