;; Lists of the language, beyond R7RS.

;; skip: vm-gc-stress
; more lists than a procedure takes arguments
(length (append-map (lambda (x) (list x x)) (make-list 200000 1)))  ; => 400000
(concatenate '())  ; => ()
(concatenate '((1) () (2 3)))  ; => (1 2 3)
(append-map list '(1 2) '(3 4))  ; => (1 3 2 4)

; what takes several lists takes one at least
(map (lambda () 1))  ; !! WrongArity: map: expected at least 2 arguments, got 1
(for-each (lambda () 1))  ; !! WrongArity: for-each: expected at least 2 arguments
(fold + 0)  ; !! WrongArity: fold: expected at least 3 arguments
(fold-right + 0)  ; !! WrongArity: fold-right: expected at least 3 arguments
(fold-left + 0)  ; !! WrongArity: fold-left: expected at least 3 arguments
(any (lambda () 1))  ; !! WrongArity: any: expected at least 2 arguments
(every (lambda () 1))  ; !! WrongArity: every: expected at least 2 arguments
(list-index (lambda () 1))  ; !! WrongArity: list-index: expected at least 2 arguments
(count (lambda () 1))  ; !! WrongArity: count: expected at least 2 arguments
(vector-map list)  ; !! WrongArity: vector-map: expected at least 2 arguments
(vector-for-each list)  ; !! WrongArity: vector-for-each: expected at least 2 arguments
(string-map list)  ; !! WrongArity: string-map: expected at least 2 arguments
(string-for-each list)  ; !! WrongArity: string-for-each: expected at least 2 arguments
(list (map list '(1 2) '(3 4) '(5 6)) (vector-map list #(1 2) #(3 4)))  ; => (((1 3 5) (2 4 6)) #((1 3) (2 4)))
(list (fold list 0 '(1 2) '(3 4)) (fold-right list 0 '(1 2) '(3 4)) (fold-left list 0 '(1 2) '(3 4)))  ; => ((2 4 (1 3 0)) (1 3 (2 4 0)) ((0 1 3) 2 4))
