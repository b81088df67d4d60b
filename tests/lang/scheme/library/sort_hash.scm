(sort '(3 1 2) <)  ; => (1 2 3)
(sort (list 5 3 9 1) >)  ; => (9 5 3 1)
(sort '() <)  ; => ()
(sort '(1) <)  ; => (1)
(sort (vector 3 1 2) <)  ; => #(1 2 3)
(sort '("b" "a" "c") string<?)  ; => ("a" "b" "c")
(sort '((b . 1) (a . 1) (c . 0)) (lambda (x y) (< (cdr x) (cdr y))))  ; => ((c . 0) (b . 1) (a . 1))
(let ((l (list 3 1 2))) (sort l <) l)  ; => (3 1 2)
(list-sort < '(3 1 2))  ; => (1 2 3)
(let ((v (vector 3 1 2))) (vector-sort! v <) v)  ; => #(1 2 3)
(define (random-list n seed) (if (= n 0) '() (cons (modulo (* seed 7919) 1009) (random-list (- n 1) (modulo (+ 17 (* seed 7919)) 100003)))))
(define (sorted? l) (or (null? l) (null? (cdr l)) (and (<= (car l) (cadr l)) (sorted? (cdr l)))))
(sorted? (sort (random-list 300 42) <))  ; => #t
(sorted? (reverse (sort (random-list 300 42) >)))  ; => #t
(apply + (random-list 100 1))
(= (apply + (random-list 100 1)) (apply + (sort (random-list 100 1) <)))  ; => #t
(map cdr (sort (map cons '(1 0 1 0 1 0 1 0 1 0 1 0) '(a b c d e f g h i j k l)) (lambda (x y) (< (car x) (car y)))))  ; => (b d f h j l a c e g i k)
(sort '(1 a) <)  ; !! WrongType: <
(sort 5 <)  ; !! WrongType: sort
(sort '(2 1) 5)  ; !! WrongType
(call/cc (lambda (k) (sort '(3 1 2) (lambda (a b) (k 'escaped)))))  ; => escaped

(define t (make-equal-hash-table))
(hash-table-set! t '(1 2) 'list)
(hash-table-set! t "str" 'string)
(hash-table-set! t 1.5 'float)
(hash-table-set! t 100000000000000000000 'big)
(hash-table-ref/default t (list 1 2) #f)  ; => list
(hash-table-ref/default t (string-append "s" "tr") #f)  ; => string
(hash-table-ref/default t 1.5 #f)  ; => float
(hash-table-ref/default t (expt 10 20) #f)  ; => big
(hash-table-ref/default t 'none 'default)  ; => default
(hash-table-ref t 'none (lambda () 'thunk))  ; => thunk
(hash-table-ref t 'none)  ; !! OutOfRange: hash-table-ref: .*none
(hash-table-size t)  ; => 4
(hash-table-contains? t "str")  ; => #t
(hash-table-delete! t "str")
(hash-table-contains? t "str")  ; => #f
(hash-table-update! t 'n (lambda (x) (+ x 1)) (lambda () 0))
(hash-table-update!/default t 'n (lambda (x) (+ x 1)) 0)
(hash-table-ref/default t 'n #f)  ; => 2
(sort (map (lambda (p) (if (symbol? (car p)) 1 2)) (hash-table->alist t)) <)  ; => (1 2 2 2)
(length (hash-table-keys t))  ; => 4
(length (hash-table-values t))  ; => 4
(let ((n 0)) (hash-table-walk t (lambda (k v) (set! n (+ n 1)))) n)  ; => 4
(hash-table-fold t (lambda (k v n) (+ n 1)) 0)  ; => 4
(let ((c (hash-table-copy t))) (hash-table-set! c 'new 1) (list (hash-table-size t) (hash-table-size c)))  ; => (4 5)
(hash-table-clear! t)
(hash-table-size t)  ; => 0
(hash-table? t)  ; => #t
(hash-table? '())  ; => #f
(hash-table-set! 5 1 2)  ; !! WrongType: hash-table-set!
(let ((t (make-eq-hash-table))) (hash-table-set! t 'a 1) (hash-table-set! t "a" 2) (list (hash-table-ref/default t 'a 0) (hash-table-ref/default t (string #\a) 0)))  ; => (1 0)
(let ((t (make-eqv-hash-table))) (hash-table-set! t 1.5 1) (hash-table-set! t 1/2 2) (list (hash-table-ref/default t 1.5 0) (hash-table-ref/default t 1/2 0) (hash-table-ref/default t 0.5 0)))  ; => (1 2 0)
(let ((t (make-equal-hash-table))) (do ((i 0 (+ i 1))) ((= i 300)) (hash-table-set! t i (* i i))) (do ((i 0 (+ i 2))) ((>= i 300)) (hash-table-delete! t i)) (list (hash-table-size t) (hash-table-ref/default t 17 #f) (hash-table-ref/default t 18 #f)))  ; => (150 289 #f)
