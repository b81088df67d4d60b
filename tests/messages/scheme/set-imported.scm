(import (scheme base))
(define (reset)
  (set! list 1))
