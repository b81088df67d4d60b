;; Exact arithmetic: continued fractions, harmonic and Bernoulli numbers, Egyptian fractions, Farey sequences, big
;; powers and roots, digits of pi and e, all with integers and rationals of any size.
(import (scheme base) (scheme write))

(define (show-line . parts)
  (for-each display parts)
  (newline))

(define (range from to)
  (if (>= from to) '() (cons from (range (+ from 1) to))))

;;; ------------------------------------------------------ continued fractions

(define (continued-fraction x)
  (let* ((whole (floor x)) (part (- x whole)))
    (cons whole (if (= part 0) '() (continued-fraction (/ part))))))

(define (evaluate-fraction terms)
  (if (null? (cdr terms))
      (car terms)
      (+ (car terms) (/ (evaluate-fraction (cdr terms))))))

(define (convergents terms)
  (let loop ((k 1) (result '()))
    (if (> k (length terms))
        (reverse result)
        (loop (+ k 1) (cons (evaluate-fraction (first-terms terms k)) result)))))

(define (first-terms terms k)
  (if (= k 0) '() (cons (car terms) (first-terms (cdr terms) (- k 1)))))

;; the terms of the square root of n repeat: (whole part . the period)
(define (root-terms n)
  (let-values (((root rest) (exact-integer-sqrt n)))
    (if (= rest 0)
        (list root)
        (let loop ((m 0) (d 1) (a root) (terms (list root)))
          (let* ((m (- (* d a) m))
                 (d (quotient (- n (* m m)) d))
                 (a (quotient (+ root m) d)))
            (if (= a (* 2 root))
                (reverse (cons a terms))
                (loop m d a (cons a terms))))))))

;; the smallest solution of x^2 - n y^2 = 1, from the convergents of the root
(define (pell n)
  (let* ((terms (root-terms n))
         (period (cdr terms)))
    (let loop ((rest period) (p0 1) (q0 0) (p1 (car terms)) (q1 1))
      (if (= 1 (- (* p1 p1) (* n q1 q1)))
          (list p1 q1)
          (let ((a (car rest))
                (more (if (null? (cdr rest)) period (cdr rest))))
            (loop more p1 q1 (+ (* a p1) p0) (+ (* a q1) q0)))))))

;; the simplest fraction between two others, by the walk down the Stern-Brocot tree
(define (simplest-between low high)
  (let ((whole (floor low)))
    (cond
      ((= whole low) low)
      ((< whole (floor high)) (+ 1 whole))
      (else (+ whole (/ (simplest-between (/ (- high whole)) (/ (- low whole)))))))))

;;; -------------------------------------------------------------- sequences

(define (harmonic n)
  (let loop ((k 1) (sum 0))
    (if (> k n) sum (loop (+ k 1) (+ sum (/ 1 k))))))

(define (binomial n k)
  (let loop ((i 1) (product 1))
    (if (> i k) product (loop (+ i 1) (/ (* product (+ (- n k) i)) i)))))

;; B(0)..B(n): the sum over k <= m of binomial(m+1, k) B(k) is 0
(define (bernoulli-numbers n)
  (let loop ((m 1) (numbers '(1)))
    (if (> m n)
        (reverse numbers)
        (let sum ((k (- m 1)) (rest numbers) (total 0))
          (if (null? rest)
              (loop (+ m 1) (cons (/ (- total) (+ m 1)) numbers))
              (sum (- k 1) (cdr rest) (+ total (* (binomial (+ m 1) k) (car rest)))))))))

;; 1^p + 2^p + ... + n^p by Faulhaber's formula
(define (power-sum p n)
  (let loop ((k 0) (numbers (bernoulli-numbers p)) (sum 0) (sign 1))
    (if (null? numbers)
        (/ sum (+ p 1))
        (loop (+ k 1) (cdr numbers)
              (+ sum (* sign (binomial (+ p 1) k) (car numbers) (expt n (- (+ p 1) k))))
              ;; the formula takes B(1) as +1/2; the other odd ones are 0
              (if (= k 0) -1 1)))))

;; greedy: the largest unit fraction that fits, again and again
(define (egyptian x)
  (if (= x 0)
      '()
      (let ((unit (/ 1 (ceiling (/ x)))))
        (cons unit (egyptian (- x unit))))))

(define (farey n)
  (let loop ((a 0) (b 1) (c 1) (d n) (result '(0)))
    (if (> c n)
        (reverse result)
        (let ((k (quotient (+ n b) d)))
          (loop c d (- (* k c) a) (- (* k d) b) (cons (/ c d) result))))))

;;; ------------------------------------------------------------------ digits

;; x as text with so many places, rounded to even
(define (decimal x places)
  (let* ((units (round (* (abs x) (expt 10 places))))
         (whole (quotient units (expt 10 places)))
         (digits (number->string (remainder units (expt 10 places)))))
    (string-append (if (< x 0) "-" "") (number->string whole) "."
                   (make-string (- places (string-length digits)) #\0) digits)))

(define (inverse-tangent-of-unit n terms)
  (let loop ((k 0) (power n) (sum 0))
    (if (= k terms)
        sum
        (loop (+ k 1) (* power n n)
              (+ sum (/ (if (even? k) 1 -1) (* (+ k k 1) power)))))))

;; Machin: pi/4 = 4 arctan 1/5 - arctan 1/239
(define (pi-rational terms)
  (* 4 (- (* 4 (inverse-tangent-of-unit 5 terms)) (inverse-tangent-of-unit 239 terms))))

(define (e-rational terms)
  (let loop ((k terms) (x 1))
    (if (= k 0) x (loop (- k 1) (+ 1 (/ x k))))))

(define (digit-sum n)
  (if (= n 0) 0 (+ (remainder n 10) (digit-sum (quotient n 10)))))

;; Newton's method on exact rationals: the digits double at each step
(define (square-root n steps)
  (let-values (((root rest) (exact-integer-sqrt n)))
    (let loop ((x root) (k steps))
      (if (= k 0) x (loop (/ (+ x (/ n x)) 2) (- k 1))))))

(define (power-modulo base n m)
  (cond
    ((= n 0) 1)
    ((even? n) (power-modulo (modulo (* base base) m) (quotient n 2) m))
    (else (modulo (* base (power-modulo base (- n 1) m)) m))))

;; Fermat's test with a few bases
(define (probable-prime? n)
  (let loop ((bases '(2 3 5 7 11)))
    (or (null? bases)
        (and (= 1 (power-modulo (car bases) (- n 1) n))
             (loop (cdr bases))))))

;;; ----------------------------------------------------------------- samples

(show-line (continued-fraction 649/200) " " (evaluate-fraction '(3 4 12 4)) " " (continued-fraction -7/3))
(show-line (convergents (continued-fraction 314159265358979/100000000000000)))
(show-line (map root-terms '(2 3 4 7 23 61)))
(show-line (map pell '(2 7 13 61 109)))
(show-line (simplest-between 314/100 315/100) " " (simplest-between 3141592/1000000 3141593/1000000))
(show-line (map harmonic '(1 2 3 4 10)) " " (decimal (harmonic 200) 30))
(show-line (bernoulli-numbers 12) " " (list-ref (bernoulli-numbers 30) 30))
(show-line (map (lambda (p) (power-sum p 10)) '(0 1 2 3 4 5)) " " (power-sum 10 1000))
(show-line (egyptian 5/121) " " (apply + (egyptian 5/121)))
(show-line (farey 6) " " (length (farey 40)))
(show-line (decimal (pi-rational 40) 50))
(show-line (decimal (e-rational 40) 40))
(let-values (((x rest) (exact-integer-sqrt (* 2 (expt 10 80)))))
  (show-line x " " (decimal (square-root 2 6) 40)))
(show-line (digit-sum (expt 2 1000)) " " (expt 3 100) " " (expt 2/3 -5) " " (exact 0.375))
(show-line (map probable-prime? (list 97 91 (- (expt 2 127) 1) (- (expt 2 129) 1))))
(show-line (gcd (expt 6 40) (expt 10 40)) " " (lcm 123456789 987654321) " " (numerator 6/4) "/" (denominator 6/4))
(show-line (map (lambda (x) (list (floor x) (ceiling x) (truncate x) (round x))) '(7/2 -7/2 5/2 1/3)))
(show-line (map (lambda (pair) (let-values (((q r) (floor/ (car pair) (cdr pair)))) (list q r)))
                (list (cons (expt 10 20) 7) (cons (- (expt 10 20)) 7) (cons 7 (- (expt 10 20))))))
