(import (scheme base) (srfi 158))
(define (all g) (generator->list g))
(define (some g) (generator->list g 5))

; constructors
(all (generator))  ; => ()
(all (generator 1 2 3))  ; => (1 2 3)
(let ((g (generator 1))) (g) (list (eof-object? (g)) (eof-object? (g))))  ; => (#t #t)
(some (circular-generator 1 2))  ; => (1 2 1 2 1)
(all (make-iota-generator 3))  ; => (0 1 2)
(all (make-iota-generator 3 8 2))  ; => (8 10 12)
(all (make-iota-generator 3 8 2.0))  ; => (8.0 10.0 12.0)
(all (make-iota-generator 3 1.0))  ; => (1.0 2.0 3.0)
(all (make-iota-generator 0))  ; => ()
(some (make-range-generator 3))  ; => (3 4 5 6 7)
(all (make-range-generator 3 8))  ; => (3 4 5 6 7)
(all (make-range-generator 3 8 2))  ; => (3 5 7)
(all (make-range-generator 3 3.5))  ; => (3)
(all (make-range-generator 0.0 0.3 0.1))  ; => (0.0 0.1 0.2)
(make-iota-generator -1)  ; !! WrongType: make-iota-generator: argument 1 is not a non-negative integer: -1
(make-range-generator 'a)  ; !! WrongType: make-range-generator: argument 1 is not a real number: a
(all (make-coroutine-generator (lambda (yield) (let loop ((i 0)) (when (< i 3) (yield i) (loop (+ i 1)))))))  ; => (0 1 2)
(let ((g (make-coroutine-generator (lambda (yield) (yield 1))))) (list (g) (eof-object? (g)) (eof-object? (g))))  ; => (1 #t #t)
(let* ((log '()) (g (make-coroutine-generator (lambda (yield) (set! log (cons 'begun log)) (yield 1) (set! log (cons 'on log)) (yield 2))))) (let* ((before log) (a (g)) (between log) (b (g))) (list before a between b log)))  ; => (() 1 (begun) 2 (on begun))
(let* ((a (make-coroutine-generator (lambda (yield) (for-each yield '(1 2 3))))) (b (make-coroutine-generator (lambda (yield) (let loop () (let ((x (a))) (when (not (eof-object? x)) (yield (* x x)) (loop)))))))) (all b))  ; => (1 4 9)
(make-coroutine-generator 5)  ; !! WrongType: make-coroutine-generator: argument 1 is not a procedure: 5
(all (list->generator '(1 2 3)))  ; => (1 2 3)
(list->generator 5)  ; !! WrongType: list->generator: argument 1 is not a list: 5
(all (vector->generator #(a b c d e) 2 4))  ; => (c d)
(all (vector->generator #(a b c) 2))  ; => (c)
(let* ((v (vector 1 2 3)) (g (vector->generator v))) (g) (vector-set! v 1 'new) (all g))  ; => (new 3)
(all (reverse-vector->generator #(a b c d e) 2 4))  ; => (d c)
(all (reverse-vector->generator #(a b c)))  ; => (c b a)
(all (reverse-vector->generator #()))  ; => ()
(all (string->generator "abcd" 1))  ; => (#\b #\c #\d)
(all (bytevector->generator #u8(1 2 3) 0 2))  ; => (1 2)
(vector->generator '(1))  ; !! WrongType: vector->generator: argument 1 is not a vector: \(1\)
(string->generator "ab" 3)  ; !! OutOfRange: string->generator: argument 2 is out of range \(length 2\): 3
(bytevector->generator #u8(1) 1 0)  ; !! OutOfRange: bytevector->generator: argument 2 is out of range
(all (make-for-each-generator for-each '(1 2)))  ; => (1 2)
(all (make-for-each-generator string-for-each "ab"))  ; => (#\a #\b)
(all (make-unfold-generator (lambda (s) (> s 5)) (lambda (s) (* s 2)) (lambda (s) (+ s 1)) 0))  ; => (0 2 4 6 8 10)

; operations
(all (gcons* 'a 'b (make-range-generator 0 2)))  ; => (a b 0 1)
(all (gcons* (generator 1)))  ; => (1)
(all (gappend (make-range-generator 0 3) (generator) (make-range-generator 0 2)))  ; => (0 1 2 0 1)
(all (gappend))  ; => ()
(all (gflatten (generator '(1) '(2 3) '() '(4))))  ; => (1 2 3 4)
(all (gflatten (generator 5)))  ; !! WrongType: gflatten: the generator's value is not a list: 5
(all (ggroup (generator 1 2 3 4 5) 2))  ; => ((1 2) (3 4) (5))
(all (ggroup (generator 1 2 3 4 5) 2 'x))  ; => ((1 2) (3 4) (5 x))
(all (ggroup (generator 1 2) 2 'x))  ; => ((1 2))
(all (gmerge < (generator 1 4 6) (generator 2 4 5) (generator 0 9) (generator)))  ; => (0 1 2 4 4 5 6 9)
(all (gmerge (lambda (a b) (< (car a) (car b))) (generator '(1 . a) '(2 . a)) (generator '(1 . b) '(2 . b))))  ; => ((1 . a) (1 . b) (2 . a) (2 . b))
(all (gmerge < (generator 1)))  ; => (1)
(all (gmap - (make-range-generator 0 3)))  ; => (0 -1 -2)
(all (gmap cons (generator 1 2 3) (generator 4 5)))  ; => ((1 . 4) (2 . 5))
(all (gcombine (lambda (x seed) (values (+ x seed) (+ x seed))) 10 (generator 1 2 3)))  ; => (11 13 16)
(all (gcombine (lambda (x y seed) (values (list x y seed) (+ seed 1))) 0 (generator 'a 'b) (generator 'c)))  ; => ((a c 0))
(all (gfilter odd? (make-range-generator 1 8)))  ; => (1 3 5 7)
(all (gremove odd? (make-range-generator 1 8)))  ; => (2 4 6)
(all (gstate-filter (lambda (x n) (values (< n 3) (+ n 1))) 0 (make-range-generator 5 20)))  ; => (5 6 7)
(all (gtake (make-range-generator 1) 3))  ; => (1 2 3)
(all (gtake (generator 1) 3))  ; => (1)
(all (gtake (generator 1) 3 'x))  ; => (1 x x)
(all (gdrop (generator 1 2 3) 2))  ; => (3)
(all (gdrop (generator 1) 2))  ; => ()
(all (gtake-while odd? (generator 1 3 4 5)))  ; => (1 3)
(all (gdrop-while odd? (generator 1 3 4 5)))  ; => (4 5)
(all (gdelete 3 (generator 1 2 3 4 3)))  ; => (1 2 4)
(all (gdelete 3 (generator 1 4 5) <))  ; => (1)
(all (gdelete-neighbor-dups (generator 'a 'a 'b 'a)))  ; => (a b a)
(all (gdelete-neighbor-dups (generator 1 2 1 3) <))  ; => (1 1)
(all (gindex (generator 'a 'b 'c 'd) (generator 0 2)))  ; => (a c)
(all (gindex (generator 'a 'b) (generator 0 5)))  ; => (a)
(all (gindex (generator 'a 'b 'c) (generator 1 1)))  ; !! OutOfRange: gindex: not an index that is larger than the one before: 1
(all (gselect (generator 'a 'b 'c 'd) (generator #t #f #t)))  ; => (a c)
(gfilter odd? 5)  ; !! WrongType: gfilter: argument 2 is not a generator: 5
(gappend (generator) 5)  ; !! WrongType: gappend: argument 2 is not a generator: 5
(gtake (generator) -1)  ; !! WrongType: gtake: argument 2 is not a non-negative exact integer: -1
(ggroup (generator) 0)  ; !! WrongType: ggroup: argument 2 is not a positive exact integer: 0

; nothing is asked for too early
(define (counted) (let ((n 0)) (lambda () (set! n (+ n 1)) n)))
(let* ((g (counted)) (h (gmap - (gfilter odd? (gdrop (gcons* 'x g) 1))))) (list (g) (h) (g)))  ; => (1 -3 4)
(let* ((g (counted)) (h (gtake g 2))) (all h) (g))  ; => 3
(let* ((g (counted)) (m (gmerge < g (generator 2)))) (list (g) (m) (m)))  ; => (1 2 2)

; consumers
(generator->list (generator 1 2 3) 2)  ; => (1 2)
(generator->list (generator 1 2 3) 0)  ; => ()
(generator->reverse-list (generator 1 2 3))  ; => (3 2 1)
(generator->reverse-list (generator 1 2 3) 2)  ; => (2 1)
(generator->vector (generator 1 2 3))  ; => #(1 2 3)
(generator->vector (generator 1 2 3) 2)  ; => #(1 2)
(let ((v (vector 0 0 0))) (list (generator->vector! v 1 (make-range-generator 5)) v))  ; => (2 #(0 5 6))
(let ((v (vector 0 0 0))) (list (generator->vector! v 0 (generator 1)) v))  ; => (1 #(1 0 0))
(generator->string (generator #\a #\b))  ; => "ab"
(generator->string (generator #\a #\b) 1)  ; => "a"
(generator-fold cons 'z (generator 1 2))  ; => (2 1 . z)
(generator-fold list 0 (generator 1 2 3) (generator 'a 'b))  ; => (2 b (1 a 0))
(let ((l '())) (generator-for-each (lambda (x) (set! l (cons x l))) (generator 1 2)) l)  ; => (2 1)
(let ((l '())) (generator-for-each (lambda (x y) (set! l (cons (+ x y) l))) (generator 1 2) (generator 10 20 30)) l)  ; => (22 11)
(generator-map->list - (generator 1 2))  ; => (-1 -2)
(generator-map->list + (generator 1 2) (generator 10))  ; => (11)
(let ((g (generator 1 2 3))) (list (generator-find even? g) (g)))  ; => (2 3)
(generator-find even? (generator 1))  ; => #f
(generator-count odd? (generator 1 2 3))  ; => 2
(let ((g (generator 1 2 3))) (list (generator-any (lambda (x) (and (even? x) (* x 10))) g) (g)))  ; => (20 3)
(generator-any even? (generator))  ; => #f
(let ((g (generator 1 2 3))) (list (generator-every odd? g) (g)))  ; => (#f 3)
(generator-every (lambda (x) (* x 10)) (generator 1 2))  ; => 20
(generator-every odd? (generator))  ; => #t
(let ((unfold (lambda (stop? f next seed . tail) (let loop ((s seed)) (if (stop? s) tail (let ((x (f s))) (cons x (loop (next s))))))))) (generator-unfold (generator 1 2) unfold 'end))  ; => (1 2 end)
(generator->list 5)  ; !! WrongType: generator->list: argument 1 is not a generator: 5
(generator->vector (generator) 'x)  ; !! WrongType: generator->vector: argument 2 is not a non-negative exact integer: x
(generator->vector! (vector 1) 2 (generator))  ; !! OutOfRange: generator->vector!: argument 2 is out of range
(generator-fold cons 1 2)  ; !! WrongType: generator-fold: argument 3 is not a generator: 2
(generator-for-each list 5)  ; !! WrongType: generator-for-each: argument 2 is not a generator: 5
(generator-unfold 5 list)  ; !! WrongType: generator-unfold: argument 1 is not a generator: 5

; accumulators
(define (feed a . items) (for-each a items) (a (eof-object)))
(feed (make-accumulator * 1 -) 1 2 4)  ; => -8
(feed (count-accumulator) 'a 'b)  ; => 2
(feed (list-accumulator) 1 2 3)  ; => (1 2 3)
(feed (reverse-list-accumulator) 1 2 3)  ; => (3 2 1)
(feed (vector-accumulator) 1 2 3)  ; => #(1 2 3)
(feed (reverse-vector-accumulator) 1 2 3)  ; => #(3 2 1)
(feed (vector-accumulator! (vector 0 0 0) 1) 1 2)  ; => #(0 1 2)
(feed (string-accumulator) #\a #\b)  ; => "ab"
(feed (bytevector-accumulator) 1 2)  ; => #u8(1 2)
(feed (bytevector-accumulator! (bytevector 0 0 0) 1) 1 2)  ; => #u8(0 1 2)
(feed (sum-accumulator) 1 2 4)  ; => 7
(feed (product-accumulator) 1 2 4)  ; => 8
(feed (sum-accumulator))  ; => 0
(let ((a (list-accumulator))) (list (feed a 1) (a (eof-object))))  ; => ((1) (1))
(feed (vector-accumulator! (vector 0) 0) 1 2)
; !! OutOfRange: vector-accumulator!: the vector is full: 2
(feed (bytevector-accumulator! (bytevector 0) 1) 1)
; !! OutOfRange: bytevector-accumulator!: the bytevector is full: 1
(feed (string-accumulator) 1)
; !! WrongType: string-accumulator: argument 1 is not a character: 1
(feed (bytevector-accumulator) 256)
; !! WrongType: bytevector-accumulator: argument 1 is not a byte: 256
(vector-accumulator! 5 0)  ; !! WrongType: vector-accumulator!: argument 1 is not a vector: 5

; long ones take no stack
;; skip: vm-gc-stress
(generator-fold + 0 (gfilter odd? (make-coroutine-generator (lambda (yield) (do ((i 0 (+ i 1))) ((= i 30000)) (yield i))))))  ; => 225000000
(length (generator->list (gappend (make-iota-generator 100000) (gflatten (generator (make-list 100000 1))))))  ; => 200000

(import (scheme base) (scheme generator))
(generator->list (generator 1))  ; => (1)
