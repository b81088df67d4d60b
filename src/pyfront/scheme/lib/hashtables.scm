;; Hash tables: what takes a procedure. Names and argument orders of SRFI 69; where SRFI 125 has the procedure first,
;; both are taken.

(define (%kind-of same?)
  (cond ((eq? same? equal?) 'equal)
        ((eq? same? eqv?) 'eqv)
        ((eq? same? eq?) 'eq)
        ((or (eq? same? string=?) (eq? same? char=?) (eq? same? symbol=?)) 'equal)
        (else (%out-of-range "hash tables compare keys by eq?, eqv? or equal?" same?))))

;; a hash function is not needed and is ignored
(define make-hash-table
  (case-lambda
    (() (make-equal-hash-table))
    ((same? . options) (%alist->hash-table '() (%kind-of same?)))))

(define alist->hash-table
  (case-lambda
    ((alist) (%alist->hash-table alist 'equal))
    ((alist same? . options) (%alist->hash-table alist (%kind-of same?)))))

(define %missing (list 'missing))

(define (%no-key who key)
  (raise (%make-condition 'range (string-append who ": no such key") (list key))))

(define hash-table-ref
  (case-lambda
    ((table key)
     (let ((value (hash-table-ref/default table key %missing)))
       (if (eq? value %missing)
           (%no-key "hash-table-ref" key)
           value)))
    ((table key fail)
     (let ((value (hash-table-ref/default table key %missing)))
       (if (eq? value %missing)
           (if fail (fail) (%no-key "hash-table-ref" key))
           value)))
    ((table key fail succeed)
     (let ((value (hash-table-ref/default table key %missing)))
       (if (eq? value %missing)
           (if fail (fail) (%no-key "hash-table-ref" key))
           (succeed value))))))

(define hash-table-update!
  (case-lambda
    ((table key f) (hash-table-set! table key (f (hash-table-ref table key))))
    ((table key f fail) (hash-table-set! table key (f (hash-table-ref table key fail))))
    ((table key f fail succeed) (hash-table-set! table key (f (hash-table-ref table key fail succeed))))))

(define (hash-table-update!/default table key f default)
  (hash-table-set! table key (f (hash-table-ref/default table key default))))

(define (hash-table-intern! table key make)
  (let ((value (hash-table-ref/default table key %missing)))
    (if (eq? value %missing)
        (let ((value (make)))
          (hash-table-set! table key value)
          value)
        value)))

;; In the order the keys came. f may change or delete the entry it is called with; after other changes an entry may be
;; visited or not.
(define (%walk table f)
  (let loop ((i (%hash-table-next table 0)))
    (if i
        (begin
          (f (%hash-table-key-at table i) (%hash-table-value-at table i))
          (loop (%hash-table-next table (+ i 1)))))))

(define (hash-table-walk table f)
  (if (procedure? table)
      (%walk f table)
      (%walk table f)))

(define (hash-table-for-each table f) (hash-table-walk table f))

;; (f key value accumulated)
(define (hash-table-fold table f start)
  (if (procedure? table)
      (hash-table-fold start table f)
      (let loop ((i (%hash-table-next table 0)) (result start))
        (if i
            (let ((result (f (%hash-table-key-at table i) (%hash-table-value-at table i) result)))
              (loop (%hash-table-next table (+ i 1)) result))
            result))))

(define (hash-table-map! f table)
  (for-each
   (lambda (entry)
     (hash-table-set! table (car entry) (f (car entry) (cdr entry))))
   (hash-table->alist table)))

(define (hash-table-map->list f table)
  (%map1 (lambda (entry) (f (car entry) (cdr entry))) (hash-table->alist table)))

(define (hash-table-prune! f table)
  (for-each
   (lambda (entry)
     (if (f (car entry) (cdr entry))
         (hash-table-delete! table (car entry))))
   (hash-table->alist table)))

(define (hash-table-empty? table) (eqv? (hash-table-size table) 0))

(define (hash-table-pop! table)
  (let ((i (%hash-table-next table 0)))
    (if (not i)
        (%out-of-range "hash-table-pop!: the table is empty" table))
    (let ((key (%hash-table-key-at table i))
          (value (%hash-table-value-at table i)))
      (hash-table-delete! table key)
      (values key value))))

;; entries of the first table win
(define (hash-table-union! table other)
  (%walk other
         (lambda (key value)
           (if (not (hash-table-contains? table key))
               (hash-table-set! table key value))))
  table)

(define (hash-table-merge! table other) (hash-table-union! table other))
