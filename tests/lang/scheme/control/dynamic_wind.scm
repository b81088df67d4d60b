(let ((path '()))
  (define (add s) (set! path (cons s path)))
  (dynamic-wind (lambda () (add 'in)) (lambda () (add 'body)) (lambda () (add 'out)))
  (reverse path))
; => (in body out)
(dynamic-wind (lambda () 1) (lambda () 2) (lambda () 3))  ; => 2
(call-with-values (lambda () (dynamic-wind (lambda () 1) (lambda () (values 2 3)) (lambda () 4))) list)  ; => (2 3)

; R7RS 6.10
(let ((path '()) (c #f))
  (let ((add (lambda (s) (set! path (cons s path)))))
    (dynamic-wind
     (lambda () (add 'connect))
     (lambda () (add (call/cc (lambda (c0) (set! c c0) 'talk1))))
     (lambda () (add 'disconnect)))
    (if (< (length path) 4)
        (c 'talk2)
        (reverse path))))
; => (connect talk1 disconnect connect talk2 disconnect)

; an escape through several
(let ((path '()))
  (define (add s) (set! path (cons s path)))
  (call/cc (lambda (k)
    (dynamic-wind (lambda () (add 'in1))
                  (lambda () (dynamic-wind (lambda () (add 'in2)) (lambda () (k 'x)) (lambda () (add 'out2))))
                  (lambda () (add 'out1)))))
  (reverse path))
; => (in1 in2 out2 out1)

; from one into a sibling: leave and enter what is not common
(let ((path '()) (k #f) (n 0))
  (define (add s) (set! path (cons s path)))
  (define (wind name thunk) (dynamic-wind (lambda () (add (list name 'in))) thunk (lambda () (add (list name 'out)))))
  (wind 'a (lambda ()
    (wind 'b (lambda () (call/cc (lambda (c) (set! k c)))))
    (set! n (+ n 1))
    (wind 'c (lambda () (if (< n 2) (k #f))))))
  (reverse path))
; => ((a in) (b in) (b out) (c in) (c out) (b in) (b out) (c in) (c out) (a out))

; an error passes the after thunk; its handler runs before it
(let ((path '()))
  (define (add s) (set! path (cons s path)))
  (guard (e (#t (add 'handler)))
    (dynamic-wind (lambda () (add 'in)) (lambda () (raise 'oops)) (lambda () (add 'out))))
  (reverse path))
; => (in out handler)
(let ((path '()))
  (define (add s) (set! path (cons s path)))
  (call/cc (lambda (k)
    (with-exception-handler
     (lambda (e) (add 'handler) (k e))
     (lambda () (dynamic-wind (lambda () (add 'in)) (lambda () (car 5)) (lambda () (add 'out)))))))
  (reverse path))
; => (in handler out)

; an escape in the after thunk
(let ((path '()))
  (define (add s) (set! path (cons s path)))
  (add (call/cc (lambda (k) (dynamic-wind (lambda () (add 'in)) (lambda () 'body) (lambda () (k 'escaped))))))
  (reverse path))
; => (in escaped)
(let ((k1 #f) (out '()))
  (call/cc (lambda (k)
    (dynamic-wind (lambda () (set! out (cons 'in out)))
                  (lambda () (call/cc (lambda (c) (set! k1 c))) (k #f))
                  (lambda () (set! out (cons 'out out))))))
  (if (< (length out) 6) (k1 #f))
  (reverse out))
; => (in out in out in out)

; generators through winds
(define (g)
  (define k #f)
  (define return #f)
  (define log '())
  (define (next)
    (call/cc (lambda (r)
      (set! return r)
      (if k
          (k #f)
          (dynamic-wind
           (lambda () (set! log (cons '< log)))
           (lambda () (for-each (lambda (x) (call/cc (lambda (c) (set! k c) (return x)))) '(1 2)) (return 'end))
           (lambda () (set! log (cons '> log))))))))
  (let* ((a (next)) (b (next)) (c (next))) (list a b c (reverse log))))
(g)  ; => (1 2 end (< > < > < >))

; parameters in the winders are those of the dynamic-wind
(define p (make-parameter 0))
(let ((seen '()))
  (parameterize ((p 1))
    (call/cc (lambda (k)
      (dynamic-wind (lambda () (set! seen (cons (p) seen)))
                    (lambda () (parameterize ((p 2)) (k #f)))
                    (lambda () (set! seen (cons (p) seen)))))))
  (reverse (cons (p) seen)))
; => (1 1 0)

(dynamic-wind 1 (lambda () 2) (lambda () 3))  ; !! WrongType: dynamic-wind
(dynamic-wind (lambda () 1))  ; !! WrongArity
