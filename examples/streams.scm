;; Streams with delay and force, bank accounts as closures, and parameters: state and laziness.
(import (scheme base) (scheme cxr) (scheme lazy) (scheme write))

(define (show-line . parts)
  (for-each display parts)
  (newline))

;;; ---------------------------------------------------------------- streams

;; A stream is empty or a pair of a value and the promise of a stream.
(define-syntax stream-cons
  (syntax-rules ()
    ((_ first rest) (cons first (delay rest)))))

(define (rest stream) (force (cdr stream)))

(define (take stream n)
  (if (or (= n 0) (null? stream))
      '()
      (cons (car stream) (take (rest stream) (- n 1)))))

(define (nth stream n)
  (if (= n 0) (car stream) (nth (rest stream) (- n 1))))

(define (stream-map f . streams)
  (if (memv '() streams)
      '()
      (stream-cons (apply f (map car streams))
                   (apply stream-map f (map rest streams)))))

(define (stream-filter keep? stream)
  (cond
    ((null? stream) '())
    ((keep? (car stream)) (stream-cons (car stream) (stream-filter keep? (rest stream))))
    (else (stream-filter keep? (rest stream)))))

(define (integers n) (stream-cons n (integers (+ n 1))))
(define (scale stream k) (stream-map (lambda (x) (* x k)) stream))

(define ones (stream-cons 1 ones))
(define naturals (stream-cons 0 (stream-map + ones naturals)))
(define fibonacci (stream-cons 0 (stream-cons 1 (stream-map + fibonacci (rest fibonacci)))))

(define (sieve stream)
  (stream-cons (car stream)
               (sieve (stream-filter (lambda (n) (not (= 0 (remainder n (car stream))))) (rest stream)))))

;; merged in order, without repetition
(define (merge a b)
  (cond
    ((< (car a) (car b)) (stream-cons (car a) (merge (rest a) b)))
    ((> (car a) (car b)) (stream-cons (car b) (merge a (rest b))))
    (else (stream-cons (car a) (merge (rest a) (rest b))))))

;; the numbers whose only prime factors are 2, 3 and 5
(define hamming
  (stream-cons 1 (merge (scale hamming 2) (merge (scale hamming 3) (scale hamming 5)))))

(define (partial-sums stream)
  (define sums (stream-cons (car stream) (stream-map + sums (rest stream))))
  sums)

;; pi/4 = 1 - 1/3 + 1/5 - ..., made to converge faster by Euler's transformation, in exact arithmetic
(define (odd-reciprocals n sign)
  (stream-cons (/ sign n) (odd-reciprocals (+ n 2) (- sign))))

(define (euler-transform s)
  (let ((a (nth s 0)) (b (nth s 1)) (c (nth s 2)))
    (stream-cons (- c (/ (* (- c b) (- c b)) (+ a (* -2 b) c)))
                 (euler-transform (rest s)))))

;; pairs (i j) with i <= j, every one at a finite place
(define (interleave a b)
  (if (null? a) b (stream-cons (car a) (interleave b (rest a)))))

(define (pairs s t)
  (stream-cons (list (car s) (car t))
               (interleave (stream-map (lambda (x) (list (car s) x)) (rest t))
                           (pairs (rest s) (rest t)))))

;; an endless loop in constant space
(define (count-down-lazily n)
  (delay-force (if (= n 0) (delay 'landed) (count-down-lazily (- n 1)))))

;; a promise is computed once, even when it forces itself on the way
(define (promise-trace)
  (let* ((runs 0)
         (p (delay (begin (set! runs (+ runs 1)) (* 6 7)))))
    (list (force p) (force p) runs (promise? p) (promise? 5) (force (make-promise 'kept)))))

;;; --------------------------------------------------------------- accounts

(define (make-account owner balance)
  (define history '())
  (define (record! what amount)
    (set! history (cons (list what amount balance) history))
    balance)
  (define (withdraw! amount)
    (if (> amount balance)
        'insufficient-funds
        (begin (set! balance (- balance amount)) (record! 'out amount))))
  (define (deposit! amount)
    (set! balance (+ balance amount))
    (record! 'in amount))
  (lambda (message . args)
    (case message
      ((withdraw) (apply withdraw! args))
      ((deposit) (apply deposit! args))
      ((balance) balance)
      ((owner) owner)
      ((history) (reverse history))
      (else (list 'unknown message)))))

(define (transfer! from to amount)
  (let ((result (from 'withdraw amount)))
    (if (number? result) (to 'deposit amount) result)))

;; refuses after three wrong passwords in a row
(define (protect account password)
  (let ((attempts 0))
    (lambda (given . message)
      (cond
        ((>= attempts 3) 'locked)
        ((eq? given password)
         (set! attempts 0)
         (apply account message))
        (else
         (set! attempts (+ attempts 1))
         'wrong-password)))))

;;; ------------------------------------------------------------- parameters

(define currency (make-parameter "EUR" (lambda (x) (if (symbol? x) (symbol->string x) x))))

(define (price amount)
  (string-append (number->string (quotient amount 100)) "."
                 (if (< (remainder amount 100) 10) "0" "")
                 (number->string (remainder amount 100)) " " (currency)))

;;; ----------------------------------------------------------------- samples

(show-line (take naturals 10) " " (take (stream-map * naturals naturals) 8))
(show-line (take fibonacci 15) " " (nth fibonacci 200))
(show-line (take (sieve (integers 2)) 20))
(show-line (take hamming 25) " " (nth hamming 500))
(show-line (take (partial-sums (integers 1)) 10))
(show-line (take (pairs (integers 0) (integers 0)) 12))
(show-line (take (stream-filter even? (stream-cons 1 (stream-cons 2 '()))) 5))
(let ((approximations (euler-transform (partial-sums (odd-reciprocals 1 1)))))
  (show-line (take approximations 3))
  (show-line (exact (round (* 4000000 (nth (euler-transform (euler-transform approximations)) 4))))))
(show-line (force (count-down-lazily 100000)))
(show-line (promise-trace))

(let* ((ann (make-account 'ann 100))
       (bob (make-account 'bob 20))
       (safe (protect ann 'sesame)))
  (show-line (ann 'withdraw 30) " " (bob 'withdraw 30) " " (transfer! ann bob 50) " " (transfer! ann bob 50))
  (show-line (ann 'owner) " " (ann 'history) " " (bob 'balance) " " (bob 'dance))
  (show-line (safe 'sesame 'balance) " " (safe 'guess 'balance) " " (safe 'sesame 'deposit 1) " "
             (safe 'a) " " (safe 'b) " " (safe 'c) " " (safe 'sesame 'balance)))

(show-line (price 123456) ", " (parameterize ((currency 'USD)) (price 705)) ", " (price 99))
(show-line (call/cc (lambda (leave) (parameterize ((currency "GBP")) (leave (price 1))))) ", " (price 1))
