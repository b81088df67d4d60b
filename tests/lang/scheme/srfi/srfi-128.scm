(import (scheme base) (scheme char) (srfi 128))
(define ints (make-comparator exact-integer? = < number-hash))
(define plain (make-comparator symbol? eq? #f #f))
(define default (make-default-comparator))
(define (sign c a b) (comparator-if<=> c a b 'less 'equal 'greater))

; comparators
(map comparator? (list ints default 5))  ; => (#t #t #f)
(map comparator-ordered? (list ints plain default (make-eq-comparator)))  ; => (#t #f #t #f)
(map comparator-hashable? (list ints plain default (make-eq-comparator)))  ; => (#t #f #t #t)
((comparator-type-test-predicate ints) 1.5)  ; => #f
((comparator-equality-predicate ints) 1 1)  ; => #t
((comparator-ordering-predicate ints) 1 2)  ; => #t
(= ((comparator-hash-function ints) 5) (comparator-hash ints 5))  ; => #t
(list (comparator-test-type ints 5) (comparator-test-type ints "5"))  ; => (#t #f)
(comparator-check-type ints 5)  ; => #t
(comparator-check-type ints "5")  ; !! WrongType: comparator-check-type: argument 2 is not of the comparator's type: "5"
(comparator-hash plain 'a)  ; !! WrongType: the comparator has no hash function
(<? plain 'a 'b)  ; !! WrongType: the comparator has no order
(make-comparator 5 = < #f)  ; !! WrongType: make-comparator: argument 1 is not a procedure: 5
(make-comparator #t #t #f #f)  ; !! WrongType: make-comparator: argument 3 is not a procedure: #f
(comparator-ordered? 5)  ; !! WrongType: comparator-ordered\?: argument 1 is not a comparator: 5
(=? 5 1 1)  ; !! WrongType: =\?: argument 1 is not a comparator: 5
(let ((c (make-comparator #t #t < #f))) (list (=? c 1 1) (=? c 1 2)))  ; => (#t #f)

; relations
(list (=? ints 1 1 1) (=? ints 1 1 2) (<? ints 1 2 3) (<? ints 1 3 2) (>? ints 3 2 1) (>? ints 3 3))  ; => (#t #f #t #f #t #f)
(list (<=? ints 1 1 2) (<=? ints 2 1) (>=? ints 2 2 1) (>=? ints 1 2))  ; => (#t #f #t #f)
(map (lambda (b) (sign ints 2 b)) '(3 2 1))  ; => (less equal greater)
(comparator-if<=> "a" "b" 1 2 3)  ; => 1

; of identity
(list (=? (make-eq-comparator) 'a 'a) (=? (make-eqv-comparator) 1.5 1.5) (=? (make-equal-comparator) '(1 "a") (list 1 (string #\a))))  ; => (#t #t #t)
(= (comparator-hash (make-equal-comparator) '(1 "a")) (comparator-hash (make-equal-comparator) (list 1 (string #\a))))  ; => #t

; hashes
(define (hash? x) (and (exact-integer? x) (>= x 0)))
(map hash? (list (boolean-hash #f) (char-hash #\a) (char-ci-hash #\a) (string-hash "a") (string-ci-hash "a") (symbol-hash 'a) (number-hash -5/3) (number-hash 1e300) (number-hash +i) (number-hash -inf.0) (default-hash '(1 #(2 "x") . #u8(3)))))  ; => (#t #t #t #t #t #t #t #t #t #t #t)
(list (= (char-ci-hash #\a) (char-ci-hash #\A)) (= (string-ci-hash "aB") (string-ci-hash "Ab")) (= (number-hash 1) (number-hash 1.0)) (= (default-hash '(1 2)) (default-hash (list 1.0 2))))  ; => (#t #t #t #t)
(list (= (default-hash "abc") (string-hash "abc")) (= (default-hash 'abc) (symbol-hash 'abc)) (= (default-hash 7) (number-hash 7)))  ; => (#t #t #t)
(list (exact-integer? (hash-bound)) (exact-integer? (hash-salt)))  ; => (#t #t)
(boolean-hash 5)  ; !! WrongType: boolean-hash: argument 1 is not a boolean: 5
(char-ci-hash 5)  ; !! WrongType: char-ci-hash: argument 1 is not a character: 5
(symbol-hash 5)  ; !! WrongType: symbol-hash: argument 1 is not a symbol: 5
(number-hash 'a)  ; !! WrongType: number-hash: argument 1 is not a number: a
(string-ci-hash 5)  ; !! WrongType: string-ci-hash: argument 1 is not a string: 5

; the default comparator
(map (lambda (a b) (sign default a b)) '(#f #\a "a" a 1 () (1 2) (1) #(1 2) #(9) #u8(1) 1 1+i 2.5) '(#t #\b "b" b 2.0 (1) (1 3) () #(1 3) #(1 2) #u8(1) 1.0 1+2i 5/2))  ; => (less less less less less less less greater less less equal equal less equal)
(<? default '() '(1) #t #\a "a" 'a 1 #(1) #u8(1))  ; => #t
(=? default '(a #(1 "b")) (list 'a (vector 1.0 "b")))  ; => #t
(=? default car cdr)  ; !! WrongType: the default comparator has no order of such objects
(define-record-type point (make-point x) point? (x point-x))
(comparator-register-default! (make-comparator point? (lambda (a b) (= (point-x a) (point-x b))) (lambda (a b) (< (point-x a) (point-x b))) (lambda (p) (number-hash (point-x p)))))
(list (sign default (make-point 1) (make-point 2)) (=? default (list (make-point 1)) (list (make-point 1))) (sign default (make-point 1) 5))  ; => (less #t greater)
(= (default-hash (make-point 3)) (default-hash (make-point 3)))  ; => #t

; of parts
(define pairs (make-pair-comparator ints default))
(list (comparator-test-type pairs '(1 . a)) (comparator-test-type pairs '(a . 1)) (comparator-test-type pairs 5))  ; => (#t #f #f)
(map (lambda (b) (sign pairs '(1 . b) b)) '((1 . b) (1 . a) (2 . a)))  ; => (equal greater less)
(= (comparator-hash pairs '(1 . "a")) (comparator-hash pairs (cons 1 (string #\a))))  ; => #t
(comparator-ordered? (make-pair-comparator ints plain))  ; => #f
(define lists (make-list-comparator ints))
(list (comparator-test-type lists '(1 2)) (comparator-test-type lists '(1 a)) (comparator-test-type lists 5))  ; => (#t #f #f)
(map (lambda (b) (sign lists '(1 2) b)) '((1 2) (1) (1 2 3) (0 5) (2)))  ; => (equal greater less greater less)
(= (comparator-hash lists '(1 2)) (comparator-hash lists (list 1 2)))  ; => #t
(define vectors (make-vector-comparator ints))
(list (comparator-test-type vectors #(1 2)) (comparator-test-type vectors #(1 a)) (comparator-test-type vectors 5))  ; => (#t #f #f)
(map (lambda (b) (sign vectors #(1 2) b)) '(#(1 2) #(9) #(0 0 0) #(1 3)))  ; => (equal greater less less)
(= (comparator-hash vectors #(1 2)) (comparator-hash vectors (vector 1 2)))  ; => #t
(sign (make-vector-comparator ints bytevector? bytevector-length bytevector-u8-ref) #u8(1 2) #u8(1 3))  ; => less
(sign (make-list-comparator default string? (lambda (s) (string=? s "")) (lambda (s) (string-ref s 0)) (lambda (s) (string-copy s 1))) "abc" "abd")  ; => less
(make-pair-comparator ints 5)  ; !! WrongType: make-pair-comparator: argument 2 is not a comparator: 5
(make-list-comparator 5)  ; !! WrongType: make-list-comparator: argument 1 is not a comparator: 5
(make-vector-comparator 5)  ; !! WrongType: make-vector-comparator: argument 1 is not a comparator: 5

; long lists take no stack in proportion
;; skip: vm-gc-stress
(define long (make-list 300000 1))
(list (=? default long (list-copy long)) (= (default-hash long) (default-hash (list-copy long))) (sign (make-list-comparator ints) long (append long '(1))))  ; => (#t #t less)

(import (scheme base) (scheme comparator))
(<? (make-default-comparator) 1 2)  ; => #t
