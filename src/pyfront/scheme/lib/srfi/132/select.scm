;; Selection: the item that would be at an index if the vector were sorted, without sorting it.

(define (middle-of less? a b c)
  (if (less? b a)
      (if (less? c b) b (if (less? c a) c a))
      (if (less? c a) a (if (less? c b) c b))))

;; Reorders the items from low to high: what is before index k belongs there, and so does what is at it. Each round
;; splits at the middle of three; where that was bad too often, the rest is sorted.
(define (arrange! less? v k low high)
  (let loop ((low low) (high high) (rounds 40))
    (if (or (< (- high low) 16) (eqv? rounds 0))
        (vector-sort! less? v low high)
        (let ((pivot (middle-of less? (vector-ref v low) (vector-ref v (quotient (+ low high) 2))
                                (vector-ref v (- high 1)))))
          ;; low ... smaller ... same ... i ... above ... larger ... high
          (let split ((i low) (same low) (above high))
            (if (< i above)
                (let ((x (vector-ref v i)))
                  (cond ((less? x pivot)
                         (vector-set! v i (vector-ref v same))
                         (vector-set! v same x)
                         (split (+ i 1) (+ same 1) above))
                        ((less? pivot x)
                         (vector-set! v i (vector-ref v (- above 1)))
                         (vector-set! v (- above 1) x)
                         (split i same (- above 1)))
                        (else (split (+ i 1) same above))))
                (cond ((< k same) (loop low same (- rounds 1)))
                      ((>= k above) (loop above high (- rounds 1))))))))))

(define (vector-select! less? v k . range)
  (check-vector "vector-select!" 2 v)
  (let ((start (optional range 0 0))
        (end (optional range 1 (vector-length v))))
    (check-range "vector-select!" 4 start end (vector-length v))
    (check-index "vector-select!" 3 k (- end start))
    (if (eqv? k (- end start))
        (beyond "vector-select!" 3 (- end start) k))
    (arrange! less? v (+ start k) start end)
    (vector-ref v (+ start k))))

(define (vector-separate! less? v k . range)
  (check-vector "vector-separate!" 2 v)
  (let ((start (optional range 0 0))
        (end (optional range 1 (vector-length v))))
    (check-range "vector-separate!" 4 start end (vector-length v))
    (check-index "vector-separate!" 3 k (- end start))
    (if (< k (- end start))
        (arrange! less? v (+ start k) start end))))

(define (average a b) (/ (+ a b) 2))

(define vector-find-median
  (case-lambda
    ((less? v empty) (vector-find-median less? v empty average))
    ((less? v empty mean)
     (check-vector "vector-find-median" 2 v)
     (let* ((v (vector-copy v))
            (size (vector-length v))
            (k (quotient size 2)))
       (cond ((eqv? size 0) empty)
             ((odd? size) (vector-select! less? v k))
             (else
              (let ((upper (vector-select! less? v k)))
                (mean (vector-select! less? v (- k 1) 0 k) upper))))))))

(define vector-find-median!
  (case-lambda
    ((less? v empty) (vector-find-median! less? v empty average))
    ((less? v empty mean)
     (check-vector "vector-find-median!" 2 v)
     (vector-sort! less? v)
     (let* ((size (vector-length v))
            (k (quotient size 2)))
       (cond ((eqv? size 0) empty)
             ((odd? size) (vector-ref v k))
             (else (mean (vector-ref v (- k 1)) (vector-ref v k))))))))
