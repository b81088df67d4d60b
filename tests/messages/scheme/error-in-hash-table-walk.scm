(import (scheme base) (srfi 69))
(define h (make-hash-table))
(hash-table-set! h 'one "1")
(hash-table-walk h (lambda (k v) (+ v 1)))
