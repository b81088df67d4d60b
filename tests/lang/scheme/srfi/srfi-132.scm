(import (scheme base) (srfi 132))
(define (by-car a b) (< (car a) (car b)))
(define pairs '((2 . a) (1 . b) (2 . c) (1 . d) (0 . e) (2 . f)))
(define (numbers n) (let loop ((i 0) (x 7) (l '())) (if (= i n) l (loop (+ i 1) (modulo (+ (* x 1103515245) 12345) 2147483648) (cons x l)))))

; order
(list-sorted? < '())  ; => #t
(list-sorted? < '(1 1 2))  ; => #t
(list-sorted? < '(1 2 1))  ; => #f
(vector-sorted? < #(1 2 2))  ; => #t
(vector-sorted? < #(3 1 2))  ; => #f
(vector-sorted? < #(3 1 2) 1)  ; => #t
(vector-sorted? < #(3 1 2 0) 1 3)  ; => #t
(vector-sorted? < #())  ; => #t
(list-sorted? < 5)  ; !! WrongType: list-sorted\?: argument 2 is not a proper list: 5
(vector-sorted? < '(1))  ; !! WrongType: vector-sorted\?: argument 2 is not a vector
(vector-sorted? < #(1) 2)  ; !! OutOfRange: vector-sorted\?: argument 3 is out of range \(length 1\): 2

; sorts
(list-sort < '(3 1 2))  ; => (1 2 3)
(list-sort! < (list 3 1 2))  ; => (1 2 3)
(list-stable-sort by-car pairs)  ; => ((0 . e) (1 . b) (1 . d) (2 . a) (2 . c) (2 . f))
(list-stable-sort! by-car (list-copy pairs))  ; => ((0 . e) (1 . b) (1 . d) (2 . a) (2 . c) (2 . f))
(vector-sort < #(3 1 2))  ; => #(1 2 3)
(vector-sort < #(3 1 2 0) 1 3)  ; => #(1 2)
(vector-stable-sort by-car (list->vector pairs) 1)  ; => #((0 . e) (1 . b) (1 . d) (2 . c) (2 . f))
(let ((v (vector 5 3 1 4 2))) (vector-sort! < v 1 4) v)  ; => #(5 1 3 4 2)
(let ((v (list->vector pairs))) (vector-stable-sort! by-car v) v)  ; => #((0 . e) (1 . b) (1 . d) (2 . a) (2 . c) (2 . f))
(let ((l (list-sort < (numbers 800)))) (list-sorted? < l))  ; => #t
(list-sort < '(1 . 2))  ; !! WrongType

; merging
(list-merge < '(1 3 5) '(2 4 6 7))  ; => (1 2 3 4 5 6 7)
(list-merge by-car '((1 . a) (2 . a)) '((1 . b) (2 . b)))  ; => ((1 . a) (1 . b) (2 . a) (2 . b))
(list-merge < '() '(1))  ; => (1)
(list-merge! < (list 1 3 5) (list 2 4 6 7))  ; => (1 2 3 4 5 6 7)
(list-merge! by-car (list '(1 . a) '(2 . a)) (list '(1 . b) '(2 . b)))  ; => ((1 . a) (1 . b) (2 . a) (2 . b))
(list-merge! < (list 5 6) (list 1 2))  ; => (1 2 5 6)
(list-merge! < '() (list 1))  ; => (1)
(list-merge! < (list 1) '())  ; => (1)
(let ((a (list 1 3)) (b (list 2))) (let ((m (list-merge! < a b))) (list (eq? m a) (eq? (cdr m) b))))  ; => (#t #t)
(vector-merge < #(1 3 5) #(2 4))  ; => #(1 2 3 4 5)
(vector-merge by-car #((1 . a)) #((1 . b)))  ; => #((1 . a) (1 . b))
(vector-merge < #(9 1 3 9) #(9 2 9) 1 3 1 2)  ; => #(1 2 3)
(vector-merge < #(9 1 3) #(2) 1)  ; => #(1 2 3)
(let ((v (make-vector 6 'x))) (vector-merge! < v #(1 3) #(2)) v)  ; => #(1 2 3 x x x)
(let ((v (make-vector 6 'x))) (vector-merge! < v #(1 3 9) #(2) 2 0 2) v)  ; => #(x x 1 2 3 x)
(let ((v (make-vector 6 'x))) (vector-merge! < v #(1 3 9) #(0 2 0) 1 0 2 1 2) v)  ; => #(x 1 2 3 x x)
(vector-merge! < (vector 1) #(1) #(2))  ; !! OutOfRange: vector-merge!: argument 5 is out of range \(length 1\): 0
(vector-merge < #(1) '(2))  ; !! WrongType: vector-merge: argument 3 is not a vector
(vector-merge < #(1) #(2) 2)  ; !! OutOfRange: vector-merge: argument 4 is out of range
(list-merge < 5 '())  ; !! WrongType: list-merge: argument 2 is not a proper list: 5
(list-merge! < '() 5)  ; !! WrongType: list-merge!: argument 3 is not a proper list: 5

; equal neighbours
(list-delete-neighbor-dups = '(1 1 2 7 7 7 0 -2 -2))  ; => (1 2 7 0 -2)
(list-delete-neighbor-dups = '())  ; => ()
(list-delete-neighbor-dups by-car '((1 . a) (2 . b) (3 . c)))  ; => ((1 . a))
(list-delete-neighbor-dups! = (list 1 1 2 7 7 7 0 -2 -2))  ; => (1 2 7 0 -2)
(list-delete-neighbor-dups! = (list 1))  ; => (1)
(list-delete-neighbor-dups! = '())  ; => ()
(vector-delete-neighbor-dups = #(1 1 2 7 7 7 0 -2 -2))  ; => #(1 2 7 0 -2)
(vector-delete-neighbor-dups = #(1 1 2 7 7 7 0 -2 -2) 3 7)  ; => #(7 0)
(vector-delete-neighbor-dups = #())  ; => #()
(let ((v (vector 0 0 0 1 1 2 2 3 3 4 4 5 5 6 6))) (cons (vector-delete-neighbor-dups! = v 3) v))  ; => (9 . #(0 0 0 1 2 3 4 5 6 4 4 5 5 6 6))
(vector-delete-neighbor-dups! = (vector))  ; => 0
(vector-delete-neighbor-dups! = (vector 1 1) 2)  ; => 2
(list-delete-neighbor-dups = 'a)  ; !! WrongType: list-delete-neighbor-dups: argument 2
(list-delete-neighbor-dups! = 'a)  ; !! WrongType: list-delete-neighbor-dups!: argument 2
(vector-delete-neighbor-dups! = 'a)  ; !! WrongType: vector-delete-neighbor-dups!: argument 2

; median and selection
(vector-find-median < #() 'none)  ; => none
(vector-find-median < #(3 1 2) 'none)  ; => 2
(vector-find-median < #(4 1 3 2) 'none)  ; => 5/2
(vector-find-median < #(4 1 3 2) 'none list)  ; => (2 3)
(let ((v (vector 4 1 3 2))) (list (vector-find-median! < v 'none list) v))  ; => ((2 3) #(1 2 3 4))
(vector-find-median! < (vector 3 1 2) 'none)  ; => 2
(vector-find-median! < (vector) 'none)  ; => none
(vector-select! < (vector 5 3 1 4 2) 0)  ; => 1
(vector-select! < (vector 5 3 1 4 2) 4)  ; => 5
(vector-select! < (vector 9 3 1 4 0) 1 1 4)  ; => 3
(let* ((l (numbers 60)) (s (list->vector (list-sort < l)))) (let loop ((k 0)) (cond ((= k 60) 'same) ((= (vector-select! < (list->vector l) k) (vector-ref s k)) (loop (+ k 1))) (else k))))  ; => same
(let* ((v (make-vector 1000 1))) (vector-set! v 500 0) (list (vector-select! < v 0) (vector-select! < v 999)))  ; => (0 1)
(let* ((v (list->vector (numbers 100))) (s (vector-sort < v))) (vector-separate! < v 40) (equal? (vector-sort < v 0 40) (vector-copy s 0 40)))  ; => #t
(let ((v (vector 9 5 4 3 2 1 0))) (vector-separate! < v 2 1 6) (list (vector-ref v 0) (vector-sort < v 1 3) (vector-ref v 6)))  ; => (9 #(1 2) 0)
(let ((v (vector 2 1))) (vector-separate! < v 2) (vector-separate! < v 0) (vector-length v))  ; => 2
(vector-select! < (vector 1 2) 2)  ; !! OutOfRange: vector-select!: argument 3 is out of range \(length 2\): 2
(vector-select! < '(1) 0)  ; !! WrongType: vector-select!: argument 2 is not a vector
(vector-separate! < (vector 1) 2)  ; !! OutOfRange: vector-separate!: argument 3
(vector-find-median < '() 0)  ; !! WrongType: vector-find-median: argument 2 is not a vector
(vector-find-median! < '() 0)  ; !! WrongType: vector-find-median!: argument 2 is not a vector

; an error or an escape in the comparison leaves the argument of a sort as it was
(let ((v (vector 3 1 2))) (guard (e (#t v)) (vector-sort! (lambda (a b) (error "no")) v)))  ; => #(3 1 2)

(import (scheme base) (scheme sort))
(list-sort < '(2 1))  ; => (1 2)
