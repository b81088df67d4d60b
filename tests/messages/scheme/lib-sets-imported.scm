(define-library (counter)
  (export count)
  (import (scheme base))
  (begin (define count 0)))
(define-library (user)
  (export up)
  (import (scheme base) (counter))
  (begin
    (define (up) (set! count (+ count 1)))))
