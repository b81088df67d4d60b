;; The place of an error is where it happened: the line of the comment.

(define (f x)
  (list
    (+ x 1)  ; a comment
    (* x 2)))
(f 1)  ; => (2 2)

(begin
  1
  (car
    'a)
  2)
; !! WrongType: car: argument 1 is not a pair: a

(let ((x 5))
  (list 1
        (vector-ref
          x 1)))
; !! WrongType: vector-ref

(define (g x)
  (let ((y (* x 2)))
    (if (> y 10)
        (error "too big" y)
        y)))
(list (g 1)
      (g 2))  ; => (2 4)
(list 1
      (g 100))
; !! UserError: too big 200

(list 1
  (let ((v (vector 1 2 3)))
    (let loop ((i 0))
      (if (< i 4)
          (begin (vector-ref v i)  ; !! OutOfRange: vector-ref: .*3
                 (loop (+ i 1)))))))

(let ((s "abc"))
  (string-append s
    (string (string-ref s 3))))  ; !! OutOfRange: string-ref

(cond
  ((= 1 2) 'no)
  ((undefined-predicate? 1)  ; !! UnboundVariable: .*undefined-predicate
   'x)
  (else 'y))

(let* ((a 1)
       (b (+ a
             'b)))  ; arguments are on another line than the call
  b)
; !! WrongType: \+: argument 2 is not a number: b

(map (lambda (x)
       (+ x
          (cdr x)))  ; !! WrongType: cdr: argument 1 is not a pair: 1
     '(1 2))

(let ((f (lambda (a b) a)))
  (f 1 2)
  (f 1))  ; !! WrongArity

((lambda (x)
   (x 1 2))  ; !! WrongArity: car
 car)

(define-syntax swap!
  (syntax-rules () ((_ a b) (let ((tmp a)) (set! a b) (set! b tmp)))))
(let ((x 1))
  (swap! x
    undefined-y))
; !! UnboundVariable: .*undefined-y

(if)
; !! ExpandError
(let ((x 1) (x 2)) x)  ; !! ExpandError
(let ((x)) x)  ; !! ExpandError
(lambda (x x) x)  ; !! ExpandError
(lambda)  ; !! ExpandError
(quote)  ; !! ExpandError
(quote 1 2)  ; !! ExpandError
(define)  ; !! ExpandError
(let loop)  ; !! ExpandError
(cond (else))
; !! ExpandError
(case)  ; !! ExpandError
(set! 5 1)  ; !! ExpandError
(set! x)  ; !! ExpandError
(if 1 2 3 4)  ; !! ExpandError
else  ; !! ExpandError
(else)  ; !! ExpandError
(define-syntax foo 5)  ; !! ExpandError
(let-syntax ((foo (syntax-rules () ((_ a) a)))) (foo))  ; !! ExpandError
(1 . 2)  ; !! ExpandError
()  ; !! ExpandError
(import (no such library))  ; !! ExpandError
(lambda (x) (define y 1))
; !! ExpandError
(syntax-error "my message" 1 2)  ; !! ExpandError: my message
