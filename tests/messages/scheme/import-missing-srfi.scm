(import (scheme base))
(define (sum l)
  (fold + 0 l))
(sum '(1 2))
