(import (scheme base) (srfi 69))
(hash-table-ref '((a . 1)) 'a)
