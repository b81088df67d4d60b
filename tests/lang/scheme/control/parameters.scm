(define p (make-parameter 10))
(define q (make-parameter 5 (lambda (x) (* x 2))))

(p)  ; => 10
(q)  ; => 10
(parameterize ((p 1)) (p))  ; => 1
(parameterize ((q 1)) (q))  ; => 2
(parameterize ((p 1) (q 2)) (list (p) (q)))  ; => (1 4)
(begin (parameterize ((p 1)) 'x) (p))  ; => 10
(parameterize ((p 1)) (parameterize ((p 2)) (p)))  ; => 2
(let ((f (lambda () (p)))) (parameterize ((p 'dynamic)) (f)))  ; => dynamic
(parameterize () 1)  ; => 1
(call/cc (lambda (k) (parameterize ((p 1)) (k (p)))))  ; => 1
(begin (call/cc (lambda (k) (parameterize ((p 1)) (k #f)))) (p))  ; => 10
(begin (guard (e (#t 0)) (parameterize ((p 1)) (raise 'x))) (p))  ; => 10
(let ((k #f) (n 0) (out '()))
  (parameterize ((p 1))
    (call/cc (lambda (c) (set! k c)))
    (set! out (cons (p) out)))
  (set! out (cons (p) out))
  (set! n (+ n 1))
  (if (< n 3) (k #f))
  (reverse out))
; => (1 10 1 10 1 10)
(parameterize ((p 1)) (define x 5) (+ x (p)))  ; => 6
(parameterize ((5 1)) 1)  ; !! WrongType: parameterize
(parameterize ((car 1)) 1)  ; !! WrongType: parameterize

; R7RS 4.2.6: the converter is not applied again when the binding ends
(define calls 0)
(define r (make-parameter 1 (lambda (x) (set! calls (+ calls 1)) x)))
(parameterize ((r 2)) (parameterize ((r 3)) (r)))  ; => 3
calls  ; => 3
(define radix (make-parameter 10 (lambda (x) (if (and (exact-integer? x) (<= 2 x 16)) x (error "invalid radix")))))
(define (f n) (number->string n (radix)))
(f 12)  ; => "12"
(parameterize ((radix 2)) (f 12))  ; => "1100"
(parameterize ((radix 0)) (f 12))
; !! UserError: invalid radix
(f 12)  ; => "12"

(let ((out (open-output-string)))
  (parameterize ((current-output-port out)) (display "inside"))
  (get-output-string out))
; => "inside"
