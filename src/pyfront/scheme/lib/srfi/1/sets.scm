;; Lists as sets. Items are compared one by one, unless the equality is one that tables know and the list is not short.

(define (kind-of-table same?)
  (cond ((eq? same? eq?) 'eq)
        ((eq? same? eqv?) 'eqv)
        ((eq? same? equal?) 'equal)
        (else #f)))

(define (long? items)
  (let loop ((rest items) (k 16))
    (and (pair? rest)
         (or (eqv? k 0)
             (loop (cdr rest) (- k 1))))))

(define (table-of items kind)
  (let ((table (%alist->hash-table '() kind)))
    (for-each (lambda (x) (hash-table-set! table x #t)) items)
    table))

;; (x): is it in the list? same? gets x first
(define (member-of items same? who)
  (if (not (list? items))
      (%improper who items))
  (let ((kind (and (long? items) (kind-of-table same?))))
    (if kind
        (let ((table (table-of items kind)))
          (lambda (x) (hash-table-contains? table x)))
        (lambda (x)
          (let loop ((rest items))
            (and (pair? rest)
                 (or (same? x (car rest))
                     (loop (cdr rest)))))))))

(define (chain who test lists)
  (or (null? lists)
      (let loop ((a (car lists)) (rest (cdr lists)))
        (or (null? rest)
            (and (or (eq? a (car rest))
                     (test a (car rest)))
                 (loop (car rest) (cdr rest)))))))

(define (subset? same? a b who)
  (every (member-of b same? who) a))

(define (lset<= same? . lists)
  (chain "lset<=" (lambda (a b) (subset? same? a b "lset<=")) lists))

(define (lset= same? . lists)
  (chain "lset="
         (lambda (a b)
           (and (subset? same? a b "lset=")
                (subset? (if (kind-of-table same?) same? (lambda (x y) (same? y x))) b a "lset=")))
         lists))

;; the items of a list that are not in the result, before it; same? gets the one of the result first
(define (adjoin same? items result who)
  (let ((kind (and (or (long? items) (long? result)) (kind-of-table same?))))
    (if kind
        (let ((table (table-of result kind)))
          (fold (lambda (x result)
                  (if (hash-table-contains? table x)
                      result
                      (begin
                        (hash-table-set! table x #t)
                        (cons x result))))
                result
                items))
        (let next ((rest items) (result result))
          (if (pair? rest)
              (let ((x (car rest)))
                (let loop ((old result))
                  (cond ((null? old) (next (cdr rest) (cons x result)))
                        ((same? (car old) x) (next (cdr rest) result))
                        (else (loop (cdr old))))))
              (if (null? rest)
                  result
                  (%improper who items)))))))

(define (lset-adjoin same? items . more)
  (if (not (list? items))
      (%improper "lset-adjoin" items))
  (adjoin same? more items "lset-adjoin"))

(define (lset-union same? . lists)
  (let loop ((rest lists) (result '()))
    (cond ((null? rest) result)
          ((not (list? (car rest))) (%improper "lset-union" (car rest)))
          ((null? result) (loop (cdr rest) (car rest)))
          ((eq? (car rest) result) (loop (cdr rest) result))
          (else (loop (cdr rest) (adjoin same? (car rest) result "lset-union"))))))

(define (tests same? lists who)
  (%map1 (lambda (items) (member-of items same? who)) lists))

(define (lset-intersection same? items . lists)
  (let ((tests (tests same? lists "lset-intersection")))
    (filter (lambda (x) (every (lambda (in?) (in? x)) tests)) items)))

(define (lset-difference same? items . lists)
  (let ((tests (tests same? lists "lset-difference")))
    (filter (lambda (x) (not (any (lambda (in?) (in? x)) tests))) items)))

(define (lset-xor same? . lists)
  (let loop ((rest lists) (result '()))
    (cond ((null? rest) result)
          ((null? result) (loop (cdr rest) (car rest)))
          (else
           (let ((in-a? (member-of result same? "lset-xor"))
                 (in-b? (member-of (car rest) same? "lset-xor")))
             (loop (cdr rest)
                   (append (remove in-a? (car rest)) (remove in-b? result))))))))

(define (lset-diff+intersection same? items . lists)
  (let ((tests (tests same? lists "lset-diff+intersection")))
    (partition (lambda (x) (not (any (lambda (in?) (in? x)) tests))) items)))
