;; The hash tables our programs use, on Chez Scheme's own.
(library (srfi s69)
  (export make-hash-table hash-table-ref/default hash-table-set! hash-table-update!/default
          hash-table->alist hash-table-keys hash-table-size)
  (import (rename (except (chezscheme) make-hash-table)
            (hashtable-ref hash-table-ref/default)
            (hashtable-set! hash-table-set!)
            (hashtable-update! hash-table-update!/default)
            (hashtable-size hash-table-size)))
  (define (make-hash-table) (make-hashtable equal-hash equal?))
  (define (hash-table-keys table) (vector->list (hashtable-keys table)))
  (define (hash-table->alist table)
    (let-values ([(keys values) (hashtable-entries table)])
      (vector->list (vector-map cons keys values)))))
