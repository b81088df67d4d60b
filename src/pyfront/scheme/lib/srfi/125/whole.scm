;; Whole tables.

(define (hash-table-size table)
  (let ((direct (direct-table "hash-table-size" table)))
    (if direct
        (base:hash-table-size direct)
        (size-of table))))

(define (hash-table-empty? table)
  (direct-table "hash-table-empty?" table)
  (eqv? 0 (hash-table-size table)))

(define (hash-table-mutable? table)
  (direct-table "hash-table-mutable?" table)
  (mutable? table))

(define (hash-table-keys table)
  (reverse (fold-entries "hash-table-keys" (lambda (key value keys) (cons key keys)) '() table)))

(define (hash-table-values table)
  (reverse (fold-entries "hash-table-values" (lambda (key value values) (cons value values)) '() table)))

(define (hash-table-entries table)
  (direct-table "hash-table-entries" table)
  (values (hash-table-keys table) (hash-table-values table)))

(define (hash-table->alist table)
  (reverse (fold-entries "hash-table->alist" (lambda (key value entries) (cons (cons key value) entries)) '() table)))

(define (hash-table-count f table)
  (fold-entries "hash-table-count" (lambda (key value n) (if (f key value) (+ n 1) n)) 0 table))

(define (hash-table-find f table fail)
  (direct-table "hash-table-find" table)
  (let loop ((rest (hash-table->alist table)))
    (if (pair? rest)
        (or (f (caar rest) (cdar rest))
            (loop (cdr rest)))
        (fail))))

;; the values by `same`, a comparator
(define (hash-table=? same table1 table2)
  (if (not (comparator? same))
      (wrong "hash-table=?" 1 "a comparator" same))
  (direct-table "hash-table=?" table1)
  (direct-table "hash-table=?" table2)
  (and (eqv? (hash-table-size table1) (hash-table-size table2))
       (every
        (lambda (entry)
          (let ((value (ref "hash-table=?" table2 (car entry) missing)))
            (and (not (eq? value missing))
                 (=? same (cdr entry) value))))
        (hash-table->alist table1))))

;;; ------------------------------------------------------------- walks

(define (hash-table-walk table f)
  (fold-entries "hash-table-walk" (lambda (key value result) (f key value) result) #f table)
  (if #f #f))

;; the table may come first, as it once did
(define (hash-table-for-each f table)
  (if (procedure? f)
      (begin
        (fold-entries "hash-table-for-each" (lambda (key value result) (f key value) result) #f table)
        (if #f #f))
      (hash-table-for-each table f)))

(define (hash-table-fold f start table)
  (if (hash-table? f)
      (fold-entries "hash-table-fold" start table f)
      (fold-entries "hash-table-fold" f start table)))

(define (hash-table-map->list f table)
  (reverse (fold-entries "hash-table-map->list" (lambda (key value done) (cons (f key value) done)) '() table)))

(define (hash-table-map f comparator table)
  (let ((new (new-table "hash-table-map" 2 comparator '())))
    (fold-entries "hash-table-map" (lambda (key value result) (set-one! "hash-table-map" new key (f value))) #f table)
    new))

(define (hash-table-map! f table)
  (direct-table/mutable "hash-table-map!" table)
  (for-each
   (lambda (entry)
     (set-one! "hash-table-map!" table (car entry) (f (car entry) (cdr entry))))
   (hash-table->alist table)))

(define (hash-table-prune! f table)
  (direct-table/mutable "hash-table-prune!" table)
  (for-each
   (lambda (entry)
     (if (f (car entry) (cdr entry))
         (delete-one! "hash-table-prune!" table (car entry))))
   (hash-table->alist table)))

;;; ------------------------------------------------------------- tables as sets of keys

(define (hash-table-union! table other)
  (direct-table/mutable "hash-table-union!" table)
  (fold-entries "hash-table-union!"
                (lambda (key value result)
                  (if (eq? missing (ref "hash-table-union!" table key missing))
                      (set-one! "hash-table-union!" table key value)))
                #f
                other)
  table)

(define (keep-keys! who table other in?)
  (direct-table/mutable who table)
  (direct-table who other)
  (for-each
   (lambda (key)
     (if (not (eq? in? (not (eq? missing (ref who other key missing)))))
         (delete-one! who table key)))
   (hash-table-keys table))
  table)

(define (hash-table-intersection! table other)
  (keep-keys! "hash-table-intersection!" table other #t))

(define (hash-table-difference! table other)
  (keep-keys! "hash-table-difference!" table other #f))

(define (hash-table-xor! table other)
  (direct-table/mutable "hash-table-xor!" table)
  (for-each
   (lambda (entry)
     (if (not (delete-one! "hash-table-xor!" table (car entry)))
         (set-one! "hash-table-xor!" table (car entry) (cdr entry))))
   (begin
     (direct-table "hash-table-xor!" other)
     (hash-table->alist other)))
  table)
