;; Datum labels in program text: shared and circular literals.

(define (constants) (list "x" '(#0=(1 2) #0#) "y" '(#1=(3 4) . #1#) "z" 'foo))
(constants)                                   ; => ("x" ((1 2) (1 2)) "y" ((3 4) 3 4) "z" foo)
(let ((x (list-ref (constants) 1))) (eq? (car x) (cadr x)))   ; => #t
(let ((x (list-ref (constants) 3))) (eq? (car x) (cdr x)))    ; => #t

(let ((x '#0=(a b . #0#))) (list (car x) (cadr x) (eq? x (cddr x))))      ; => (a b #t)
(let ((x '#0=(#0#))) (eq? x (car x)))                                     ; => #t
(let ((x '(a . #0=(b c . #0#)))) (list (cadr x) (eq? (cdr x) (list-tail x 3))))   ; => (b #t)
(let ((x '#0=#(1 #0# (2 #0# . #0#)))) (list (eq? x (vector-ref x 1)) (eq? x (cadr (vector-ref x 2))) (eq? x (cddr (vector-ref x 2)))))   ; => (#t #t #t)
(let ((x '#0=(1 #1=(2 #0# #1#)))) (list (eq? x (cadr (cadr x))) (eq? (cadr x) (caddr (cadr x)))))   ; => (#t #t)
(let ((x #0=#(1 #0#))) (eq? x (vector-ref x 1)))                          ; => #t
(write '#5=(a #5# . #6=(b . #6#)))            ; prints: #0=(a #0# . #1=(b . #1#))
(let ((x '(quote #0=(a . #0#)))) (eq? (cadr x) (cdadr x)))                ; => #t
(equal? '#0=(a b . #0#) '#1=(a b a b . #1#))  ; => #t
(length '#0=(1 2 . #0#))                      ; !! WrongType

(define-syntax pass (syntax-rules () ((_ x) (list x 'x))))
(let ((x (pass '#0=(a . #0#)))) (list (eq? (car x) (cdar x)) (caadr x)))  ; => (#t quote)

(define-syntax second (syntax-rules () ((_ (a b . c)) 'b)))
(second (1 (2 3)))                            ; => (2 3)
