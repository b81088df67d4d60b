(define-record-type <pare> (kons x y) pare? (x kar set-kar!) (y kdr))
(define-record-type other (make-other) other? (z other-z set-other-z!))

(pare? (kons 1 2))  ; => #t
(pare? (cons 1 2))  ; => #f
(pare? (make-other))  ; => #f
(kar (kons 1 2))  ; => 1
(kdr (kons 1 2))  ; => 2
(let ((k (kons 1 2))) (set-kar! k 3) (kar k))  ; => 3
(vector? (kons 1 2))  ; => #f
(procedure? kons)  ; => #t
(map kar (list (kons 1 2) (kons 3 4)))  ; => (1 3)
(eqv? (kons 1 2) (kons 1 2))  ; => #f
(let ((k (kons 1 2))) (equal? k k))  ; => #t
(let ((o (make-other))) (set-other-z! o 5) (other-z o))  ; => 5
(kar (make-other))
; !! WrongType: .*<pare>
(kar '(1 . 2))
; !! WrongType: kar: argument 1 is not a <pare>: \(1 \. 2\)
(set-kar! 5 1)
; !! WrongType: set-kar!: argument 1 is not a <pare>: 5
(kons 1)  ; !! WrongArity: kons
(kar)  ; !! WrongArity: kar
(let loop ((i 0) (k (kons 0 0))) (if (= i 100) (kar k) (loop (+ i 1) (kons (+ (kar k) i) i))))  ; => 4950
(define-record-type <pare> (kons2 x) pare2? (x kar2))
(pare2? (kons 1 2))  ; => #f
(kar (kons 5 2))  ; => 5
(define-record-type t (make-t b a) t? (a t-a) (b t-b))
(let ((x (make-t 1 2))) (list (t-a x) (t-b x)))  ; => (2 1)
(define-record-type bad (make-bad q) bad? (a bad-a))  ; !! ExpandError
