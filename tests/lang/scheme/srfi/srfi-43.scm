(import (scheme base) (srfi 43))

(vector-copy #(a b c))  ; => #(a b c)
(vector-copy #(a b c) 1)  ; => #(b c)
(vector-copy #(a b c) 1 2)  ; => #(b)
(vector-copy #(a b c d e f g h i) 6 12 'x)  ; => #(g h i x x x)
(vector-length (vector-copy #(a b c) 2 5))  ; => 3
(vector-copy #(a b c) 4)  ; !! OutOfRange: vector-copy: argument 2 is out of range \(length 3\): 4
(vector-copy #(a b c) 2 1)  ; !! WrongType: vector-copy: argument 3 is not an index from the start on: 1
(vector-copy '(a))  ; !! WrongType: vector-copy: argument 1 is not a vector
(vector-unfold (lambda (i x) (values x (- x 1))) 5 0)  ; => #(0 -1 -2 -3 -4)
(vector-unfold-right (lambda (i x) (values (cons i x) (+ x 1))) 3 0)  ; => #((0 . 2) (1 . 1) (2 . 0))
(vector-reverse-copy #(1 2 3) 1)  ; => #(3 2)
(vector-append #(1) #(2))  ; => #(1 2)
(vector-concatenate '(#(1) #(2)))  ; => #(1 2)
(list (vector? (make-vector 1)) (vector-empty? (vector)) (vector= = #(1) #(1)))  ; => (#t #t #t)
(list (vector-ref #(1 2) 0) (vector-length #(1)))  ; => (1 1)
(vector-fold (lambda (i r x) (cons (list i x) r)) '() #(a b))  ; => ((1 b) (0 a))
(vector-fold (lambda (i r x y) (+ r (* i x y))) 0 #(1 2 3) #(4 5))  ; => 10
(vector-fold-right (lambda (i r x) (cons (list i x) r)) '() #(a b))  ; => ((0 a) (1 b))
(vector-fold-right (lambda (i r x y) (cons (list i x y) r)) '() #(a b c) #(1 2))  ; => ((0 a 1) (1 b 2))
(vector-map (lambda (i x) (* i x)) #(5 6 7))  ; => #(0 6 14)
(vector-map list #(a b c) #(1 2))  ; => #((0 a 1) (1 b 2))
(let ((v (vector 5 6 7))) (vector-map! (lambda (i x) (* i x)) v) v)  ; => #(0 6 14)
(let ((v (vector 5 6 7))) (vector-map! + v #(1 1)) v)  ; => #(6 8 7)
(let ((l '())) (vector-for-each (lambda (i x) (set! l (cons (cons i x) l))) #(a b)) l)  ; => ((1 . b) (0 . a))
(let ((l '())) (vector-for-each (lambda (i x y) (set! l (cons (list i x y) l))) #(a b) #(c)) l)  ; => ((0 a c))
(vector-count (lambda (i x) (even? x)) #(3 1 4 1 5 9 2 5 6))  ; => 3
(vector-count (lambda (i x y) (< x y)) #(1 3 6 9) #(2 4 6 8 10 12))  ; => 2
(vector-index even? #(3 1 4))  ; => 2
(vector-skip odd? #(3 1 4))  ; => 2
(vector-index-right odd? #(3 1 4))  ; => 1
(vector-skip-right odd? #(3 2 5))  ; => 1
(vector-binary-search #(#\a #\c #\e) #\c (lambda (a b) (- (char->integer a) (char->integer b))))  ; => 1
(list (vector-any even? #(1 2)) (vector-every even? #(1 2)))  ; => (#t #f)
(let ((v (vector 1 2 3))) (vector-set! v 0 9) (vector-swap! v 0 1) (vector-reverse! v 1) v)  ; => #(2 3 9)
(let ((v (vector 1 2 3))) (vector-fill! v 0 1 2) (vector-copy! v 0 #(7)) v)  ; => #(7 0 3)
(let ((v (vector 1 2 3))) (vector-reverse-copy! v 0 #(8 9)) v)  ; => #(9 8 3)
(list (vector->list #(1 2 3) 1) (reverse-vector->list #(1 2 3)) (list->vector '(1)) (reverse-list->vector '(1 2)))  ; => ((2 3) (3 2 1) #(1) #(2 1))
(vector-fold + 0 5)  ; !! WrongType: vector-fold: argument 3 is not a vector: 5
(vector-fold-right + 0 5)  ; !! WrongType: vector-fold-right: argument 3 is not a vector: 5
(vector-map + 5)  ; !! WrongType: vector-map: argument 2 is not a vector: 5
(vector-map! + 5)  ; !! WrongType: vector-map!: argument 2 is not a vector: 5
(vector-for-each + #(1) 5)  ; !! WrongType: vector-for-each: argument 3 is not a vector: 5

(import (scheme base) (srfi 43 vectors))
(vector-map (lambda (i x) i) #(a b))  ; => #(0 1)
