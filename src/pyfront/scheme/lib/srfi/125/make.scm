;; Making tables.

;; What comes behind the comparator or the procedures says how; what changes what a program would see is refused.
(define (check-options who options)
  (for-each
   (lambda (option)
     (if (memq option '(weak-keys weak-values ephemeral-keys ephemeral-values))
         (%out-of-range (string-append who ": there are no such tables") option)))
   options))

;; of a comparator, or of an equality and a hash function
(define (new-table who n x options)
  (cond ((comparator? x)
         (check-options who options)
         (let ((same? (comparator-equality-predicate x)))
           (if (not (or (comparator-hashable? x) (kind-of same?)))
               (wrong who n "a comparator with a hash function" x))
           (make-table same? (and (comparator-hashable? x) (comparator-hash-function x)))))
        ((not (procedure? x)) (wrong who n "a comparator" x))
        ((and (pair? options) (procedure? (car options)))
         (check-options who (cdr options))
         (make-table x (car options)))
        (else
         (check-options who options)
         (make-table x #f))))

(define (make-hash-table comparator . options)
  (new-table "make-hash-table" 1 comparator options))

(define (hash-table comparator . items)
  (let ((table (new-table "hash-table" 1 comparator '())))
    (set-all! "hash-table" table items)
    table))

(define (hash-table-unfold stop? f next seed comparator . options)
  (let ((table (new-table "hash-table-unfold" 5 comparator options)))
    (let loop ((seed seed))
      (if (stop? seed)
          table
          (let-values (((key value) (f seed)))
            (set-one! "hash-table-unfold" table key value)
            (loop (next seed)))))))

;; the first entry of a key counts
(define (alist->hash-table alist comparator . options)
  (fill-table! "alist->hash-table" (new-table "alist->hash-table" 2 comparator options) alist))

(define (fill-table! who table alist)
  (if (not (list? alist))
      (wrong who 1 "an association list" alist))
  (for-each
   (lambda (entry)
     (if (not (pair? entry))
         (wrong who 1 "an association list" alist))
     (if (eq? (ref who table (car entry) missing) missing)
         (set-one! who table (car entry) (cdr entry))))
   alist)
  table)

(define (set-all! who table items)
  (let loop ((rest items))
    (if (pair? rest)
        (if (pair? (cdr rest))
            (begin
              (set-one! who table (car rest) (cadr rest))
              (loop (cddr rest)))
            (%out-of-range (string-append who ": a key without a value") (car rest))))))

(define hash-table-copy
  (case-lambda
    ((table) (frozen (copy table)))
    ((table mutable?) (if mutable? (copy table) (frozen (copy table))))))

(define (copy table)
  (let ((direct (direct-table "hash-table-copy" table)))
    (if (and direct (known? (equality-of table)))
        (base:hash-table-copy direct)
        (let ((new (empty-like table)))
          (fold-entries "hash-table-copy" (lambda (key value result) (set-one! "hash-table-copy" new key value)) #f table)
          new))))

(define (hash-table-empty-copy table)
  (direct-table "hash-table-empty-copy" table)
  (empty-like table))

;;; ------------------------------------------------------------- hash functions: a second argument is ignored

(define (hash x . bound) (default-hash x))
(define (hash-by-identity x . bound) (eq-hash x))

(define (hash-table-equivalence-function table)
  (direct-table "hash-table-equivalence-function" table)
  (equality-of table))

(define (hash-table-hash-function table)
  (direct-table "hash-table-hash-function" table)
  (or (and (custom? table) (custom-hash table))
      (case (%hash-table-kind (if (custom? table) (inner-of table) table))
        ((eq) eq-hash)
        ((eqv) eqv-hash)
        (else equal-hash))))
