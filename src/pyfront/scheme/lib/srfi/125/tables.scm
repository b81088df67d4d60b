;; Tables. Those by eq?, eqv? and equal? are the language's own. A `custom` one has another equality: if it is one that
;; the language's tables know for the keys it is for, as string=? is, the entries are in such a table; else that has lists of entries
;; (key . value), by what the hash function says of the key.

;; A table that cannot be changed is a custom one, too, whatever its equality.

(define-record-type hash-table (new-custom mutable? same? hash direct? inner size) custom?
  (mutable? mutable-field)
  (same? same-of)
  (hash custom-hash) ; #f if the table is not by this function
  (direct? direct?)
  (inner inner-of)
  (size size-of set-size!)) ; of a table with lists

(define (make-custom same? hash direct? inner size)
  (new-custom #t same? hash direct? inner size))

(define (hash-table? x) (or (base:hash-table? x) (custom? x)))

;; the table of the language that has the entries themselves; #f if it has lists of them
(define (direct-table who x)
  (cond ((base:hash-table? x) x)
        ((not (custom? x)) (wrong who 1 "a hash table" x))
        ((direct? x) (inner-of x))
        (else #f)))

(define (mutable? table)
  (or (base:hash-table? table) (mutable-field table)))

;; the same for a table that is about to be changed
(define (direct-table/mutable who x)
  (let ((direct (direct-table who x)))
    (if (not (mutable? x))
        (wrong who 1 "a mutable hash table" x))
    direct))

(define (kind-of same?)
  (cond ((or (eq? same? equal?) (eq? same? string=?)) 'equal)
        ((or (eq? same? eq?) (eq? same? symbol=?) (eq? same? boolean=?)) 'eq)
        ((or (eq? same? eqv?) (eq? same? char=?)) 'eqv)
        (else #f)))

(define (known? same?) (or (eq? same? equal?) (eq? same? eqv?) (eq? same? eq?)))

;; hash: a procedure of a key, #f if there is none
(define (make-table same? hash)
  (let ((kind (kind-of same?)))
    (cond ((not kind) (make-custom same? (or hash (usual-hash same?)) #f (make-eqv-hash-table) 0))
          ((known? same?) (%alist->hash-table '() kind))
          (else (make-custom same? hash #t (%alist->hash-table '() kind) 0)))))

;; without a function all keys are in one list
(define (usual-hash same?)
  (cond ((eq? same? string-ci=?) string-ci-hash)
        ((eq? same? char-ci=?) char-ci-hash)
        ((eq? same? =) number-hash)
        (else (lambda (key) 0))))

(define (equality-of table)
  (if (custom? table)
      (same-of table)
      (case (%hash-table-kind table)
        ((eq) eq?)
        ((eqv) eqv?)
        (else equal?))))

(define (empty-like table)
  (make-table (equality-of table) (and (custom? table) (custom-hash table))))

;; a table with the entries of one that nobody else has, which cannot be changed
(define (frozen table)
  (if (custom? table)
      (new-custom #f (same-of table) (custom-hash table) (direct? table) (inner-of table) (size-of table))
      (new-custom #f (equality-of table) #f #t table 0)))

;;; ------------------------------------------------------------- tables with lists

(define (entry-of table key)
  (let ((same? (same-of table)))
    (let loop ((rest (base:hash-table-ref/default (inner-of table) ((custom-hash table) key) '())))
      (and (pair? rest)
           (if (same? (caar rest) key)
               (car rest)
               (loop (cdr rest)))))))

(define (add-entry! table key value)
  (let* ((code ((custom-hash table) key))
         (inner (inner-of table))
         (entries (base:hash-table-ref/default inner code '())))
    (base:hash-table-set! inner code (cons (cons key value) entries))
    (set-size! table (+ (size-of table) 1))))

(define (put! table key value)
  (let ((entry (entry-of table key)))
    (if entry
        (set-cdr! entry value)
        (add-entry! table key value))))

;; was there an entry?
(define (take-out! table key)
  (let ((entry (entry-of table key)))
    (and entry
         (let* ((code ((custom-hash table) key))
                (inner (inner-of table))
                (others (remove (lambda (other) (eq? other entry)) (base:hash-table-ref/default inner code '()))))
           (if (null? others)
               (base:hash-table-delete! inner code)
               (base:hash-table-set! inner code others))
           (set-size! table (- (size-of table) 1))
           #t))))

;;; ------------------------------------------------------------- any table

(define missing (list 'missing))

(define (ref who table key default)
  (let ((direct (direct-table who table)))
    (if direct
        (base:hash-table-ref/default direct key default)
        (let ((entry (entry-of table key)))
          (if entry (cdr entry) default)))))

(define (set-one! who table key value)
  (let ((direct (direct-table/mutable who table)))
    (if direct
        (base:hash-table-set! direct key value)
        (put! table key value))))

(define (delete-one! who table key)
  (let ((direct (direct-table/mutable who table)))
    (if direct
        (and (base:hash-table-contains? direct key)
             (begin
               (base:hash-table-delete! direct key)
               #t))
        (take-out! table key))))

;; (f key value result). f may change or delete the entry it is called with.
(define (fold-entries who f start table)
  (let ((direct (direct-table who table)))
    (if direct
        (let loop ((i (%hash-table-next direct 0)) (result start))
          (if i
              (let ((result (f (%hash-table-key-at direct i) (%hash-table-value-at direct i) result)))
                (loop (%hash-table-next direct (+ i 1)) result))
              result))
        (fold-lists f start (inner-of table)))))

(define (fold-lists f start inner)
  (let loop ((i (%hash-table-next inner 0)) (result start))
    (if i
        (let entries ((rest (%hash-table-value-at inner i)) (result result))
          (if (pair? rest)
              (let ((next (cdr rest)))
                (entries next (f (caar rest) (cdar rest) result)))
              (loop (%hash-table-next inner (+ i 1)) result)))
        result)))
