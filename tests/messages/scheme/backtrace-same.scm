(define (sum l)
  (+ (car l) (sum (cdr l))))
(sum '(1 2 3 4 5 6 7 8))
