;; Vectors: what takes a procedure. Several vectors: until the shortest ends. Results are made after the last call
;; of the procedure argument, so that entering a continuation again cannot change one that was returned before.

(define (%shortest vectors length-of)
  (let loop ((n (length-of (car vectors))) (rest (cdr vectors)))
    (if (pair? rest)
        (loop (min n (length-of (car rest))) (cdr rest))
        n)))

(define (%row vectors i ref)
  (if (pair? vectors)
      (cons (ref (car vectors) i) (%row (cdr vectors) i ref))
      '()))

(define vector-map
  (case-lambda
    ((f v)
     (let ((n (vector-length v)))
       (let loop ((i 0) (done '()))
         (if (< i n)
             (loop (+ i 1) (cons (f (vector-ref v i)) done))
             (list->vector (reverse done))))))
    ((f v . more)
     (let* ((vectors (cons v more))
            (n (%shortest vectors vector-length)))
       (let loop ((i 0) (done '()))
         (if (< i n)
             (loop (+ i 1) (cons (apply f (%row vectors i vector-ref)) done))
             (list->vector (reverse done))))))))

(define vector-for-each
  (case-lambda
    ((f v)
     (let ((n (vector-length v)))
       (let loop ((i 0))
         (if (< i n)
             (begin
               (f (vector-ref v i))
               (loop (+ i 1)))))))
    ((f v . more)
     (let* ((vectors (cons v more))
            (n (%shortest vectors vector-length)))
       (let loop ((i 0))
         (if (< i n)
             (begin
               (apply f (%row vectors i vector-ref))
               (loop (+ i 1)))))))))

(define (vector-map! f v)
  (let ((n (vector-length v)))
    (let loop ((i 0))
      (if (< i n)
          (begin
            (vector-set! v i (f (vector-ref v i)))
            (loop (+ i 1)))))))

;; SRFI 133: (f accumulated item)
(define (vector-fold f start v)
  (let ((n (vector-length v)))
    (let loop ((i 0) (result start))
      (if (< i n)
          (loop (+ i 1) (f result (vector-ref v i)))
          result))))

(define (vector-fold-right f start v)
  (let loop ((i (- (vector-length v) 1)) (result start))
    (if (>= i 0)
        (loop (- i 1) (f result (vector-ref v i)))
        result)))

(define (vector-count f v)
  (vector-fold (lambda (n x) (if (f x) (+ n 1) n)) 0 v))

(define (vector-index f v)
  (let ((n (vector-length v)))
    (let loop ((i 0))
      (and (< i n)
           (if (f (vector-ref v i))
               i
               (loop (+ i 1)))))))

(define (vector-any f v)
  (let ((n (vector-length v)))
    (let loop ((i 0))
      (and (< i n)
           (or (f (vector-ref v i))
               (loop (+ i 1)))))))

(define (vector-every f v)
  (let ((n (vector-length v)))
    (let loop ((i 0) (result #t))
      (if (< i n)
          (let ((result (f (vector-ref v i))))
            (and result (loop (+ i 1) result)))
          result))))

;; SRFI 133: (compare item wanted) is negative, 0 or positive; the answer is an index or #f.
(define (vector-binary-search v wanted compare)
  (let loop ((low 0) (high (vector-length v)))
    (and (< low high)
         (let* ((middle (quotient (+ low high) 2))
                (order (compare (vector-ref v middle) wanted)))
           (cond ((eqv? order 0) middle)
                 ((< order 0) (loop (+ middle 1) high))
                 (else (loop low middle)))))))

(define (make-initialized-vector n f)
  (list->vector (list-tabulate n f)))

;; SRFI 133 has the procedure first
(define (vector-tabulate f n)
  (make-initialized-vector n f))

(define (build-vector n f) (make-initialized-vector n f))
(define (build-list n f) (list-tabulate n f))

(define (subvector v start end) (vector-copy v start end))
(define (vector-head v end) (vector-copy v 0 end))
(define (vector-tail v start) (vector-copy v start))

(define (vector-swap! v i j)
  (let ((x (vector-ref v i)))
    (vector-set! v i (vector-ref v j))
    (vector-set! v j x)))

(define (vector-grow v n)
  (let ((new (make-vector n)))
    (vector-copy! new 0 v)
    new))
