(define (less a b)
  (< (car a) (car b)))
(sort '((1) 2 (3)) less)
