(import (scheme base) (srfi 145))
(define (f x) (assert (> x 0)) x)
(f -1)
