(import (scheme base))
(sort '(3 1 2) <)
