;; Lists of the language, beyond R7RS.

;; skip: vm-gc-stress
; more lists than a procedure takes arguments
(length (append-map (lambda (x) (list x x)) (make-list 200000 1)))  ; => 400000
(concatenate '())  ; => ()
(concatenate '((1) () (2 3)))  ; => (1 2 3)
(append-map list '(1 2) '(3 4))  ; => (1 3 2 4)
