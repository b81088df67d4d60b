;; One entry.

(define (hash-table-contains? table key)
  (not (eq? missing (ref "hash-table-contains?" table key missing))))

(define (hash-table-exists? table key)
  (not (eq? missing (ref "hash-table-exists?" table key missing))))

(define (hash-table-ref/default table key default)
  (ref "hash-table-ref/default" table key default))

;; (fail) is asked for a value if there is none, (succeed value) for another one if there is
(define (get who table key fail succeed)
  (let ((value (ref who table key missing)))
    (cond ((not (eq? value missing)) (if succeed (succeed value) value))
          (fail (fail))
          (else (%no-key who key)))))

(define hash-table-ref
  (case-lambda
    ((table key) (get "hash-table-ref" table key #f #f))
    ((table key fail) (get "hash-table-ref" table key fail #f))
    ((table key fail succeed) (get "hash-table-ref" table key fail succeed))))

(define hash-table-set!
  (case-lambda
    ((table key value) (set-one! "hash-table-set!" table key value))
    ((table . items)
     (direct-table/mutable "hash-table-set!" table)
     (set-all! "hash-table-set!" table items))))

;; how many there were
(define hash-table-delete!
  (case-lambda
    ((table key) (if (delete-one! "hash-table-delete!" table key) 1 0))
    ((table . keys)
     (direct-table/mutable "hash-table-delete!" table)
     (let loop ((rest keys) (n 0))
       (if (pair? rest)
           (loop (cdr rest) (if (delete-one! "hash-table-delete!" table (car rest)) (+ n 1) n))
           n)))))

(define (hash-table-intern! table key make)
  (let ((value (ref "hash-table-intern!" table key missing)))
    (if (eq? value missing)
        (let ((value (make)))
          (set-one! "hash-table-intern!" table key value)
          value)
        value)))

(define hash-table-update!
  (case-lambda
    ((table key f) (update! table key f #f #f))
    ((table key f fail) (update! table key f fail #f))
    ((table key f fail succeed) (update! table key f fail succeed))))

(define (update! table key f fail succeed)
  (set-one! "hash-table-update!" table key (f (get "hash-table-update!" table key fail succeed))))

(define (hash-table-update!/default table key f default)
  (set-one! "hash-table-update!/default" table key (f (ref "hash-table-update!/default" table key default))))

(define (hash-table-pop! table)
  (let ((entry (call-with-escape-continuation
                (lambda (return)
                  (fold-entries "hash-table-pop!" (lambda (key value result) (return (cons key value))) #f table)))))
    (if (not entry)
        (%out-of-range "hash-table-pop!: the table is empty" table))
    (delete-one! "hash-table-pop!" table (car entry))
    (values (car entry) (cdr entry))))

(define (hash-table-clear! table)
  (let ((direct (direct-table/mutable "hash-table-clear!" table)))
    (base:hash-table-clear! (or direct (inner-of table)))
    (if (not direct)
        (set-size! table 0))))
