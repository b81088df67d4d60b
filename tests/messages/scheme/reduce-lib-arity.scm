(import (scheme base) (srfi 1))
(fold (lambda (x) x) 0 '(1 2 3))
