(import (scheme base) (scheme char) (srfi 125) (srfi 128))
(define default (make-default-comparator))
(define ci (make-comparator string? string-ci=? #f string-ci-hash))
(define by-eqv (make-eqv-comparator))
(define string-comparator (make-comparator string? string=? string<? string-hash))
(define (sum l) (apply + l))
(define (fixed . args) (hash-table-copy (apply hash-table args))) ; one that cannot be changed
(define-syntax listed (syntax-rules () ((_ e) (call-with-values (lambda () e) list))))

; every kind of table: of the language, of it for some keys, with lists of entries
(define (exercise make)
  (let ((t (make)))
    (hash-table-set! t "a" 1 "b" 2)
    (hash-table-set! t "b" 3)
    (hash-table-set! t "c" 4)
    (let* ((size (hash-table-size t))
           (gone (hash-table-delete! t "c" "zz"))
           (again (hash-table-delete! t "zz"))
           (copy (hash-table-copy t #t))
           (empty (hash-table-empty-copy t)))
      (hash-table-set! copy "new" 0)
      (list size gone again (hash-table-size t) (hash-table-size copy) (hash-table-size empty)
            (hash-table-ref t "a") (hash-table-ref t "x" (lambda () 'none)) (hash-table-ref t "b" (lambda () 'none) -)
            (hash-table-ref/default t "b" #f) (hash-table-contains? t "a") (hash-table-exists? t "x")
            (sum (hash-table-values t)) (hash-table-fold (lambda (k v n) (+ n v)) 0 t)
            (hash-table-count (lambda (k v) (odd? v)) t)
            (begin (hash-table-clear! t) (hash-table-empty? t))))))
(exercise (lambda () (make-hash-table (make-equal-comparator))))  ; => (3 1 0 2 3 0 1 none -3 3 #t #f 4 4 2 #t)
(exercise (lambda () (make-hash-table string=? string-hash)))  ; => (3 1 0 2 3 0 1 none -3 3 #t #f 4 4 2 #t)
(exercise (lambda () (make-hash-table default)))  ; => (3 1 0 2 3 0 1 none -3 3 #t #f 4 4 2 #t)
(exercise (lambda () (make-hash-table ci)))  ; => (3 1 0 2 3 0 1 none -3 3 #t #f 4 4 2 #t)
(exercise (lambda () (make-hash-table (lambda (a b) (string=? a b)))))  ; => (3 1 0 2 3 0 1 none -3 3 #t #f 4 4 2 #t)

; making
(let ((t (hash-table ci "a" 1 "B" 2))) (list (hash-table-ref t "A") (hash-table-ref t "b")))  ; => (1 2)
(let ((t (hash-table default 1 'one 1.0 'uno))) (list (hash-table-size t) (hash-table-ref t 1)))  ; => (1 uno)
(hash-table ci "a")  ; !! OutOfRange: hash-table: a key without a value: "a"
(let ((t (hash-table-unfold (lambda (n) (= n 3)) (lambda (n) (values n (* n n))) (lambda (n) (+ n 1)) 0 by-eqv))) (hash-table->alist t))  ; => ((0 . 0) (1 . 1) (2 . 4))
(hash-table->alist (alist->hash-table '((a . 1) (b . 2) (a . 3)) (make-eq-comparator)))  ; => ((a . 1) (b . 2))
(hash-table-ref (alist->hash-table '(("a" . 1) ("A" . 2)) string-ci=? string-ci-hash) "A")  ; => 1
(alist->hash-table '(a) default)  ; !! WrongType: alist->hash-table: argument 1 is not an association list
(map hash-table? (list (make-hash-table default) (make-hash-table eq?) '()))  ; => (#t #t #f)
(make-hash-table 5)  ; !! WrongType: make-hash-table: argument 1 is not a comparator: 5
(make-hash-table (make-comparator #t (lambda (a b) #t) #f #f))  ; !! WrongType: make-hash-table: argument 1 is not a comparator with a hash function
(make-hash-table eq? 'weak-keys)  ; !! OutOfRange: make-hash-table: there are no such tables: weak-keys
(hash-table-size (make-hash-table eq? 'thread-safe 100))  ; => 0

; asking
(hash-table=? by-eqv (hash-table ci "a" 1 "b" 2) (hash-table ci "B" 2 "A" 1))  ; => #t
(hash-table=? by-eqv (hash-table ci "a" 1) (hash-table ci "a" 2))  ; => #f
(hash-table=? by-eqv (hash-table ci "a" 1) (hash-table ci "a" 1 "b" 1))  ; => #f
(hash-table=? by-eqv (hash-table ci "a" 1) (hash-table ci "b" 1))  ; => #f
(map hash-table-mutable? (list (fixed ci) (fixed by-eqv) (hash-table ci) (make-hash-table ci) (make-hash-table eq?) (hash-table-copy (fixed ci) #f) (hash-table-copy (fixed by-eqv) #t) (hash-table-empty-copy (fixed by-eqv))))  ; => (#f #f #t #t #t #f #t #t)
(list (hash-table-ref (hash-table by-eqv 1 2) 1) (hash-table-ref (hash-table-copy (hash-table ci "a" 1)) "A") (hash-table-size (hash-table-copy (hash-table string-comparator "a" 1))))  ; => (2 1 1)
(hash-table-ref (hash-table ci) "x")  ; !! OutOfRange: hash-table-ref: no such key: "x"
(hash-table-ref 5 "x")  ; !! WrongType: hash-table-ref: argument 1 is not a hash table: 5
(hash-table-size "x")  ; !! WrongType: hash-table-size: argument 1 is not a hash table
(hash-table=? = (hash-table ci) (hash-table ci))  ; !! WrongType: hash-table=\?: argument 1 is not a comparator

; changing
(let ((t (make-hash-table ci))) (list (hash-table-intern! t "a" (lambda () 1)) (hash-table-intern! t "A" (lambda () 2)) (hash-table-size t)))  ; => (1 1 1)
(let ((t (hash-table ci "a" 1))) (hash-table-update! t "A" (lambda (x) (+ x 10))) (hash-table-update! t "b" list (lambda () 'new)) (hash-table-update! t "a" list (lambda () 0) -) (hash-table-update!/default t "c" (lambda (x) (+ x 1)) 0) (map (lambda (k) (hash-table-ref t k)) '("a" "b" "c")))  ; => ((-11) (new) 1)
(hash-table-update! (hash-table ci) "a" list)  ; !! OutOfRange: hash-table-update!: no such key: "a"
(let* ((t (hash-table ci "a" 1)) (p (listed (hash-table-pop! t)))) (list p (hash-table-size t)))  ; => (("a" 1) 0)
(hash-table-pop! (hash-table by-eqv))  ; !! OutOfRange: hash-table-pop!: the table is empty
(hash-table-set! (hash-table ci) "a" 1 "b")  ; !! OutOfRange: hash-table-set!: a key without a value: "b"
(hash-table-set! 5 1 2)  ; !! WrongType: hash-table-set!: argument 1 is not a hash table: 5
(hash-table-set! (fixed by-eqv) 1 2)  ; !! WrongType: hash-table-set!: argument 1 is not a mutable hash table
(hash-table-delete! (fixed ci) "a")  ; !! WrongType: hash-table-delete!: argument 1 is not a mutable hash table
(hash-table-clear! (fixed string-comparator))  ; !! WrongType: hash-table-clear!: argument 1 is not a mutable hash table
(hash-table-union! (fixed ci) (hash-table ci))  ; !! WrongType: hash-table-union!: argument 1 is not a mutable hash table
(hash-table-delete! 5 1)  ; !! WrongType: hash-table-delete!: argument 1 is not a hash table: 5

; the whole
(define t (hash-table by-eqv 1 'one 2 'two 3 'three))
(list (hash-table-keys t) (hash-table-values t) (listed (hash-table-entries t)))  ; => ((1 2 3) (one two three) ((1 2 3) (one two three)))
(hash-table-find (lambda (k v) (and (> k 1) v)) t (lambda () 'none))  ; => two
(hash-table-find (lambda (k v) #f) t (lambda () 'none))  ; => none
(hash-table->alist (hash-table-map symbol->string by-eqv t))  ; => ((1 . "one") (2 . "two") (3 . "three"))
(let ((l '())) (hash-table-for-each (lambda (k v) (set! l (cons k l))) t) l)  ; => (3 2 1)
(let ((l '())) (hash-table-for-each t (lambda (k v) (set! l (cons k l)))) l)  ; => (3 2 1)
(let ((l '())) (hash-table-walk t (lambda (k v) (set! l (cons v l)))) l)  ; => (three two one)
(hash-table-map->list cons t)  ; => ((1 . one) (2 . two) (3 . three))
(list (hash-table-fold (lambda (k v n) (+ k n)) 0 t) (hash-table-fold t (lambda (k v n) (+ k n)) 0))  ; => (6 6)
(let ((t (hash-table-copy t #t))) (hash-table-map! (lambda (k v) (* k k)) t) (hash-table->alist t))  ; => ((1 . 1) (2 . 4) (3 . 9))
(let ((t (hash-table-copy t #t))) (hash-table-prune! (lambda (k v) (odd? k)) t) (hash-table->alist t))  ; => ((2 . two))
(let ((t (hash-table ci "a" 1 "b" 2 "c" 3))) (hash-table-prune! (lambda (k v) (odd? v)) t) (hash-table-map! (lambda (k v) (- v)) t) (hash-table->alist t))  ; => (("b" . -2))
(let ((t (hash-table default 1 1 2 2 3 3))) (hash-table-walk t (lambda (k v) (hash-table-delete! t k))) (hash-table-size t))  ; => 0

; sets of keys
(define (table . keys) (apply hash-table default (apply append (map (lambda (k) (list k (list k))) keys))))
(define (keys t) (let loop ((i 0)) (if (= i 10) '() (if (hash-table-contains? t i) (cons i (loop (+ i 1))) (loop (+ i 1))))))
(keys (hash-table-union! (table 1 2) (table 2 3)))  ; => (1 2 3)
(let ((a (hash-table by-eqv 1 'old))) (hash-table-merge! a (hash-table by-eqv 1 'new 2 'new)) (hash-table->alist a))  ; => ((1 . old) (2 . new))
(keys (hash-table-intersection! (table 1 2) (table 2 3)))  ; => (2)
(keys (hash-table-difference! (table 1 2) (table 2 3)))  ; => (1)
(keys (hash-table-xor! (table 1 2) (table 2 3)))  ; => (1 3)
(hash-table-union! (table) 5)  ; !! WrongType: hash-table-union!: argument 1 is not a hash table: 5

; hash functions
(map exact-integer? (list (hash '(1)) (hash 1 5) (hash-by-identity 'a) (hash-by-identity 'a 5) (string-hash "a" 5) (string-ci-hash "a" 5)))  ; => (#t #t #t #t #t #t)
(map (lambda (t) (let ((same? (hash-table-equivalence-function t))) (or (eq? same? eqv?) (eq? same? string-ci=?)))) (list (hash-table by-eqv) (hash-table ci)))  ; => (#t #t)
(list (eq? (hash-table-hash-function (hash-table ci)) (comparator-hash-function ci)) (procedure? (hash-table-hash-function (hash-table by-eqv))))  ; => (#t #t)

; many entries
;; skip: vm-gc-stress
(let ((t (make-hash-table default))) (do ((i 0 (+ i 1))) ((= i 20000)) (hash-table-set! t (list i (number->string i)) i)) (let loop ((i 0) (n 0)) (if (= i 20000) (list n (hash-table-size t)) (loop (+ i 1) (+ n (- i (hash-table-ref t (list i (number->string i)))))))))  ; => (0 20000)

(import (scheme base) (scheme hash-table))
(hash-table-size (make-hash-table equal?))  ; => 0
