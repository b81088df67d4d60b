(cons 1 2)  ; => (1 . 2)
(cons 1 '(2 3))  ; => (1 2 3)
'(1 . (2 . (3 . ())))  ; => (1 2 3)
'(1 2 . 3)  ; => (1 2 . 3)
'()  ; => ()
(list)  ; => ()
(list 1 (list 2 3) '())  ; => (1 (2 3) ())
(car '(1 2))  ; => 1
(cdr '(1 2))  ; => (2)
(caar '((1) 2))  ; => 1
(cadr '(1 2))  ; => 2
(cdar '((1 2) 3))  ; => (2)
(cddr '(1 2 3))  ; => (3)
(caddr '(1 2 3))  ; => 3
(cdddr '(1 2 3 4))  ; => (4)
(cadddr '(1 2 3 4))  ; => 4
(caadr '(1 (2)))  ; => 2
(cddadr '(1 (2 3 4)))  ; => (4)

(let ((p (cons 1 2))) (set-car! p 3) (set-cdr! p 4) p)  ; => (3 . 4)
(let* ((l (list 1 2 3)) (m (cdr l))) (set-car! m 'x) l)  ; => (1 x 3)
(pair? '())  ; => #f
(pair? '(1))  ; => #t
(null? '())  ; => #t
(null? #f)  ; => #f
(list? '(1 2))  ; => #t
(list? '(1 . 2))  ; => #f
(let ((x (list 1))) (set-cdr! x x) (list? x))  ; => #f
(length '(1 2 3))  ; => 3
(length '())  ; => 0

(append)  ; => ()
(append '(1) '(2))  ; => (1 2)
(append '(1) 2)  ; => (1 . 2)
(append '() '())  ; => ()
(append '(1 2) '() '(3) '(4 . 5))  ; => (1 2 3 4 . 5)
(append '() 5)  ; => 5
(let* ((a (list 1 2)) (b (list 3)) (c (append a b))) (set-car! b 'x) (list a c))  ; => ((1 2) (1 2 x))
(reverse '(1 (2 3) 4))  ; => (4 (2 3) 1)
(reverse '())  ; => ()
(list-tail '(1 2 3) 2)  ; => (3)
(list-tail '(1 2 3) 3)  ; => ()
(list-tail '(1 . 2) 1)  ; => 2
(list-ref '(a b c) 1)  ; => b
(let ((l (list 1 2 3))) (list-set! l 1 'x) l)  ; => (1 x 3)
(let* ((a (list 1 2)) (b (list-copy a))) (set-car! b 9) (list a b))  ; => ((1 2) (9 2))
(list-copy 5)  ; => 5
(list-copy '(1 . 2))  ; => (1 . 2)
(make-list 3 'x)  ; => (x x x)
(length (make-list 4))  ; => 4

(memq 'c '(a b c d))  ; => (c d)
(memq 'x '(a b))  ; => #f
(memq (list 'a) '(b (a) c))  ; => #f
(member (list 'a) '(b (a) c))  ; => ((a) c)
(memv 101 '(100 101 102))  ; => (101 102)
(member 2.0 '(1 2 3) =)  ; => (2 3)
(member "b" '("a" "b"))  ; => ("b")
(assq 'b '((a 1) (b 2)))  ; => (b 2)
(assq 'x '((a 1)))  ; => #f
(assv 5 '((2 3) (5 7)))  ; => (5 7)
(assoc (list 'a) '(((a)) ((b))))  ; => ((a))
(assoc 2.0 '((1 one) (2 two)) =)  ; => (2 two)

(map cadr '((a b) (d e)))  ; => (b e)
(map + '(1 2) '(10 20))  ; => (11 22)
(map + '(1 2 3) '(10 20))  ; => (11 22)
(map (lambda (x) (* x x)) '())  ; => ()
(map list '(1 2) '(3 4) '(5 6))  ; => ((1 3 5) (2 4 6))
(let ((n 0)) (for-each (lambda (x) (set! n (+ n x))) '(1 2 3)) n)  ; => 6
(let ((v '())) (for-each (lambda (x y) (set! v (cons (+ x y) v))) '(1 2) '(3 4)) v)  ; => (6 4)
(apply + '(1 2 3))  ; => 6
(apply + 1 2 '(3))  ; => 6
(apply list '())  ; => ()
(apply max 1 '(5 3))  ; => 5
(apply apply (list + (list 1 2)))  ; => 3
(length (apply list (make-list 2000 1)))  ; => 2000

(filter odd? '(1 2 3 4 5))  ; => (1 3 5)
(reduce + 0 '(1 2 3 4))  ; => 10
(fold-left cons '() '(1 2))  ; => ((() . 1) . 2)
(fold-right cons '() '(1 2 3))  ; => (1 2 3)
(fold cons '() '(1 2 3))  ; => (3 2 1)
(delete 2 '(1 2 3 2))  ; => (1 3)
(iota 5)  ; => (0 1 2 3 4)
(iota 3 1)  ; => (1 2 3)
(iota 3 0 2)  ; => (0 2 4)
(last-pair '(1 2 3))  ; => (3)
(list-index even? '(1 3 4))  ; => 2
(any even? '(1 2))  ; => #t
(every even? '(2 4))  ; => #t
(append-map list '(1 2))  ; => (1 2)
(partition even? '(1 2 3 4))

(define l '(1 2 3))
(car '())  ; !! WrongType: car: argument 1 is not a pair: \(\)
(cdr 5)  ; !! WrongType: cdr: argument 1 is not a pair: 5
(cadr '(1))  ; !! WrongType: cadr
(length '(1 . 2))  ; !! WrongType: length
(length 5)  ; !! WrongType: length
(let ((x (list 1))) (set-cdr! x x) (length x))  ; !! WrongType: length
(list-ref l 3)  ; !! list-ref
(list-ref l -1)  ; !! list-ref
(list-tail l 4)  ; !! list-tail
(append '(1 . 2) '(3))  ; !! WrongType: append
(append 5 '(3))  ; !! WrongType: append
(reverse '(1 . 2))  ; !! WrongType: reverse
(reverse 'x)  ; !! WrongType: reverse
(map car 5)  ; !! WrongType: map
(map car '(1 2))  ; !! WrongType: car: .*1
(map 5 '(1))  ; !! WrongType
(for-each 5 '(1))  ; !! WrongType
(apply + 1)  ; !! WrongType: .*apply
(apply + '(1 . 2))  ; !! WrongType: .*apply
(apply + 1 2 3)  ; !! WrongType: .*apply
(set-car! '() 1)  ; !! WrongType: set-car!
(memq 'a 5)  ; !! WrongType: memq
(memq 'c '(a b . c))  ; !! WrongType: memq
(assq 'a '(5))  ; !! WrongType: assq
(assq 'a 5)  ; !! WrongType: assq
(list-copy)  ; !! WrongArity
(make-list -1 0)  ; !! make-list
(map (lambda (x) x))  ; !! WrongArity
(for-each car)  ; !! WrongArity

(define (count-to n) (let loop ((i n) (l '())) (if (= i 0) l (loop (- i 1) (cons i l)))))
(apply + (count-to 100))  ; => 5050
(length (count-to 1000))  ; => 1000
(list-ref (map (lambda (x) (* 2 x)) (count-to 1000)) 999)  ; => 2000
(equal? (count-to 500) (reverse (reverse (count-to 500))))  ; => #t
(define (tree n) (if (= n 0) '() (list (tree (- n 1)) n (tree (- n 1)))))
(tree 2)  ; => ((() 1 ()) 2 (() 1 ()))
(equal? (tree 6) (tree 6))  ; => #t
