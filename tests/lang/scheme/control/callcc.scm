(call/cc (lambda (k) (+ 1 (k 42))))  ; => 42
(call-with-current-continuation (lambda (k) 5))  ; => 5
(+ 1 (call/cc (lambda (k) (k 1))))  ; => 2
(call-with-current-continuation (lambda (exit) (for-each (lambda (x) (if (negative? x) (exit x))) '(54 0 37 -3 245 19)) #t))  ; => -3
(call-with-values (lambda () (call/cc (lambda (k) (k 1 2 3)))) list)  ; => (1 2 3)
(call-with-values (lambda () (call/cc (lambda (k) (k)))) list)  ; => ()
(let ((path '())) (let loop ((i 0)) (call/cc (lambda (next) (if (odd? i) (next #f)) (set! path (cons i path)))) (if (< i 6) (loop (+ i 1)))) path)  ; => (6 4 2 0)

; a continuation entered again
(let ((k #f) (n 0))
  (call/cc (lambda (c) (set! k c)))
  (set! n (+ n 1))
  (if (< n 3) (k #f))
  n)
; => 3
(let ((k #f) (count 0))
  (let ((x (+ 100 (call/cc (lambda (c) (set! k c) 1)))))
    (set! count (+ count 1))
    (if (< count 4) (k count) (list x count))))
; => (103 4)
(define r #f)
(define seen '())
(define (note x) (set! seen (cons x seen)) x)
(note (+ 1 (call/cc (lambda (k) (set! r k) 1))))
(if (< (length seen) 3) (r (length seen)))
seen  ; => (2 2)

; map and a re-entered continuation: results that were returned stay (R7RS 6.10)
(let ((k* #f) (y* 1))
  (set! y* (* 2 y*))
  (let ((v (map (lambda (x) (call/cc (lambda (k) (if (= x 2) (if (not k*) (set! k* k))) x))) '(1 2 3))))
    (if (< y* 5)
        (begin (set! y* (* 2 y*)) (k* y*))
        v)))
; => (1 8 3)
(let ((result
       (let ()
         (define k* #f)
         (define first #f)
         (define v (map (lambda (x) (call/cc (lambda (k) (if (= x 2) (set! k* k)) x))) '(1 2 3)))
         (if (not first)
             (begin (set! first v) (k* 'again))
             (list first v)))))
  result)
; => ((1 2 3) (1 again 3))
(let ((k* #f) (first #f))
  (let ((v (vector-map (lambda (x) (call/cc (lambda (k) (if (= x 2) (set! k* k)) x))) #(1 2 3))))
    (if (not first)
        (begin (set! first v) (k* 'again))
        (list first v))))
; => (#(1 2 3) #(1 again 3))

; generators by re-entry
(define (make-generator producer)
  (define return #f)
  (define (yield value)
    (call/cc (lambda (next)
      (set! resume (lambda () (next #f)))
      (return value))))
  (define resume (lambda () (producer yield) (return 'end)))
  (lambda () (call/cc (lambda (k) (set! return k) (resume)))))
(define (tree-walk tree yield)
  (cond ((null? tree) #f)
        ((pair? tree) (tree-walk (car tree) yield) (tree-walk (cdr tree) yield))
        (else (yield tree))))
(define (same-fringe? a b)
  (define ga (make-generator (lambda (y) (tree-walk a y))))
  (define gb (make-generator (lambda (y) (tree-walk b y))))
  (let loop ()
    (let ((x (ga)) (y (gb)))
      (cond ((not (eqv? x y)) #f)
            ((eq? x 'end) #t)
            (else (loop))))))
(define g (make-generator (lambda (yield) (for-each yield '(1 2 3)))))
(let* ((a (g)) (b (g)) (c (g)) (d (g))) (list a b c d))  ; => (1 2 3 end)
(same-fringe? '(1 (2 3) 4) '((1 2) (3 (4))))  ; => #t
(same-fringe? '(1 (2 3) 4) '((1 2) (4 (3))))  ; => #f

; the yin-yang puzzle, cut short
(let ((out '()) (n 0))
  (call/cc
   (lambda (stop)
     (let* ((yin ((lambda (cc) (set! out (cons 'at out)) cc) (call/cc (lambda (c) c))))
            (yang ((lambda (cc) (set! n (+ n 1)) (set! out (cons 'star out)) (if (> n 6) (stop #f)) cc) (call/cc (lambda (c) c)))))
       (yin yang))))
  (reverse out))
; => (at star at star star at star star star at star)

;; coroutines
(define queue '())
(define (enqueue! t) (set! queue (append queue (list t))))
(define done #f)
(define (dispatch)
  (if (pair? queue)
      (let ((t (car queue))) (set! queue (cdr queue)) (t))
      (done 'all)))
(define (yield) (call/cc (lambda (k) (enqueue! (lambda () (k #f))) (dispatch))))
(define trace '())
(define (worker name n)
  (lambda ()
    (do ((i 0 (+ i 1))) ((= i n)) (set! trace (cons (list name i) trace)) (yield))
    (dispatch)))
(enqueue! (worker 'a 2))
(enqueue! (worker 'b 3))
(call/cc (lambda (k) (set! done k) (dispatch)))  ; => all
(reverse trace)  ; => ((a 0) (b 0) (a 1) (b 1) (b 2))

; a continuation captured deep, called from elsewhere
(define saved #f)
(define (deep n) (if (= n 0) (call/cc (lambda (k) (set! saved k) 0)) (+ 1 (deep (- n 1)))))
(define hits 0)
(define result (deep 200))
result  ; => 200
(begin (set! hits (+ hits 1)) (if (< hits 3) (saved hits)) (list result hits))
(< hits 4)  ; => #t

(define (amb-list choices fail) (if (null? choices) (fail) (call/cc (lambda (return) (call/cc (lambda (k) (return (cons (car choices) k)))) (amb-list (cdr choices) fail)))))
(define fail-stack '())
(define (fail) (if (null? fail-stack) (error "no more choices") (let ((back (car fail-stack))) (set! fail-stack (cdr fail-stack)) (back back))))
(define (amb choices) (let ((cc (call/cc (lambda (k) k)))) (if (null? choices) (fail) (let ((choice (car choices))) (set! choices (cdr choices)) (set! fail-stack (cons cc fail-stack)) choice))))
(let* ((a (amb '(1 2 3 4 5 6 7))) (b (amb '(1 2 3 4 5 6 7))) (c (amb '(1 2 3 4 5 6 7)))) (if (not (= (* c c) (+ (* a a) (* b b)))) (fail)) (if (not (< a b)) (fail)) (list a b c))  ; => (3 4 5)

(call/cc 5)  ; !! WrongType
(call/cc (lambda () 1))  ; !! WrongArity
(call/cc)  ; !! WrongArity
(let ((k (call/cc (lambda (k) k)))) (if (procedure? k) (k 7) k))  ; => 7

; a continuation brings its handlers along: those installed since are gone
(with-exception-handler (lambda (e) 10)
  (lambda ()
    (call/cc (lambda (k) (with-exception-handler (lambda (e) 20) (lambda () (k 1)))))
    (raise-continuable 'x)))  ; => 10
(let ((again #f) (n 0))
  (with-exception-handler (lambda (e) 10)
    (lambda ()
      (let ((r (call/cc (lambda (k) (set! again k) 0))))
        (set! n (+ n 1))
        (if (= n 1)
            (with-exception-handler (lambda (e) 20) (lambda () (+ 1 (again 2))))
            (list r (raise-continuable 'x)))))))  ; => (2 10)
