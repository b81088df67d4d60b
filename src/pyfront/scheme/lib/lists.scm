;; Lists: what takes a procedure, and the usual selection of SRFI 1.
;;
;; Results are accumulated and reversed by copying, never by mutation: a continuation captured inside a procedure
;; argument may be entered again and must find what was there. Several lists: until the shortest ends.

(define (%improper who object)
  (%wrong-type (string-append who ": argument is not a proper list") object))

(define (%bad-length who object)
  (%wrong-type (string-append who ": the list is too short") object))

(define (%check-end object)
  (if (not (or (pair? object) (null? object)))
      (%wrong-type "argument is not a list" object)))

(define (%any-end? lists)
  (and (pair? lists)
       (or (and (not (pair? (car lists)))
                (begin
                  (%check-end (car lists))
                  #t))
           (%any-end? (cdr lists)))))

(define (%map1 f items)
  (let loop ((rest items) (done '()))
    (if (pair? rest)
        (loop (cdr rest) (cons (f (car rest)) done))
        (if (null? rest)
            (reverse done)
            (%improper "map" items)))))

(define (%cars lists) (%map1 (lambda (l) (car l)) lists))
(define (%cdrs lists) (%map1 (lambda (l) (cdr l)) lists))

;; the cars of the lists, then the item
(define (%cars+ lists last)
  (if (pair? lists)
      (cons (caar lists) (%cars+ (cdr lists) last))
      (list last)))

;;; ------------------------------------------------------------- map and for-each

(define map
  (case-lambda
    ((f items) (%map1 f items))
    ((f as bs)
     (let loop ((a as) (b bs) (done '()))
       (if (and (pair? a) (pair? b))
           (loop (cdr a) (cdr b) (cons (f (car a) (car b)) done))
           (begin
             (%check-end a)
             (%check-end b)
             (reverse done)))))
    ((f items . more)
     (let loop ((lists (cons items more)) (done '()))
       (if (%any-end? lists)
           (reverse done)
           (loop (%cdrs lists) (cons (apply f (%cars lists)) done)))))))

(define for-each
  (case-lambda
    ((f items)
     (let loop ((rest items))
       (if (pair? rest)
           (begin
             (f (car rest))
             (loop (cdr rest)))
           (if (not (null? rest))
               (%improper "for-each" items)))))
    ((f as bs)
     (let loop ((a as) (b bs))
       (if (and (pair? a) (pair? b))
           (begin
             (f (car a) (car b))
             (loop (cdr a) (cdr b)))
           (begin
             (%check-end a)
             (%check-end b)))))
    ((f items . more)
     (let loop ((lists (cons items more)))
       (if (not (%any-end? lists))
           (begin
             (apply f (%cars lists))
             (loop (%cdrs lists))))))))

(define (append-map f items . more)
  (concatenate (apply map f items more)))

(define (filter-map f items . more)
  (filter (lambda (x) x) (apply map f items more)))

;;; ------------------------------------------------------------- folds

;; SRFI 1: (f item ... accumulated)
(define fold
  (case-lambda
    ((f start items)
     (let loop ((rest items) (result start))
       (if (pair? rest)
           (loop (cdr rest) (f (car rest) result))
           (if (null? rest)
               result
               (%improper "fold" items)))))
    ((f start items . more)
     (let loop ((lists (cons items more)) (result start))
       (if (%any-end? lists)
           result
           (loop (%cdrs lists) (apply f (%cars+ lists result))))))))

;; R6RS: (f accumulated item ...)
(define fold-left
  (case-lambda
    ((f start items)
     (let loop ((rest items) (result start))
       (if (pair? rest)
           (loop (cdr rest) (f result (car rest)))
           (if (null? rest)
               result
               (%improper "fold-left" items)))))
    ((f start items . more)
     (let loop ((lists (cons items more)) (result start))
       (if (%any-end? lists)
           result
           (loop (%cdrs lists) (apply f result (%cars lists))))))))

(define fold-right
  (case-lambda
    ((f start items)
     (let loop ((rest (reverse items)) (result start))
       (if (pair? rest)
           (loop (cdr rest) (f (car rest) result))
           result)))
    ((f start items . more)
     (let loop ((rows (reverse (apply map list items more))) (result start))
       (if (pair? rows)
           (loop (cdr rows) (apply f (append (car rows) (list result))))
           result)))))

(define (reduce f default items)
  (if (pair? items)
      (fold f (car items) (cdr items))
      (if (null? items) default (%improper "reduce" items))))

(define (reduce-left f default items)
  (if (pair? items)
      (fold-left f (car items) (cdr items))
      (if (null? items) default (%improper "reduce-left" items))))

(define (reduce-right f default items)
  (if (pair? items)
      (let ((backward (reverse items)))
        (fold f (car backward) (cdr backward)))
      (if (null? items) default (%improper "reduce-right" items))))

(define unfold
  (case-lambda
    ((stop? f next seed) (unfold stop? f next seed (lambda (x) '())))
    ((stop? f next seed make-tail)
     (let loop ((seed seed) (done '()))
       (if (stop? seed)
           (append-reverse done (make-tail seed))
           (let ((item (f seed)))
             (loop (next seed) (cons item done))))))))

(define unfold-right
  (case-lambda
    ((stop? f next seed) (unfold-right stop? f next seed '()))
    ((stop? f next seed tail)
     (let loop ((seed seed) (result tail))
       (if (stop? seed)
           result
           (let ((item (f seed)))
             (loop (next seed) (cons item result))))))))

;;; ------------------------------------------------------------- selection

(define (filter keep? items)
  (let loop ((rest items) (done '()))
    (if (pair? rest)
        (loop (cdr rest) (if (keep? (car rest)) (cons (car rest) done) done))
        (if (null? rest)
            (reverse done)
            (%improper "filter" items)))))

(define (remove drop? items)
  (filter (lambda (x) (not (drop? x))) items))

(define (partition in? items)
  (let loop ((rest items) (in '()) (out '()))
    (cond ((null? rest) (values (reverse in) (reverse out)))
          ((in? (car rest)) (loop (cdr rest) (cons (car rest) in) out))
          (else (loop (cdr rest) in (cons (car rest) out))))))

(define delete
  (case-lambda
    ((x items) (%delete x items))
    ((x items same?) (filter (lambda (y) (not (same? x y))) items))))

(define delete!
  (case-lambda
    ((x items) (%delete x items))
    ((x items same?) (delete x items same?))))

(define delete-duplicates
  (case-lambda
    ((items)
     (let ((seen (make-equal-hash-table)))
       (filter
        (lambda (x)
          (and (not (hash-table-contains? seen x))
               (begin
                 (hash-table-set! seen x #t)
                 #t)))
        items)))
    ((items same?)
     (let loop ((rest items) (done '()))
       (if (pair? rest)
           (let ((x (car rest)))
             (loop (cdr rest)
                   (if (any (lambda (y) (same? y x)) done) done (cons x done))))
           (reverse done))))))

(define (take-while keep? items)
  (let loop ((rest items) (done '()))
    (if (and (pair? rest) (keep? (car rest)))
        (loop (cdr rest) (cons (car rest) done))
        (reverse done))))

(define (drop-while drop? items)
  (if (and (pair? items) (drop? (car items)))
      (drop-while drop? (cdr items))
      items))

(define (span keep? items)
  (let loop ((rest items) (done '()))
    (if (and (pair? rest) (keep? (car rest)))
        (loop (cdr rest) (cons (car rest) done))
        (values (reverse done) rest))))

(define (break stop? items)
  (span (lambda (x) (not (stop? x))) items))

(define (take items n)
  (let loop ((rest items) (n n) (done '()))
    (cond ((eqv? n 0) (reverse done))
          ((and (pair? rest) (> n 0)) (loop (cdr rest) (- n 1) (cons (car rest) done)))
          (else (%bad-length "take" items)))))

(define (drop items n) (list-tail items n))

(define (list-head items n) (take items n))

(define (sublist items start end)
  (take (list-tail items start) (- end start)))

(define (take-right items n)
  (let loop ((lag items) (lead (list-tail items n)))
    (if (pair? lead)
        (loop (cdr lag) (cdr lead))
        lag)))

(define (drop-right items n)
  (let loop ((lag items) (lead (list-tail items n)) (done '()))
    (if (pair? lead)
        (loop (cdr lag) (cdr lead) (cons (car lag) done))
        (reverse done))))

(define (except-last-pair items) (drop-right items 1))

(define (last items) (car (last-pair items)))

(define (first items) (car items))
(define (second items) (cadr items))
(define (third items) (caddr items))
(define (fourth items) (cadddr items))
(define (fifth items) (car (cddddr items)))

;;; ------------------------------------------------------------- searching

(define (find wanted? items)
  (let loop ((rest items))
    (if (pair? rest)
        (if (wanted? (car rest))
            (car rest)
            (loop (cdr rest)))
        (if (null? rest)
            #f
            (%improper "find" items)))))

(define (find-tail wanted? items)
  (let loop ((rest items))
    (if (pair? rest)
        (if (wanted? (car rest))
            rest
            (loop (cdr rest)))
        (if (null? rest)
            #f
            (%improper "find-tail" items)))))

(define member
  (case-lambda
    ((x items) (%member x items))
    ((x items same?) (find-tail (lambda (y) (same? x y)) items))))

(define assoc
  (case-lambda
    ((x alist) (%assoc-equal x alist))
    ((x alist same?) (find (lambda (pair) (same? x (car pair))) alist))))

;; the last call is a tail call
(define any
  (case-lambda
    ((f items)
     (if (pair? items)
         (let loop ((item (car items)) (rest (cdr items)))
           (if (pair? rest)
               (or (f item) (loop (car rest) (cdr rest)))
               (f item)))
         (if (null? items) #f (%improper "any" items))))
    ((f items . more)
     (let loop ((lists (cons items more)))
       (and (not (%any-end? lists))
            (let ((rest (%cdrs lists)))
              (if (%any-end? rest)
                  (apply f (%cars lists))
                  (or (apply f (%cars lists)) (loop rest)))))))))

(define every
  (case-lambda
    ((f items)
     (if (pair? items)
         (let loop ((item (car items)) (rest (cdr items)))
           (if (pair? rest)
               (and (f item) (loop (car rest) (cdr rest)))
               (f item)))
         (if (null? items) #t (%improper "every" items))))
    ((f items . more)
     (let loop ((lists (cons items more)))
       (or (%any-end? lists)
           (let ((rest (%cdrs lists)))
             (if (%any-end? rest)
                 (apply f (%cars lists))
                 (and (apply f (%cars lists)) (loop rest)))))))))

(define list-index
  (case-lambda
    ((f items)
     (let loop ((rest items) (i 0))
       (if (pair? rest)
           (if (f (car rest))
               i
               (loop (cdr rest) (+ i 1)))
           (if (null? rest) #f (%improper "list-index" items)))))
    ((f items . more)
     (let loop ((lists (cons items more)) (i 0))
       (and (not (%any-end? lists))
            (if (apply f (%cars lists))
                i
                (loop (%cdrs lists) (+ i 1))))))))

(define count
  (case-lambda
    ((f items)
     (let loop ((rest items) (n 0))
       (if (pair? rest)
           (loop (cdr rest) (if (f (car rest)) (+ n 1) n))
           (if (null? rest)
               n
               (%improper "count" items)))))
    ((f items . more)
     (let loop ((lists (cons items more)) (n 0))
       (if (%any-end? lists)
           n
           (loop (%cdrs lists) (if (apply f (%cars lists)) (+ n 1) n)))))))

;;; ------------------------------------------------------------- construction

(define (%check-size n who)
  (if (not (and (exact-integer? n) (>= n 0)))
      (%out-of-range (string-append who ": not a size") n)))

;; called in order of the index
(define (list-tabulate n f)
  (%check-size n "list-tabulate")
  (let loop ((i 0) (done '()))
    (if (< i n)
        (loop (+ i 1) (cons (f i) done))
        (reverse done))))

(define (make-initialized-list n f) (list-tabulate n f))

(define (append-reverse items tail)
  (if (pair? items)
      (append-reverse (cdr items) (cons (car items) tail))
      tail))

(define (append-reverse! items tail) (append-reverse items tail))

;; of any number of lists: `apply` takes only so many arguments
(define (concatenate lists)
  (let ((rest (reverse lists)))
    (if (null? rest)
        '()
        (let loop ((rest (cdr rest)) (result (car rest)))
          (if (pair? rest)
              (loop (cdr rest) (append (car rest) result))
              result)))))

(define (zip items . more) (apply map list items more))

;;; ------------------------------------------------------------- association lists

(define (alist-copy alist)
  (%map1 (lambda (entry) (if (pair? entry) (cons (car entry) (cdr entry)) entry)) alist))

(define alist-delete
  (case-lambda
    ((key alist) (alist-delete key alist equal?))
    ((key alist same?) (filter (lambda (entry) (not (same? key (car entry)))) alist))))

(define (del-assq key alist) (alist-delete key alist eq?))
(define (del-assv key alist) (alist-delete key alist eqv?))
(define (del-assoc key alist) (alist-delete key alist equal?))
