(define-library (sums)
  (export total)
  (import (scheme base))
  (begin
    (define (double-it x) (* 2 x))
    (define (total x) (+ (double-ti x) 1))))
(import (scheme base) (sums))
(define (double-th x) x)
(total 3)
