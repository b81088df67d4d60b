;; The hash tables our programs use, on Guile's own.
(define-module (srfi s69)
  #:re-export (make-hash-table)
  #:export (hash-table-ref/default hash-table-set! hash-table-update!/default
            hash-table->alist hash-table-keys hash-table-size))

(define hash-table-ref/default hash-ref)
(define hash-table-set! hash-set!)
(define (hash-table-update!/default table key update default)
  (hash-set! table key (update (hash-ref table key default))))
(define (hash-table->alist table) (hash-map->list cons table))
(define (hash-table-keys table) (hash-map->list (lambda (key value) key) table))
(define (hash-table-size table) (hash-count (const #t) table))
