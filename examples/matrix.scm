;; Matrices of floats: LU decomposition with pivoting, linear systems, determinants, inverses, power iteration,
;; and some numerical calculus. Results are shown as rounded multiples, so that the text is exact.
(import (scheme base) (scheme inexact) (scheme write))

(define (show-line . parts)
  (for-each display parts)
  (newline))

;; x in units of 1/scale, as an exact integer
(define (units x scale) (exact (round (* x scale))))

;;; --------------------------------------------------------------- matrices

;; A matrix is a vector of rows.
(define (make-matrix rows columns f)
  (let ((m (make-vector rows #f)))
    (do ((i 0 (+ i 1)))
        ((= i rows) m)
      (let ((row (make-vector columns 0.0)))
        (do ((j 0 (+ j 1)))
            ((= j columns))
          (vector-set! row j (f i j)))
        (vector-set! m i row)))))

(define (rows m) (vector-length m))
(define (columns m) (vector-length (vector-ref m 0)))
(define (matrix-ref m i j) (vector-ref (vector-ref m i) j))
(define (matrix-set! m i j x) (vector-set! (vector-ref m i) j x))

(define (list->matrix lists)
  (list->vector (map (lambda (row) (list->vector (map inexact row))) lists)))

(define (copy-matrix m) (vector-map vector-copy m))
(define (identity n) (make-matrix n n (lambda (i j) (if (= i j) 1.0 0.0))))
(define (transpose m) (make-matrix (columns m) (rows m) (lambda (i j) (matrix-ref m j i))))

(define (sum-of f from to)
  (let loop ((i from) (sum 0.0))
    (if (= i to) sum (loop (+ i 1) (+ sum (f i))))))

(define (multiply a b)
  (make-matrix (rows a) (columns b)
               (lambda (i j)
                 (sum-of (lambda (k) (* (matrix-ref a i k) (matrix-ref b k j))) 0 (columns a)))))

(define (multiply-vector m v)
  (vector-map (lambda (row) (dot row v)) m))

(define (dot u v) (sum-of (lambda (i) (* (vector-ref u i) (vector-ref v i))) 0 (vector-length u)))
(define (norm v) (sqrt (dot v v)))
(define (scale v x) (vector-map (lambda (y) (* x y)) v))

(define (show-matrix m unit)
  (vector-for-each (lambda (row) (show-line "  " (vector-map (lambda (x) (units x unit)) row))) m))

(define (largest-difference a b)
  (let ((largest 0.0))
    (vector-for-each
     (lambda (u v)
       (vector-for-each (lambda (x y) (set! largest (max largest (abs (- x y))))) u v))
     a b)
    largest))

;;; ------------------------------------------------------ LU decomposition

;; Decomposes a copy of m in place, both factors in one matrix; answers it, the row order and the sign of that order.
;; Answers #f for the matrix of a singular system.
(define (decompose m)
  (let* ((lu (copy-matrix m))
         (n (rows lu))
         (order (make-vector n 0)))
    (do ((i 0 (+ i 1))) ((= i n)) (vector-set! order i i))
    (let loop ((k 0) (sign 1.0))
      (if (= k n)
          (values lu order sign)
          (let ((p (pivot-row lu k)))
            (cond
              ((< (abs (matrix-ref lu p k)) 1e-12) (values #f order 0.0))
              (else
               (swap! lu p k)
               (swap! order p k)
               (eliminate! lu k)
               (loop (+ k 1) (if (= p k) sign (- sign))))))))))

(define (pivot-row m k)
  (let loop ((i (+ k 1)) (best k))
    (cond
      ((= i (rows m)) best)
      ((> (abs (matrix-ref m i k)) (abs (matrix-ref m best k))) (loop (+ i 1) i))
      (else (loop (+ i 1) best)))))

(define (swap! v i j)
  (let ((x (vector-ref v i)))
    (vector-set! v i (vector-ref v j))
    (vector-set! v j x)))

(define (eliminate! lu k)
  (let ((n (rows lu)) (pivot (matrix-ref lu k k)))
    (do ((i (+ k 1) (+ i 1)))
        ((= i n))
      (let ((factor (/ (matrix-ref lu i k) pivot)))
        (matrix-set! lu i k factor)
        (do ((j (+ k 1) (+ j 1)))
            ((= j n))
          (matrix-set! lu i j (- (matrix-ref lu i j) (* factor (matrix-ref lu k j)))))))))

(define (solve-decomposed lu order b)
  (let* ((n (rows lu))
         (x (make-vector n 0.0)))
    (do ((i 0 (+ i 1)))
        ((= i n))
      (vector-set! x i (- (vector-ref b (vector-ref order i))
                          (sum-of (lambda (j) (* (matrix-ref lu i j) (vector-ref x j))) 0 i))))
    (do ((i (- n 1) (- i 1)))
        ((< i 0) x)
      (vector-set! x i (/ (- (vector-ref x i)
                             (sum-of (lambda (j) (* (matrix-ref lu i j) (vector-ref x j))) (+ i 1) n))
                          (matrix-ref lu i i))))))

(define (solve m b)
  (let-values (((lu order sign) (decompose m)))
    (and lu (solve-decomposed lu order b))))

(define (determinant m)
  (let-values (((lu order sign) (decompose m)))
    (if lu
        (let loop ((i 0) (product sign))
          (if (= i (rows lu)) product (loop (+ i 1) (* product (matrix-ref lu i i)))))
        0.0)))

(define (inverse m)
  (let-values (((lu order sign) (decompose m)))
    (and lu
         (transpose (vector-map (lambda (column) (solve-decomposed lu order column)) (identity (rows m)))))))

;;; --------------------------------------------------------- eigenvalues

;; the largest eigenvalue and its vector, of length 1
(define (power-iteration m steps)
  (let loop ((v (make-vector (rows m) 1.0)) (k 0))
    (let* ((w (multiply-vector m v))
           (length (norm w)))
      (if (= k steps)
          (values (dot v w) v)
          (loop (scale w (/ 1.0 length)) (+ k 1))))))

;;; ------------------------------------------------------------ calculus

(define (simpson f a b intervals)
  (let* ((h (/ (- b a) intervals))
         (at (lambda (i) (f (+ a (* i h))))))
    (let loop ((i 1) (sum (+ (f a) (f b))))
      (if (= i intervals)
          (* (/ h 3.0) sum)
          (loop (+ i 1) (+ sum (* (if (odd? i) 4.0 2.0) (at i))))))))

(define (derivative f x)
  (let ((h 1e-5))
    (/ (- (f (+ x h)) (f (- x h))) (* 2.0 h))))

(define (newton f x)
  (let loop ((x x) (steps 0))
    (let ((dx (/ (f x) (derivative f x))))
      (if (or (< (abs dx) 1e-12) (= steps 50))
          x
          (loop (- x dx) (+ steps 1))))))

;; Runge and Kutta's method for y' = f(t, y)
(define (runge-kutta f y t end steps)
  (let ((h (/ (- end t) steps)))
    (let loop ((i 0) (t t) (y y))
      (if (= i steps)
          y
          (let* ((k1 (f t y))
                 (k2 (f (+ t (/ h 2.0)) (+ y (* (/ h 2.0) k1))))
                 (k3 (f (+ t (/ h 2.0)) (+ y (* (/ h 2.0) k2))))
                 (k4 (f (+ t h) (+ y (* h k3)))))
            (loop (+ i 1) (+ t h)
                  (+ y (* (/ h 6.0) (+ k1 (* 2.0 k2) (* 2.0 k3) k4)))))))))

;;; -------------------------------------------------------------- samples

(define a (list->matrix '((2 1 1 0) (4 3 3 1) (8 7 9 5) (6 7 9 8))))
(define hilbert (make-matrix 5 5 (lambda (i j) (/ 1.0 (+ i j 1)))))

(show-line "product of a with itself:")
(show-matrix (multiply a a) 1)
(show-line "determinant: " (units (determinant a) 1000) " thousandths")
(show-line "solution, in thousandths: "
           (vector-map (lambda (x) (units x 1000)) (solve a (vector 7.0 23.0 69.0 79.0))))
(show-line "inverse, in hundredths:")
(show-matrix (inverse a) 100)
(show-line "a times its inverse is the identity: "
           (< (largest-difference (multiply a (inverse a)) (identity 4)) 1e-9))
(show-line "singular: " (solve (list->matrix '((1 2) (2 4))) (vector 1.0 2.0)))
(show-line "1 / determinant of the Hilbert matrix: " (units (/ 1.0 (determinant hilbert)) 1/1000) " thousand")

(let ((n 30))
  (let* ((m (make-matrix n n (lambda (i j) (if (= i j) 4.0 (/ 1.0 (+ 1.0 (* (- i j) (- i j))))))))
         (x (make-vector n 1.0))
         (found (solve m (multiply-vector m x))))
    (show-line "30 unknowns found: " (< (norm (vector-map - found x)) 1e-9))))

(let-values (((value vector) (power-iteration (list->matrix '((4 1 0) (1 3 1) (0 1 2))) 100)))
  (show-line "largest eigenvalue, in millionths: " (units value 1000000))
  (show-line "its vector, in thousandths: " (vector-map (lambda (x) (units x 1000)) vector)))

(show-line "integral of sin over 0..pi: " (units (simpson sin 0.0 (acos -1.0) 100) 1000000) " millionths")
(show-line "integral of exp(-x^2): " (units (simpson (lambda (x) (exp (- (* x x)))) -6.0 6.0 400) 1000000)
           " millionths, sqrt of pi: " (units (sqrt (acos -1.0)) 1000000))
(show-line "derivative of log at 4: " (units (derivative log 4.0) 10000) " ten-thousandths")
(show-line "root of x^3 - 2x - 5: " (units (newton (lambda (x) (- (* x x x) (* 2.0 x) 5.0)) 2.0) 1000000)
           " millionths")
(show-line "fixed point of cos: " (units (newton (lambda (x) (- (cos x) x)) 1.0) 1000000) " millionths")
(show-line "y' = y up to 1: " (units (runge-kutta (lambda (t y) y) 1.0 0.0 1.0 100) 1000000) " millionths")
(show-line "y' = -2ty up to 2: " (units (runge-kutta (lambda (t y) (* -2.0 t y)) 1.0 0.0 2.0 200) 1000000)
           " millionths, exp(-4): " (units (exp -4.0) 1000000))
