;; Walks over vectors, in order of the index unless the name says otherwise. Several vectors: up to the end of the
;; shortest, from the left and from the right.

(define (vector-empty? v)
  (check-vector "vector-empty?" 1 v)
  (eqv? (vector-length v) 0))

(define (vector= same? . vectors)
  (if (pair? vectors)
      (begin
        (check-vector "vector=" 2 (car vectors))
        (let loop ((a (car vectors)) (rest (cdr vectors)) (n 3))
          (or (null? rest)
              (begin
                (check-vector "vector=" n (car rest))
                (and (two= same? a (car rest))
                     (loop (car rest) (cdr rest) (+ n 1)))))))
      #t))

(define (two= same? a b)
  (let ((size (vector-length a)))
    (and (eqv? size (vector-length b))
         (let loop ((i 0))
           (or (eqv? i size)
               (and (same? (vector-ref a i) (vector-ref b i))
                    (loop (+ i 1))))))))

;;; ------------------------------------------------------------- folds

(define vector-fold
  (case-lambda
    ((f start v)
     (check-vector "vector-fold" 3 v)
     (let ((size (vector-length v)))
       (let loop ((i 0) (result start))
         (if (< i size)
             (loop (+ i 1) (f result (vector-ref v i)))
             result))))
    ((f start . vectors)
     (let ((size (shortest "vector-fold" 3 vectors)))
       (let loop ((i 0) (result start))
         (if (< i size)
             (loop (+ i 1) (apply f result (%row vectors i vector-ref)))
             result))))))

(define vector-fold-right
  (case-lambda
    ((f start v)
     (check-vector "vector-fold-right" 3 v)
     (let loop ((i (- (vector-length v) 1)) (result start))
       (if (>= i 0)
           (loop (- i 1) (f result (vector-ref v i)))
           result)))
    ((f start . vectors)
     (let loop ((i (- (shortest "vector-fold-right" 3 vectors) 1)) (result start))
       (if (>= i 0)
           (loop (- i 1) (apply f result (%row vectors i vector-ref)))
           result)))))

(define vector-map!
  (case-lambda
    ((f v)
     (check-vector "vector-map!" 2 v)
     (let ((size (vector-length v)))
       (let loop ((i 0))
         (if (< i size)
             (begin
               (vector-set! v i (f (vector-ref v i)))
               (loop (+ i 1)))))))
    ((f v . more)
     (let* ((vectors (cons v more))
            (size (shortest "vector-map!" 2 vectors)))
       (let loop ((i 0))
         (if (< i size)
             (begin
               (vector-set! v i (apply f (%row vectors i vector-ref)))
               (loop (+ i 1)))))))))

(define vector-count
  (case-lambda
    ((f v)
     (vector-fold (lambda (n x) (if (f x) (+ n 1) n)) 0 v))
    ((f . vectors)
     (shortest "vector-count" 2 vectors)
     (apply vector-fold (lambda (n . row) (if (apply f row) (+ n 1) n)) 0 vectors))))

(define (vector-cumulate f start v)
  (check-vector "vector-cumulate" 3 v)
  (let* ((size (vector-length v))
         (new (make-vector size)))
    (let loop ((i 0) (result start))
      (if (< i size)
          (let ((result (f result (vector-ref v i))))
            (vector-set! new i result)
            (loop (+ i 1) result))
          new))))

;;; ------------------------------------------------------------- searching

;; the first index from i on, in steps, for which f is true; end is the index where the search is over
(define (search f vectors i end step)
  (if (null? (cdr vectors))
      (let ((v (car vectors)))
        (let loop ((i i))
          (cond ((eqv? i end) #f)
                ((f (vector-ref v i)) i)
                (else (loop (+ i step))))))
      (let loop ((i i))
        (cond ((eqv? i end) #f)
              ((apply f (%row vectors i vector-ref)) i)
              (else (loop (+ i step)))))))

(define (negated f vectors)
  (if (null? (cdr vectors))
      (lambda (x) (not (f x)))
      (lambda row (not (apply f row)))))

(define (vector-index f v . more)
  (let ((vectors (cons v more)))
    (search f vectors 0 (shortest "vector-index" 2 vectors) 1)))

(define (vector-index-right f v . more)
  (let ((vectors (cons v more)))
    (search f vectors (- (shortest "vector-index-right" 2 vectors) 1) -1 -1)))

(define (vector-skip f v . more)
  (let ((vectors (cons v more)))
    (search (negated f vectors) vectors 0 (shortest "vector-skip" 2 vectors) 1)))

(define (vector-skip-right f v . more)
  (let ((vectors (cons v more)))
    (search (negated f vectors) vectors (- (shortest "vector-skip-right" 2 vectors) 1) -1 -1)))

;; the last call is a tail call
(define (vector-any f v . more)
  (let* ((vectors (cons v more))
         (last (- (shortest "vector-any" 2 vectors) 1)))
    (if (null? more)
        (and (>= last 0)
             (let loop ((i 0))
               (if (< i last)
                   (or (f (vector-ref v i))
                       (loop (+ i 1)))
                   (f (vector-ref v i)))))
        (and (>= last 0)
             (let loop ((i 0))
               (if (< i last)
                   (or (apply f (%row vectors i vector-ref))
                       (loop (+ i 1)))
                   (apply f (%row vectors i vector-ref))))))))

(define (vector-every f v . more)
  (let* ((vectors (cons v more))
         (last (- (shortest "vector-every" 2 vectors) 1)))
    (if (null? more)
        (or (< last 0)
            (let loop ((i 0))
              (if (< i last)
                  (and (f (vector-ref v i))
                       (loop (+ i 1)))
                  (f (vector-ref v i)))))
        (or (< last 0)
            (let loop ((i 0))
              (if (< i last)
                  (and (apply f (%row vectors i vector-ref))
                       (loop (+ i 1)))
                  (apply f (%row vectors i vector-ref))))))))

;; the items for which f is true, then the others, and how many are the first
(define (vector-partition f v)
  (check-vector "vector-partition" 2 v)
  (let ((size (vector-length v)))
    (let loop ((i 0) (in '()) (count 0) (out '()))
      (cond ((eqv? i size)
             (values (reverse-list->vector (append out in)) count))
            ((f (vector-ref v i))
             (loop (+ i 1) (cons (vector-ref v i) in) (+ count 1) out))
            (else
             (loop (+ i 1) in count (cons (vector-ref v i) out)))))))
