(import (scheme base) (srfi 133))
(define-syntax listed (syntax-rules () ((_ e) (call-with-values (lambda () e) list))))

; constructors
(list (make-vector 2 'a) (vector 1 2))  ; => (#(a a) #(1 2))
(vector-unfold (lambda (i) (* i i)) 4)  ; => #(0 1 4 9)
(vector-unfold (lambda (i x) (values x (- x 1))) 5 0)  ; => #(0 -1 -2 -3 -4)
(vector-unfold (lambda (i a b) (values (cons a b) (+ a 1) (* b 2))) 3 0 1)  ; => #((0 . 1) (1 . 2) (2 . 4))
(vector-unfold values 0)  ; => #()
(vector-unfold-right (lambda (i) i) 3)  ; => #(0 1 2)
(vector-unfold-right (lambda (i x) (values (cons i x) (+ x 1))) 3 0)  ; => #((0 . 2) (1 . 1) (2 . 0))
(vector-unfold-right (lambda (i a b) (values (list i a b) b a)) 2 'x 'y)  ; => #((0 y x) (1 x y))
(vector-copy #(a b c d) 1 3)  ; => #(b c)
(vector-reverse-copy #(5 4 3 2 1 0))  ; => #(0 1 2 3 4 5)
(vector-reverse-copy #(5 4 3 2 1 0) 1 5)  ; => #(1 2 3 4)
(vector-reverse-copy #(1 2) 2)  ; => #()
(vector-append #(a) #(b c))  ; => #(a b c)
(vector-concatenate '(#(a b) #() #(c d)))  ; => #(a b c d)
(vector-concatenate '())  ; => #()
(vector-append-subvectors #(a b c d e) 0 2 #(f g h i j) 2 4)  ; => #(a b h i)
(vector-append-subvectors)  ; => #()
(vector-unfold (lambda (i) i) -1)  ; !! WrongType: vector-unfold: argument 2 is not a size: -1
(vector-unfold-right (lambda (i) i) 1.5)  ; !! WrongType: vector-unfold-right: argument 2 is not a size
(vector-reverse-copy #(1 2) 3)  ; !! OutOfRange: vector-reverse-copy: argument 2 is out of range \(length 2\): 3
(vector-reverse-copy #(1 2) 2 1)  ; !! OutOfRange: vector-reverse-copy: argument 2 is out of range \(length 1\): 2
(vector-reverse-copy #(1 2) 'a)  ; !! WrongType: vector-reverse-copy: argument 2 is not an index: a
(vector-concatenate '(#(1) 2))  ; !! WrongType: vector-concatenate: argument 1 is not a vector: 2
(vector-concatenate 5)  ; !! WrongType: vector-concatenate: argument 1 is not a list of vectors: 5
(vector-append-subvectors #(1 2) 0)  ; !! WrongType: vector-append-subvectors: argument 1 is not followed by a start and an end
(vector-append-subvectors #(1 2) 0 3)  ; !! OutOfRange: vector-append-subvectors: argument 3 is out of range \(length 2\): 3

; predicates and selectors
(map vector? '(#(1) (1)))  ; => (#t #f)
(map vector-empty? '(#() #(1)))  ; => (#t #f)
(vector-empty? '())  ; !! WrongType: vector-empty\?: argument 1 is not a vector: \(\)
(vector= eq?)  ; => #t
(vector= eq? #(a))  ; => #t
(vector= = #(1 2 3) #(1 2 3) #(1 2 3))  ; => #t
(vector= = #(1 2 3) #(1 2 3) #(1 2))  ; => #f
(vector= = #(1 2 3) #(1 2 4))  ; => #f
(vector= = #() #())  ; => #t
(vector= = #(1) '(1))  ; !! WrongType: vector=: argument 3 is not a vector
(list (vector-ref #(1 2) 1) (vector-length #(1 2)))  ; => (2 2)

; iteration
(vector-fold (lambda (n s) (max (string-length s) n)) 0 #("a" "abc" "ab"))  ; => 3
(vector-fold (lambda (tail x) (cons x tail)) '() #(1 2 3))  ; => (3 2 1)
(vector-fold (lambda (r a b) (cons (list a b) r)) '() #(1 2 3) #(x y))  ; => ((2 y) (1 x))
(vector-fold-right (lambda (tail x) (cons x tail)) '() #(1 2 3))  ; => (1 2 3)
(vector-fold-right (lambda (r a b) (cons (list a b) r)) '() #(1 2 3) #(x y))  ; => ((1 x) (2 y))
(vector-fold + 0 5)  ; !! WrongType: vector-fold: argument 3 is not a vector: 5
(vector-fold + 0 #(1) 5)  ; !! WrongType: vector-fold: argument 4 is not a vector: 5
(vector-fold-right + 0 "abc")  ; !! WrongType: vector-fold-right: argument 3 is not a vector: "abc"
(vector-map * #(1 2 3) #(4 5))  ; => #(4 10)
(let ((v (vector 1 2 3))) (vector-map! - v) v)  ; => #(-1 -2 -3)
(let ((v (vector 1 2 3))) (vector-map! + v #(10 20)) v)  ; => #(11 22 3)
(vector-map! - '(1))  ; !! WrongType: vector-map!: argument 2 is not a vector
(let ((l '())) (vector-for-each (lambda (a b) (set! l (cons (+ a b) l))) #(1 2) #(10 20 30)) l)  ; => (22 11)
(vector-count even? #(3 1 4 1 5 9 2 5 6))  ; => 3
(vector-count < #(1 3 6 9) #(2 4 6 8 10 12))  ; => 2
(vector-count even? 'a)  ; !! WrongType
(vector-cumulate + 0 #(3 1 4 1 5 9 2 5 6))  ; => #(3 4 8 9 14 23 25 30 36)
(vector-cumulate + 0 #())  ; => #()
(vector-cumulate + 0 '())  ; !! WrongType: vector-cumulate: argument 3 is not a vector

; searching
(vector-index even? #(3 1 4 1 5 9))  ; => 2
(vector-index < #(3 1 4 1 5 9 2 5 6) #(2 7 1 8 2))  ; => 1
(vector-index = #(3 1 4 1 5 9 2 5 6) #(2 7 1 8 2))  ; => #f
(vector-index-right < #(3 1 4 1 5) #(2 7 1 8 2))  ; => 3
(vector-index-right even? #(3 1 4 2 5))  ; => 3
(vector-skip number? #(1 2 a b 3))  ; => 2
(vector-skip = #(1 2 3 4 5) #(1 2 -3 4))  ; => 2
(vector-skip number? #(1 2))  ; => #f
(vector-skip-right number? #(1 a b 3))  ; => 2
(vector-skip-right = #(1 2 3) #(1 0 3))  ; => 1
(vector-index even? 5)  ; !! WrongType: vector-index: argument 2 is not a vector: 5
(vector-skip-right = #(1) 5)  ; !! WrongType: vector-skip-right: argument 3 is not a vector: 5
(vector-binary-search #(1 3 5 7) 5 -)  ; => 2
(vector-binary-search #(1 3 5 7) 4 -)  ; => #f
(vector-binary-search #() 4 -)  ; => #f
(vector-any (lambda (x) (and (even? x) (* x 10))) #(1 2 3))  ; => 20
(vector-any even? #())  ; => #f
(vector-any < #(3 1) #(2 2 9))  ; => #t
(vector-every (lambda (x) (and (even? x) (* x 10))) #(2 4))  ; => 40
(vector-every even? #())  ; => #t
(vector-every < #(1 2) #(2 3 0))  ; => #t
(vector-every even? #(2 3 4))  ; => #f
(vector-any even? '(2))  ; !! WrongType: vector-any: argument 2 is not a vector
(vector-every even? '(2))  ; !! WrongType: vector-every: argument 2 is not a vector
(listed (vector-partition number? #(1 x 2 y 3 z)))  ; => (#(1 2 3 x y z) 3)
(listed (vector-partition number? #()))  ; => (#() 0)
(vector-partition number? '())  ; !! WrongType: vector-partition: argument 2 is not a vector

; mutators
(let ((v (vector 1 2 3))) (vector-set! v 0 'a) (vector-swap! v 1 2) v)  ; => #(a 3 2)
(vector-swap! (vector 1) 0 1)  ; !! OutOfRange
(let ((v (vector 1 2 3 4))) (vector-fill! v 0 2) v)  ; => #(1 2 0 0)
(let ((v (vector 1 2 3 4 5))) (vector-reverse! v) v)  ; => #(5 4 3 2 1)
(let ((v (vector 1 2 3 4 5))) (vector-reverse! v 1 4) v)  ; => #(1 4 3 2 5)
(let ((v (vector 1 2 3 4 5))) (vector-reverse! v 3) v)  ; => #(1 2 3 5 4)
(vector-reverse! '(1))  ; !! WrongType: vector-reverse!: argument 1 is not a vector
(let ((v (vector 1 2 3 4 5))) (vector-copy! v 1 #(a b c) 1) v)  ; => #(1 b c 4 5)
(let ((v (vector 1 2 3 4 5))) (vector-reverse-copy! v 1 #(a b c)) v)  ; => #(1 c b a 5)
(let ((v (vector 1 2 3 4 5))) (vector-reverse-copy! v 3 #(a b c) 1) v)  ; => #(1 2 3 c b)
(let ((v (vector 1 2 3 4 5))) (vector-reverse-copy! v 1 v 0 4) v)  ; => #(1 4 3 2 1)
(let ((v (vector 1 2 3 4 5))) (vector-reverse-copy! v 0 v 2 5) v)  ; => #(5 4 3 4 5)
(vector-reverse-copy! (vector 1 2) 1 #(a b))  ; !! OutOfRange: vector-reverse-copy!: argument 2 is out of range \(length 2\): 1
(vector-reverse-copy! '() 1 #(a b))  ; !! WrongType: vector-reverse-copy!: argument 1 is not a vector
(let ((v (vector 1 2 3 4 5))) (vector-unfold! (lambda (i) (* i i)) v 1 4) v)  ; => #(1 1 4 9 5)
(let ((v (vector 1 2 3 4 5))) (vector-unfold! (lambda (i x) (values x (* x 2))) v 1 4 1) v)  ; => #(1 1 2 4 5)
(let ((v (vector 1 2 3 4 5))) (vector-unfold-right! (lambda (i x) (values x (* x 2))) v 1 4 1) v)  ; => #(1 4 2 1 5)
(vector-unfold! values (vector 1) 0 2)  ; !! OutOfRange: vector-unfold!: argument 4 is out of range \(length 1\): 2
(vector-unfold-right! values '() 0 2)  ; !! WrongType: vector-unfold-right!: argument 2 is not a vector

; conversion
(list (vector->list #(1 2 3) 1) (list->vector '(1 2)))  ; => ((2 3) #(1 2))
(reverse-vector->list #(1 2 3))  ; => (3 2 1)
(reverse-vector->list #(1 2 3) 1)  ; => (3 2)
(reverse-vector->list #(1 2 3) 0 2)  ; => (2 1)
(reverse-list->vector '(1 2 3))  ; => #(3 2 1)
(reverse-list->vector '(1 . 2))  ; !! WrongType: reverse-list->vector: argument 1 is not a proper list
(list (vector->string #(#\a #\b)) (string->vector "ab"))  ; => ("ab" #(#\a #\b))

(import (scheme base) (scheme vector))
(vector-count even? #(2))  ; => 1
