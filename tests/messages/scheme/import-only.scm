(import (only (scheme base) define +))
(define (f x) (+ x (car x)))
(f 1)
