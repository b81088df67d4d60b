(define-library (shapes)
  (export area)
  (import (scheme base))
  (begin
    (define (square x) (* x x))
    (define (area r) (* 3 (square r)))))
