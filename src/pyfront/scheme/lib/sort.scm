;; Sorting: a stable merge sort on vectors, whose sequential access suits the caches better than relinking pairs.
;; Everything works on private copies: an error or an escape in the comparison leaves the argument as it was.
;; Most names take the order and the sequence in either order of arguments.

;; v from lo to hi; t is room of the same size
(define (%merge-sort v t lo hi less?)
  (if (< (- hi lo) 9)
      (let next ((i (+ lo 1)))
        (if (< i hi)
            (let ((x (vector-ref v i)))
              (let shift ((j i))
                (if (> j lo)
                    (let* ((left (- j 1))
                           (y (vector-ref v left)))
                      (if (less? x y)
                          (begin
                            (vector-set! v j y)
                            (shift left))
                          (vector-set! v j x)))
                    (vector-set! v j x)))
              (next (+ i 1)))))
      (let ((middle (quotient (+ lo hi) 2)))
        (%merge-sort v t lo middle less?)
        (%merge-sort v t middle hi less?)
        (if (less? (vector-ref v middle) (vector-ref v (- middle 1)))
            (begin
              (vector-copy! t lo v lo middle)
              ;; i and j: behind a in t and b in v
              (let merge ((i (+ lo 1)) (j (+ middle 1)) (k lo) (a (vector-ref t lo)) (b (vector-ref v middle)))
                (if (less? b a)
                    (begin
                      (vector-set! v k b)
                      (if (< j hi)
                          (merge i (+ j 1) (+ k 1) a (vector-ref v j))
                          (vector-copy! v (+ k 1) t (- i 1) middle)))
                    (begin
                      (vector-set! v k a)
                      (if (< i middle)
                          (merge (+ i 1) j (+ k 1) (vector-ref t i) b))))))))))

;; the same of plain numbers by < or >, which need no procedure
(define (%sort-numbers v t lo hi descending?)
  (if (< (- hi lo) 4096)
      (%sort-numbers! v t lo hi descending?)
      (let ((middle (quotient (+ lo hi) 2)))
        (%sort-numbers v t lo middle descending?)
        (%sort-numbers v t middle hi descending?)
        (%merge-numbers! v t lo middle hi descending?))))

;; sorts v, which nobody else knows
(define (%sort-private! v less?)
  (let* ((n (vector-length v))
         (t (make-vector n 0)))
    (cond ((and (or (eq? less? <) (eq? less? >)) (%plain-numbers? v))
           (%sort-numbers v t 0 n (eq? less? >)))
          (else
           (%check-procedure less? "sort")
           (%merge-sort v t 0 n less?)))
    v))

(define (%sort-list items less?)
  (if (list? items)
      (vector->list (%sort-private! (list->vector items) less?))
      (%improper "sort" items)))

(define (list-sort less? items)
  (if (procedure? less?)
      (%sort-list items less?)
      (%sort-list less? items)))

(define (vector-sort less? v . range)
  (if (procedure? less?)
      (%sort-private! (apply vector-copy v range) less?)
      (%sort-private! (apply vector-copy less? range) v)))

(define (vector-sort! less? v . range)
  (if (procedure? less?)
      (vector-copy! v (if (pair? range) (car range) 0) (apply vector-sort less? v range))
      (apply vector-sort! v less? range)))

;; lists and vectors
(define (sort items less?)
  (cond ((procedure? items) (sort less? items))
        ((vector? items) (vector-sort less? items))
        (else (%sort-list items less?))))

(define (sort! items less?)
  (cond ((procedure? items) (sort! less? items))
        ((vector? items) (vector-sort! less? items) items)
        (else (%sort-list items less?))))

(define (list-stable-sort less? items) (list-sort less? items))
(define (vector-stable-sort less? v . range) (apply vector-sort less? v range))
(define (vector-stable-sort! less? v . range) (apply vector-sort! less? v range))
(define (list-sort! less? items) (list-sort less? items))

(define (list-merge less? a b)
  (let loop ((a a) (b b) (done '()))
    (cond ((null? a) (append-reverse done b))
          ((null? b) (append-reverse done a))
          ((less? (car b) (car a)) (loop a (cdr b) (cons (car b) done)))
          (else (loop (cdr a) b (cons (car a) done))))))

(define (list-sorted? less? items)
  (or (null? items)
      (let loop ((x (car items)) (rest (cdr items)))
        (or (null? rest)
            (and (not (less? (car rest) x))
                 (loop (car rest) (cdr rest)))))))

(define (vector-sorted? less? v)
  (list-sorted? less? (vector->list v)))

(define (sorted? items less?)
  (cond ((procedure? items) (sorted? less? items))
        ((vector? items) (vector-sorted? less? items))
        (else (list-sorted? less? items))))
