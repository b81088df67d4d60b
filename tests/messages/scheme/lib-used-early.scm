(define-library (early)
  (export start)
  (import (scheme base))
  (begin
    (define start (make-start 1))
    (define (make-start x) x)))
(import (scheme base) (early))
start
