;; SRFI 43: vectors, older than SRFI 133: here the procedures of maps and folds get the index, too.

(define-library (srfi 43)
  (export
    make-vector vector vector-unfold vector-unfold-right vector-copy vector-reverse-copy vector-append
    vector-concatenate
    vector? vector-empty? vector=
    vector-ref vector-length
    vector-fold vector-fold-right vector-map vector-map! vector-for-each vector-count
    vector-index vector-skip vector-index-right vector-skip-right vector-binary-search vector-any vector-every
    vector-set! vector-swap! vector-fill! vector-reverse! vector-copy! vector-reverse-copy!
    vector->list reverse-vector->list list->vector reverse-list->vector)
  (import (vmcore) (srfi 133))
  (include "arguments.scm" "133/ranges.scm")
  (begin
    (define vector-copy
      (case-lambda
        ((v)
         (check-vector "vector-copy" 1 v)
         (vector-append v))
        ((v start)
         (check-vector "vector-copy" 1 v)
         (vector-copy v start (vector-length v)))
        ((v start end)
         (vector-copy v start end (if #f #f)))
        ((v start end fill) ; the copy may go beyond the end
         (check-vector "vector-copy" 1 v)
         (check-index "vector-copy" 2 start (vector-length v))
         (if (not (and (exact-integer? end) (>= end start)))
             (wrong "vector-copy" 3 "an index from the start on" end))
         (let ((new (make-vector (- end start) fill)))
           (vector-copy! new 0 v start (min end (vector-length v)))
           new))))

    (define vector-fold
      (case-lambda
        ((f start v)
         (check-vector "vector-fold" 3 v)
         (let ((size (vector-length v)))
           (let loop ((i 0) (result start))
             (if (< i size)
                 (loop (+ i 1) (f i result (vector-ref v i)))
                 result))))
        ((f start . vectors)
         (let ((size (shortest "vector-fold" 3 vectors)))
           (let loop ((i 0) (result start))
             (if (< i size)
                 (loop (+ i 1) (apply f i result (%row vectors i vector-ref)))
                 result))))))

    (define vector-fold-right
      (case-lambda
        ((f start v)
         (check-vector "vector-fold-right" 3 v)
         (let loop ((i (- (vector-length v) 1)) (result start))
           (if (>= i 0)
               (loop (- i 1) (f i result (vector-ref v i)))
               result)))
        ((f start . vectors)
         (let loop ((i (- (shortest "vector-fold-right" 3 vectors) 1)) (result start))
           (if (>= i 0)
               (loop (- i 1) (apply f i result (%row vectors i vector-ref)))
               result)))))

    ;; the vector is made after the last call: a continuation may come back to an earlier one
    (define (vector-map f . vectors)
      (let ((size (shortest "vector-map" 2 vectors)))
        (let loop ((i 0) (done '()))
          (if (< i size)
              (loop (+ i 1) (cons (apply f i (%row vectors i vector-ref)) done))
              (reverse-list->vector done)))))

    (define (vector-map! f v . more)
      (let* ((vectors (cons v more))
             (size (shortest "vector-map!" 2 vectors)))
        (let loop ((i 0))
          (if (< i size)
              (begin
                (vector-set! v i (apply f i (%row vectors i vector-ref)))
                (loop (+ i 1)))))))

    (define vector-for-each
      (case-lambda
        ((f v)
         (check-vector "vector-for-each" 2 v)
         (let ((size (vector-length v)))
           (let loop ((i 0))
             (if (< i size)
                 (begin
                   (f i (vector-ref v i))
                   (loop (+ i 1)))))))
        ((f . vectors)
         (let ((size (shortest "vector-for-each" 2 vectors)))
           (let loop ((i 0))
             (if (< i size)
                 (begin
                   (apply f i (%row vectors i vector-ref))
                   (loop (+ i 1)))))))))

    (define (vector-count f v . more)
      (apply vector-fold (lambda (i n . row) (if (apply f i row) (+ n 1) n)) 0 v more))))
