;; Generators of what others answer. None of them asks another one before it is asked itself.

(define (check-generator who n g)
  (if (not (procedure? g))
      (wrong who n "a generator" g)))

(define (check-generators who n gs)
  (if (pair? gs)
      (begin
        (check-generator who n (car gs))
        (check-generators who (+ n 1) (cdr gs)))))

;; one value of each; #f when one is at its end
(define (row gs)
  (let loop ((gs gs) (done '()))
    (if (null? gs)
        (reverse done)
        (let ((x ((car gs))))
          (if (eof-object? x)
              #f
              (loop (cdr gs) (cons x done)))))))

(define (gcons* first . rest)
  (let loop ((items (cons first rest)) (n 1))
    (if (null? (cdr items))
        (check-generator "gcons*" n (car items))
        (loop (cdr items) (+ n 1))))
  (let ((items (cons first rest)))
    (lambda ()
      (if (null? (cdr items))
          ((car items))
          (let ((x (car items)))
            (set! items (cdr items))
            x)))))

(define (gappend . gs)
  (check-generators "gappend" 1 gs)
  (lambda ()
    (let loop ()
      (if (null? gs)
          end
          (let ((x ((car gs))))
            (if (eof-object? x)
                (begin
                  (set! gs (cdr gs))
                  (loop))
                x))))))

(define (gflatten g)
  (check-generator "gflatten" 1 g)
  (let ((items '()))
    (lambda ()
      (let loop ()
        (cond ((eof-object? items) items)
              ((pair? items)
               (let ((x (car items)))
                 (set! items (cdr items))
                 x))
              (else
               (set! items (g))
               (if (not (or (pair? items) (null? items) (eof-object? items)))
                   (%wrong-type "gflatten: the generator's value is not a list" items))
               (loop)))))))

(define ggroup
  (case-lambda
    ((g k) (group g k (lambda (items n) items)))
    ((g k padding) (group g k (lambda (items n) (append items (make-list (- k n) padding)))))))

(define (group g k complete)
  (check-generator "ggroup" 1 g)
  (if (not (and (exact-integer? k) (> k 0)))
      (wrong "ggroup" 2 "a positive exact integer" k))
  (let ((ended? #f))
    (lambda ()
      (let loop ((n 0) (items '()))
        (cond (ended? end)
              ((eqv? n k) (reverse items))
              (else
               (let ((x (g)))
                 (cond ((not (eof-object? x)) (loop (+ n 1) (cons x items)))
                       ((eqv? n 0) (set! ended? #t) end)
                       (else (set! ended? #t) (complete (reverse items) n))))))))))

;; of many generators, the halves first: a value passes few of them
(define (gmerge less? g . more)
  (check-generators "gmerge" 2 (cons g more))
  (let merge ((gs (cons g more)) (n (+ 1 (length more))))
    (if (eqv? n 1)
        (car gs)
        (let ((half (quotient n 2)))
          (merge-two less? (merge gs half) (merge (list-tail gs half) (- n half)))))))

(define (merge-two less? g1 g2)
  (let ((x end) (y end) (begun? #f))
    (lambda ()
      (if (not begun?)
          (begin
            (set! begun? #t)
            (set! x (g1))
            (set! y (g2))))
      (if (or (eof-object? y)
              (and (not (eof-object? x)) (not (less? y x))))
          (let ((result x))
            (if (not (eof-object? x))
                (set! x (g1)))
            result)
          (let ((result y))
            (set! y (g2))
            result)))))

(define gmap
  (case-lambda
    ((f g)
     (check-generator "gmap" 2 g)
     (lambda ()
       (let ((x (g)))
         (if (eof-object? x) x (f x)))))
    ((f . gs)
     (check-generators "gmap" 2 gs)
     (lambda ()
       (let ((xs (row gs)))
         (if xs (apply f xs) end))))))

(define (gcombine f seed g . more)
  (let ((gs (cons g more)))
    (check-generators "gcombine" 3 gs)
    (lambda ()
      (let ((xs (row gs)))
        (if xs
            (let-values (((x next) (apply f (append xs (list seed)))))
              (set! seed next)
              x)
            end)))))

;;; ------------------------------------------------------------- selection

(define (select who wanted? n g)
  (check-generator who n g)
  (lambda ()
    (let loop ()
      (let ((x (g)))
        (if (or (eof-object? x) (wanted? x))
            x
            (loop))))))

(define (gfilter wanted? g) (select "gfilter" wanted? 2 g))
(define (gremove unwanted? g) (select "gremove" (lambda (x) (not (unwanted? x))) 2 g))

(define (gstate-filter f seed g)
  (select "gstate-filter"
          (lambda (x)
            (let-values (((wanted? next) (f x seed)))
              (set! seed next)
              wanted?))
          3
          g))

(define gdelete
  (case-lambda
    ((item g) (gdelete item g equal?))
    ((item g same?) (select "gdelete" (lambda (x) (not (same? item x))) 2 g))))

(define gdelete-neighbor-dups
  (case-lambda
    ((g) (gdelete-neighbor-dups g equal?))
    ((g same?)
     (let ((last end)) ; of those that were answered
       (select "gdelete-neighbor-dups"
               (lambda (x)
                 (and (or (eof-object? last) (not (same? last x)))
                      (begin
                        (set! last x)
                        #t)))
               1
               g)))))

(define (check-count who k)
  (if (not (and (exact-integer? k) (>= k 0)))
      (wrong who 2 "a non-negative exact integer" k)))

(define gtake
  (case-lambda
    ((g k) (take "gtake" g k end))
    ((g k padding) (take "gtake" g k padding))))

(define (take who g k padding)
  (check-generator who 1 g)
  (check-count who k)
  (let ((ended? #f))
    (lambda ()
      (if (eqv? k 0)
          end
          (let ((x (if ended? end (g))))
            (set! k (- k 1))
            (if (eof-object? x)
                (begin
                  (set! ended? #t)
                  padding)
                x))))))

(define (gdrop g k)
  (check-generator "gdrop" 1 g)
  (check-count "gdrop" k)
  (lambda ()
    (let loop ()
      (if (eqv? k 0)
          (g)
          (begin
            (set! k (- k 1))
            (if (eof-object? (g))
                (begin
                  (set! k 0)
                  end)
                (loop)))))))

(define (gtake-while wanted? g)
  (check-generator "gtake-while" 2 g)
  (let ((ended? #f))
    (lambda ()
      (let ((x (if ended? end (g))))
        (if (and (not (eof-object? x)) (wanted? x))
            x
            (begin
              (set! ended? #t)
              end))))))

(define (gdrop-while unwanted? g)
  (check-generator "gdrop-while" 2 g)
  (let ((begun? #f))
    (lambda ()
      (if begun?
          (g)
          (let loop ()
            (let ((x (g)))
              (if (and (not (eof-object? x)) (unwanted? x))
                  (loop)
                  (begin
                    (set! begun? #t)
                    x))))))))

(define (gindex values indices)
  (check-generator "gindex" 1 values)
  (check-generator "gindex" 2 indices)
  (let ((next 0) (ended? #f))
    (lambda ()
      (let ((i (if ended? end (indices))))
        (if (eof-object? i)
            (set! ended? #t)
            (if (not (and (exact-integer? i) (>= i next)))
                (%out-of-range "gindex: not an index that is larger than the one before" i)))
        (let loop ()
          (if ended?
              end
              (let ((x (values)))
                (set! next (+ next 1))
                (cond ((eof-object? x) (set! ended? #t) end)
                      ((eqv? (- next 1) i) x)
                      (else (loop))))))))))

(define (gselect values truths)
  (check-generator "gselect" 1 values)
  (check-generator "gselect" 2 truths)
  (let ((ended? #f))
    (lambda ()
      (let loop ()
        (let* ((x (if ended? end (values)))
               (yes? (if (eof-object? x) end (truths))))
          (cond ((eof-object? yes?) (set! ended? #t) end)
                (yes? x)
                (else (loop))))))))
