;; SRFI 69: hash tables, older than SRFI 125. The tables are the same.

(define-library (srfi 69)
  (export
    make-hash-table hash-table? alist->hash-table
    hash-table-equivalence-function hash-table-hash-function
    hash-table-ref hash-table-ref/default hash-table-set! hash-table-delete! hash-table-exists? hash-table-update!
    hash-table-update!/default
    hash-table-size hash-table-keys hash-table-values hash-table-walk hash-table-fold hash-table->alist
    hash-table-copy hash-table-merge!
    hash string-hash string-ci-hash hash-by-identity)
  (import (vmcore) (srfi 125))
  (include "arguments.scm")
  (begin
    (define widest 33554393)

    ;; a hash function of SRFI 69 gets a bound
    (define (with-bound hash)
      (case-lambda
        ((key) (hash key widest))
        ((key bound) (hash key bound))))

    (define make-hash-table
      (case-lambda
        (() (make-equal-hash-table))
        ((same?) (new-table same? #f))
        ((same? hash . options) (new-table same? hash))))

    (define (new-table same? hash)
      (if (not (procedure? same?))
          (wrong "make-hash-table" 1 "a procedure" same?))
      (if (not (or (not hash) (procedure? hash)))
          (wrong "make-hash-table" 2 "a procedure" hash))
      (if hash
          (srfi-125:make-hash-table same? (with-bound hash))
          (srfi-125:make-hash-table same?)))

    ;; the first entry of a key counts
    (define alist->hash-table
      (case-lambda
        ((alist) (srfi-125:alist->hash-table alist equal?))
        ((alist same?) (srfi-125:alist->hash-table alist same?))
        ((alist same? hash . options) (srfi-125:alist->hash-table alist same? (with-bound hash)))))

    ;; what is copied can be changed
    (define (hash-table-copy table)
      (srfi-125:hash-table-copy table #t))

    ;; entries of the second table win
    (define (hash-table-merge! table other)
      (hash-table-walk other (lambda (key value) (hash-table-set! table key value)))
      table)

    (define hash
      (case-lambda
        ((x) (equal-hash x))
        ((x bound) (equal-hash x (checked bound "hash")))))

    (define string-hash
      (case-lambda
        ((s) (string-hash s widest))
        ((s bound)
         (if (not (string? s))
             (wrong "string-hash" 1 "a string" s))
         (base:string-hash s (checked bound "string-hash")))))

    (define string-ci-hash
      (case-lambda
        ((s) (string-ci-hash s widest))
        ((s bound)
         (if (not (string? s))
             (wrong "string-ci-hash" 1 "a string" s))
         (base:string-hash (string-foldcase s) (checked bound "string-ci-hash")))))

    (define hash-by-identity
      (case-lambda
        ((x) (eq-hash x))
        ((x bound) (eq-hash x (checked bound "hash-by-identity")))))

    (define (checked bound who)
      (if (and (exact-integer? bound) (> bound 0))
          bound
          (wrong who 2 "a positive exact integer" bound)))))
