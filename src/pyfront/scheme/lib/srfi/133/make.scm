;; Making, copying and changing vectors.

(define (check-size who n size)
  (if (not (and (exact-integer? size) (>= size 0)))
      (wrong who n "a size" size)))

;; (name who indices f v seeds): fills v with the first value of (f i seed ...); the others are the next seeds.
;; indices: first, one beyond the last, step
(define (unfold-into! f v first end step seeds)
  (cond ((null? seeds)
         (let loop ((i first))
           (if (not (eqv? i end))
               (begin
                 (vector-set! v i (f i))
                 (loop (+ i step))))))
        ((null? (cdr seeds))
         (let loop ((i first) (seed (car seeds)))
           (if (not (eqv? i end))
               (let-values (((x seed) (f i seed)))
                 (vector-set! v i x)
                 (loop (+ i step) seed)))))
        (else
         (let loop ((i first) (seeds seeds))
           (if (not (eqv? i end))
               (let-values (((x . seeds) (apply f i seeds)))
                 (vector-set! v i x)
                 (loop (+ i step) seeds)))))))

(define (vector-unfold f size . seeds)
  (check-size "vector-unfold" 2 size)
  (let ((v (make-vector size)))
    (unfold-into! f v 0 size 1 seeds)
    v))

(define (vector-unfold-right f size . seeds)
  (check-size "vector-unfold-right" 2 size)
  (let ((v (make-vector size)))
    (unfold-into! f v (- size 1) -1 -1 seeds)
    v))

(define (vector-unfold! f v start end . seeds)
  (check-vector "vector-unfold!" 2 v)
  (check-range "vector-unfold!" 3 start end (vector-length v))
  (unfold-into! f v start end 1 seeds))

(define (vector-unfold-right! f v start end . seeds)
  (check-vector "vector-unfold-right!" 2 v)
  (check-range "vector-unfold-right!" 3 start end (vector-length v))
  (unfold-into! f v (- end 1) (- start 1) -1 seeds))

;;; ------------------------------------------------------------- copies

(define (copy-backward! to at v start end)
  (let loop ((i (- end 1)) (at at))
    (if (>= i start)
        (begin
          (vector-set! to at (vector-ref v i))
          (loop (- i 1) (+ at 1))))))

(define-on-range "vector-reverse-copy" 1 (vector-reverse-copy) (v start end)
  (let ((new (make-vector (- end start))))
    (copy-backward! new 0 v start end)
    new))

(define-on-range "vector-reverse-copy!" 3 (vector-reverse-copy! to at) (v start end)
  (check-vector "vector-reverse-copy!" 1 to)
  (check-index "vector-reverse-copy!" 2 at (vector-length to))
  (if (> (+ at (- end start)) (vector-length to))
      (beyond "vector-reverse-copy!" 2 (vector-length to) at))
  (if (and (eq? to v) (< at end) (< start (+ at (- end start))))
      (begin ; they overlap
        (vector-copy! to at v start end)
        (vector-reverse! to at (+ at (- end start))))
      (copy-backward! to at v start end)))

(define-on-range "vector-reverse!" 1 (vector-reverse!) (v start end)
  (let loop ((i start) (j (- end 1)))
    (if (< i j)
        (begin
          (vector-swap! v i j)
          (loop (+ i 1) (- j 1))))))

(define (vector-concatenate vectors)
  (let* ((size (let loop ((rest vectors) (size 0))
                 (cond ((pair? rest)
                        (check-vector "vector-concatenate" 1 (car rest))
                        (loop (cdr rest) (+ size (vector-length (car rest)))))
                       ((null? rest) size)
                       (else (wrong "vector-concatenate" 1 "a list of vectors" vectors)))))
         (new (make-vector size)))
    (let loop ((rest vectors) (at 0))
      (if (pair? rest)
          (begin
            (vector-copy! new at (car rest))
            (loop (cdr rest) (+ at (vector-length (car rest)))))
          new))))

;; vector start end ...
(define (vector-append-subvectors . parts)
  (let loop ((rest parts) (n 1) (done '()))
    (cond ((null? rest) (vector-concatenate (reverse done)))
          ((not (and (pair? (cdr rest)) (pair? (cddr rest))))
           (wrong "vector-append-subvectors" n "followed by a start and an end" (car rest)))
          (else
           (check-vector "vector-append-subvectors" n (car rest))
           (check-range "vector-append-subvectors" (+ n 1) (cadr rest) (caddr rest) (vector-length (car rest)))
           (loop (cdddr rest) (+ n 3) (cons (vector-copy (car rest) (cadr rest) (caddr rest)) done))))))

;;; ------------------------------------------------------------- vectors and lists

(define-on-range "reverse-vector->list" 1 (reverse-vector->list) (v start end)
  (let loop ((i start) (done '()))
    (if (< i end)
        (loop (+ i 1) (cons (vector-ref v i) done))
        done)))

(define (reverse-list->vector items)
  (if (not (list? items))
      (wrong "reverse-list->vector" 1 "a proper list" items))
  (let* ((size (length items))
         (v (make-vector size)))
    (let loop ((i (- size 1)) (rest items))
      (if (pair? rest)
          (begin
            (vector-set! v i (car rest))
            (loop (- i 1) (cdr rest)))
          v))))
