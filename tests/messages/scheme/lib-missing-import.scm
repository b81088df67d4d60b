(define-library (my lib)
  (export show)
  (import (scheme base))
  (begin
    (define (show x)
      (write x)
      (newline))))
(import (scheme base) (my lib))
(show 5)
