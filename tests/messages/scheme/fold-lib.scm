(import (scheme base) (srfi 1))
(fold + 0 '(1 2 x))
