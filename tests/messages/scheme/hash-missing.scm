(import (scheme base) (srfi 69))
(define h (make-hash-table))
(hash-table-set! h 'a 1)
(hash-table-ref h 'b)
