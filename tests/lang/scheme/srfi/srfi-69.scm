(import (scheme base) (scheme char) (srfi 69))

(define (exercise t)
  (hash-table-set! t "a" 1)
  (hash-table-set! t "b" 2)
  (hash-table-set! t "b" 3)
  (hash-table-delete! t "none")
  (hash-table-update! t "a" (lambda (x) (+ x 10)))
  (hash-table-update! t "c" list (lambda () 'new))
  (hash-table-update!/default t "n" (lambda (x) (+ x 1)) 0)
  (let ((copy (hash-table-copy t)))
    (hash-table-delete! copy "a")
    (list (hash-table-size t) (hash-table-size copy) (hash-table-ref t "a") (hash-table-ref t "x" (lambda () 'none))
          (hash-table-ref/default t "b" #f) (hash-table-exists? t "c") (hash-table-exists? t "d")
          (hash-table-fold t (lambda (k v n) (+ n (string-length k))) 0)
          (length (hash-table-keys t)) (length (hash-table-values t)) (length (hash-table->alist t)))))
(exercise (make-hash-table))  ; => (4 3 11 none 3 #t #f 4 4 4 4)
(exercise (make-hash-table equal?))  ; => (4 3 11 none 3 #t #f 4 4 4 4)
(exercise (make-hash-table string=? string-hash))  ; => (4 3 11 none 3 #t #f 4 4 4 4)
(exercise (make-hash-table string-ci=? string-ci-hash))  ; => (4 3 11 none 3 #t #f 4 4 4 4)
(exercise (make-hash-table (lambda (a b) (string=? a b)) (lambda (s bound) (modulo (string-length s) bound))))  ; => (4 3 11 none 3 #t #f 4 4 4 4)
(exercise (make-hash-table string=?))  ; => (4 3 11 none 3 #t #f 4 4 4 4)

(map hash-table? (list (make-hash-table) (make-hash-table string-ci=? string-ci-hash) 5))  ; => (#t #t #f)
(hash-table-ref (alist->hash-table '((a . 1) (a . 2))) 'a)  ; => 1
(hash-table-ref (alist->hash-table '(("x" . 1)) string-ci=?) "X")  ; => 1
(hash-table-ref (alist->hash-table '(("x" . 1)) string-ci=? string-ci-hash) "X")  ; => 1
(let ((t (make-hash-table string-ci=? string-ci-hash))) (list (eq? (hash-table-equivalence-function t) string-ci=?) (procedure? (hash-table-hash-function t))))  ; => (#t #t)
(eq? equal? (hash-table-equivalence-function (make-hash-table)))  ; => #t
(let ((l '())) (hash-table-walk (alist->hash-table '((a . 1) (b . 2))) (lambda (k v) (set! l (cons (list k v) l)))) l)  ; => ((b 2) (a 1))
(hash-table->alist (hash-table-merge! (alist->hash-table '((a . 1) (b . 2))) (alist->hash-table '((b . 3) (c . 4)))))  ; => ((a . 1) (b . 3) (c . 4))
(list (= (hash '(1 "a")) (hash (list 1 "a"))) (< -1 (hash 'x 7) 7) (= (string-hash "ab") (string-hash (string #\a #\b))) (< -1 (string-hash "ab" 7) 7) (= (string-ci-hash "aB") (string-ci-hash "Ab")) (< -1 (hash-by-identity 'x 7) 7) (= (hash-by-identity 'x) (hash-by-identity 'x)))  ; => (#t #t #t #t #t #t #t)
(hash-table-ref (make-hash-table) 'x)  ; !! OutOfRange: hash-table-ref: no such key: x
(hash-table-set! 5 1 1)  ; !! WrongType: hash-table-set!: argument 1 is not a hash table: 5
(make-hash-table 5)  ; !! WrongType: make-hash-table: argument 1 is not a procedure: 5
(make-hash-table equal? 5)  ; !! WrongType: make-hash-table: argument 2 is not a procedure: 5
(hash 'x 0)  ; !! WrongType: hash: argument 2 is not a positive exact integer: 0
(string-hash 'x)  ; !! WrongType: string-hash: argument 1 is not a string: x
(string-ci-hash 'x)  ; !! WrongType: string-ci-hash: argument 1 is not a string: x

(import (scheme base) (srfi 69 basic-hash-tables))
(hash-table-size (make-hash-table))  ; => 0
