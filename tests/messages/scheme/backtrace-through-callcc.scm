;; integrated
(define (f k) (car 5))
(define (g) (+ 1 (call/cc (lambda (k) (+ 1 (f k))))))
(list (g))
