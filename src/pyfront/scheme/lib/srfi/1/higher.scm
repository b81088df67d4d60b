;; Lists, with procedure arguments: what the language does not have itself. Several lists: until the shortest ends.

(define (append-map! f items . more)
  (concatenate! (if (null? more) (%map1 f items) (apply map f items more))))

;; f may change the cdr of the pair it gets
(define pair-for-each
  (case-lambda
    ((f items)
     (let loop ((rest items))
       (if (pair? rest)
           (let ((next (cdr rest)))
             (f rest)
             (loop next))
           (if (not (null? rest))
               (%improper "pair-for-each" items)))))
    ((f . lists)
     (let loop ((lists lists))
       (if (not (%any-end? lists))
           (let ((next (%cdrs lists)))
             (apply f lists)
             (loop next)))))))

(define pair-fold
  (case-lambda
    ((f start items)
     (let loop ((rest items) (result start))
       (if (pair? rest)
           (let ((next (cdr rest)))
             (loop next (f rest result)))
           (if (null? rest)
               result
               (%improper "pair-fold" items)))))
    ((f start . lists)
     (let loop ((lists lists) (result start))
       (if (%any-end? lists)
           result
           (let ((next (%cdrs lists)))
             (loop next (apply f (append lists (list result))))))))))

(define pair-fold-right
  (case-lambda
    ((f start items)
     (let loop ((pairs (pair-fold cons '() items)) (result start))
       (if (pair? pairs)
           (loop (cdr pairs) (f (car pairs) result))
           result)))
    ((f start . lists)
     (let collect ((lists lists) (rows '()))
       (if (not (%any-end? lists))
           (collect (%cdrs lists) (cons lists rows))
           (let loop ((rows rows) (result start))
             (if (pair? rows)
                 (loop (cdr rows) (apply f (append (car rows) (list result))))
                 result)))))))
