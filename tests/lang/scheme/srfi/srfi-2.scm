(import (scheme base) (srfi 2))

(and-let* ())  ; => #t
(and-let* () 1 2)  ; => 2
(and-let* ((x 5)) (+ x 1))  ; => 6
(and-let* ((x 5)))  ; => 5
(and-let* ((x #f)) (error "not reached"))  ; => #f
(and-let* ((x 5) ((> x 3))) 'large)  ; => large
(and-let* ((x 2) ((> x 3))) 'large)  ; => #f
(and-let* ((x 5) ((> x 3))))  ; => #t
(and-let* ((x '(1 2)) (y (assv 9 '((9 . 8)))) (z (cdr y))) (list (car x) z))  ; => (1 8)
(let ((x 3)) (and-let* (x (y (* x x))) y))  ; => 9
(let ((x #f)) (and-let* (x (y (* x x))) y))  ; => #f
(let ((x 3)) (and-let* (x)))  ; => 3
(and-let* ((x 1) (x (+ x 1)) (x (+ x 1))) x)  ; => 3
(and-let* ((x 1)) (define y 2) (+ x y))  ; => 3
(let loop ((n 5000)) (and-let* (((> n 0)) (m (- n 1))) (if (= m 0) 'done (loop m))))  ; => done
(let ((and #f) (let #f)) (and-let* ((x 1) ((= x 1))) x))  ; => 1
(and-let* ((x 1 2)) x)  ; !! ExpandError: bad syntax in and-let\*: a clause must be

(import (scheme base) (srfi 2 and-let*))
(and-let* ((x 1)) x)  ; => 1
