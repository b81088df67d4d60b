;; Procedures that reuse the pairs of their arguments.

(define (map! f items . more)
  (if (null? more)
      (let loop ((rest items))
        (if (pair? rest)
            (begin
              (set-car! rest (f (car rest)))
              (loop (cdr rest)))
            (if (not (null? rest))
                (%improper "map!" items))))
      (let loop ((rest items) (values (apply map f items more)))
        (if (pair? values)
            (begin
              (set-car! rest (car values))
              (loop (cdr rest) (cdr values)))
            (if (pair? rest)
                (wrong "map!" 3 "at least as long as the first list" more)))))
  items)

;; The pairs of the items that are wanted, linked anew; the others go to (out pair). The head is no part of the result.
(define (link! who keep? items head out)
  (let loop ((rest items) (last head))
    (if (pair? rest)
        (let ((next (cdr rest)))
          (if (keep? (car rest))
              (begin
                (set-cdr! last rest)
                (loop next rest))
              (begin
                (out rest)
                (loop next last))))
        (begin
          (if (not (null? rest))
              (%improper who items))
          (set-cdr! last '())
          (cdr head)))))

(define (select! who keep? items)
  (link! who keep? items (list #f) (lambda (pair) #f)))

(define (filter! keep? items) (select! "filter!" keep? items))
(define (remove! drop? items) (select! "remove!" (lambda (x) (not (drop? x))) items))

(define (partition! in? items)
  (let* ((others (list #f))
         (last others)
         (in (link! "partition!" in? items (list #f)
                    (lambda (pair)
                      (set-cdr! last pair)
                      (set! last pair)))))
    (set-cdr! last '())
    (values in (cdr others))))

(define delete!
  (case-lambda
    ((x items) (delete! x items equal?))
    ((x items same?) (select! "delete!" (lambda (y) (not (same? x y))) items))))

(define alist-delete!
  (case-lambda
    ((key alist) (alist-delete! key alist equal?))
    ((key alist same?) (select! "alist-delete!" (lambda (entry) (not (same? key (car entry)))) alist))))

;; the first of several that are the same stays
(define delete-duplicates!
  (case-lambda
    ((items) (delete-duplicates! items equal?))
    ((items same?)
     (if (kind-of-table same?)
         (let ((seen (%alist->hash-table '() (kind-of-table same?))))
           (select! "delete-duplicates!"
                    (lambda (x)
                      (and (not (hash-table-contains? seen x))
                           (begin
                             (hash-table-set! seen x #t)
                             #t)))
                    items))
         (let ((kept '()))
           (select! "delete-duplicates!"
                    (lambda (x)
                      (and (not (any (lambda (y) (same? y x)) kept))
                           (begin
                             (set! kept (cons x kept))
                             #t)))
                    items))))))

;; the last pair before the first item that is not as wanted; #f if that is the first
(define (last-while wanted? items)
  (let loop ((rest items) (last #f))
    (if (and (pair? rest) (wanted? (car rest)))
        (loop (cdr rest) rest)
        last)))

(define (take-while! keep? items)
  (let ((last (last-while keep? items)))
    (if last
        (begin
          (set-cdr! last '())
          items)
        '())))

(define (span! keep? items)
  (let ((last (last-while keep? items)))
    (if last
        (let ((rest (cdr last)))
          (set-cdr! last '())
          (values items rest))
        (values '() items))))

(define (break! stop? items)
  (span! (lambda (x) (not (stop? x))) items))
