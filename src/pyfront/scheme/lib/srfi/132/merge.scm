;; Order, merging, neighbours that are equal. Of two items neither of which is before the other, the first stays first.

(define (check-list who n x)
  (if (not (list? x))
      (wrong who n "a proper list" x)))

(define (list-sorted? less? items)
  (check-list "list-sorted?" 2 items)
  (or (null? items)
      (let loop ((x (car items)) (rest (cdr items)))
        (or (null? rest)
            (and (not (less? (car rest) x))
                 (loop (car rest) (cdr rest)))))))

(define-on-range "vector-sorted?" 2 (vector-sorted? less?) (v start end)
  (let loop ((i (+ start 1)))
    (or (>= i end)
        (and (not (less? (vector-ref v i) (vector-ref v (- i 1))))
             (loop (+ i 1))))))

;;; ------------------------------------------------------------- merging

(define (list-merge less? a b)
  (check-list "list-merge" 2 a)
  (check-list "list-merge" 3 b)
  (let loop ((a a) (b b) (done '()))
    (cond ((null? a) (append-reverse done b))
          ((null? b) (append-reverse done a))
          ((less? (car b) (car a)) (loop a (cdr b) (cons (car b) done)))
          (else (loop (cdr a) b (cons (car a) done))))))

;; of the pairs of both
(define (list-merge! less? a b)
  (check-list "list-merge!" 2 a)
  (check-list "list-merge!" 3 b)
  (cond ((null? a) b)
        ((null? b) a)
        (else
         (let ((head (list #f)))
           (let loop ((last head) (a a) (b b))
             (if (less? (car b) (car a))
                 (begin
                   (set-cdr! last b)
                   (if (null? (cdr b))
                       (set-cdr! b a)
                       (loop b a (cdr b))))
                 (begin
                   (set-cdr! last a)
                   (if (null? (cdr a))
                       (set-cdr! a b)
                       (loop a (cdr a) b)))))
           (cdr head)))))

(define (merge-into! less? to at a i a-end b j b-end)
  (let loop ((at at) (i i) (j j))
    (cond ((eqv? i a-end) (vector-copy! to at b j b-end))
          ((eqv? j b-end) (vector-copy! to at a i a-end))
          ((less? (vector-ref b j) (vector-ref a i))
           (vector-set! to at (vector-ref b j))
           (loop (+ at 1) i (+ j 1)))
          (else
           (vector-set! to at (vector-ref a i))
           (loop (+ at 1) (+ i 1) j)))))

;; the item number i of a list of optional arguments
(define (optional range i default)
  (cond ((null? range) default)
        ((eqv? i 0) (car range))
        (else (optional (cdr range) (- i 1) default))))

(define (vector-merge less? a b . range)
  (check-vector "vector-merge" 2 a)
  (check-vector "vector-merge" 3 b)
  (let ((start1 (optional range 0 0))
        (end1 (optional range 1 (vector-length a)))
        (start2 (optional range 2 0))
        (end2 (optional range 3 (vector-length b))))
    (check-range "vector-merge" 4 start1 end1 (vector-length a))
    (check-range "vector-merge" 6 start2 end2 (vector-length b))
    (let ((new (make-vector (+ (- end1 start1) (- end2 start2)))))
      (merge-into! less? new 0 a start1 end1 b start2 end2)
      new)))

(define (vector-merge! less? to a b . range)
  (check-vector "vector-merge!" 2 to)
  (check-vector "vector-merge!" 3 a)
  (check-vector "vector-merge!" 4 b)
  (let ((start (optional range 0 0))
        (start1 (optional range 1 0))
        (end1 (optional range 2 (vector-length a)))
        (start2 (optional range 3 0))
        (end2 (optional range 4 (vector-length b))))
    (check-index "vector-merge!" 5 start (vector-length to))
    (check-range "vector-merge!" 6 start1 end1 (vector-length a))
    (check-range "vector-merge!" 8 start2 end2 (vector-length b))
    (if (> (+ start (- end1 start1) (- end2 start2)) (vector-length to))
        (beyond "vector-merge!" 5 (vector-length to) start))
    (merge-into! less? to start a start1 end1 b start2 end2)))

;;; ------------------------------------------------------------- equal neighbours

(define (list-delete-neighbor-dups same? items)
  (check-list "list-delete-neighbor-dups" 2 items)
  (if (null? items)
      '()
      (let loop ((rest (cdr items)) (kept (list (car items))))
        (if (null? rest)
            (reverse kept)
            (loop (cdr rest) (if (same? (car kept) (car rest)) kept (cons (car rest) kept)))))))

(define (list-delete-neighbor-dups! same? items)
  (check-list "list-delete-neighbor-dups!" 2 items)
  (if (pair? items)
      (let loop ((last items) (rest (cdr items)))
        (cond ((null? rest) (set-cdr! last '()))
              ((same? (car last) (car rest)) (loop last (cdr rest)))
              (else
               (set-cdr! last rest)
               (loop rest (cdr rest))))))
  items)

(define-on-range "vector-delete-neighbor-dups" 2 (vector-delete-neighbor-dups same?) (v start end)
  (list->vector (list-delete-neighbor-dups same? (vector->list v start end))))

(define-on-range "vector-delete-neighbor-dups!" 2 (vector-delete-neighbor-dups! same?) (v start end)
  (if (eqv? start end)
      end
      (let loop ((last start) (i (+ start 1)))
        (cond ((eqv? i end) (+ last 1))
              ((same? (vector-ref v last) (vector-ref v i)) (loop last (+ i 1)))
              (else
               (vector-set! v (+ last 1) (vector-ref v i))
               (loop (+ last 1) (+ i 1)))))))
