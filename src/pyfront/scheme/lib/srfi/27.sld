;; SRFI 27: random numbers. The generator is L'Ecuyer's MRG32k3a: two recurrences of order three, modulo m1 and m2, whose
;; difference modulo m1 is the next number. Its state can be moved on by any number of steps with a power of a matrix.

(define-library (srfi 27)
  (export random-integer random-real default-random-source make-random-source random-source? random-source-state-ref
          random-source-state-set! random-source-randomize! random-source-pseudo-randomize! random-source-make-integers
          random-source-make-reals)
  (import (vmcore))
  (include "arguments.scm")
  (begin
    (define m1 4294967087)
    (define m2 4294944443)
    (define first-matrix '#(0 1 0 0 0 1 -810728 1403580 0))
    (define second-matrix '#(0 1 0 0 0 1 -1370589 0 527612))

    (define-record-type random-source (new-source state) random-source?
      (state state-of set-state!)) ; vector of six: oldest first, of either recurrence

    (define (check-source source who)
      (if (not (random-source? source))
          (wrong who 1 "a random source" source)))

    (define (make-random-source)
      (new-source (vector 2718281828 314159265 1618033988 577215664 1414213562 1732050807)))

    (define default-random-source (make-random-source))

    ;; the next number of a state, below m1
    (define (step! s)
      (let ((x (modulo (- (* 1403580 (vector-ref s 1)) (* 810728 (vector-ref s 0))) 4294967087))
            (y (modulo (- (* 527612 (vector-ref s 5)) (* 1370589 (vector-ref s 3))) 4294944443)))
        (vector-set! s 0 (vector-ref s 1))
        (vector-set! s 1 (vector-ref s 2))
        (vector-set! s 2 x)
        (vector-set! s 3 (vector-ref s 4))
        (vector-set! s 4 (vector-ref s 5))
        (vector-set! s 5 y)
        (modulo (- x y) 4294967087)))

    ;; so many numbers below m1 as digits of one
    (define (digits! s k)
      (let loop ((k (- k 1)) (x (step! s)))
        (if (eqv? k 0)
            x
            (loop (- k 1) (+ (* x m1) (step! s))))))

    ;; numbers of which the bound would get a part only are thrown away: all results are equally likely
    (define (below! s bound)
      (let widen ((k 1) (range m1))
        (if (< range bound)
            (widen (+ k 1) (* range m1))
            (let* ((part (quotient range bound))
                   (most (* part bound)))
              (let again ((x (digits! s k)))
                (if (< x most)
                    (quotient x part)
                    (again (digits! s k))))))))

    ;; an odd multiple of 2^-53: neither 0 nor 1, and nothing is rounded
    (define (real! s)
      (/ (inexact (+ 1 (* 2 (below! s 4503599627370496)))) 9007199254740992.0))

    (define (check-bound n who)
      (if (not (and (exact-integer? n) (> n 0)))
          (wrong who 1 "a positive exact integer" n)))

    (define (random-integer n)
      (check-bound n "random-integer")
      (below! (state-of default-random-source) n))

    (define (random-real)
      (real! (state-of default-random-source)))

    (define (random-source-make-integers source)
      (check-source source "random-source-make-integers")
      (lambda (n)
        (check-bound n "random-integer")
        (below! (state-of source) n)))

    ;; unit: the numbers are no further apart; they are of its kind
    (define random-source-make-reals
      (case-lambda
        ((source)
         (check-source source "random-source-make-reals")
         (lambda () (real! (state-of source))))
        ((source unit)
         (check-source source "random-source-make-reals")
         (if (not (and (real? unit) (< 0 unit 1)))
             (wrong "random-source-make-reals" 2 "a real number between 0 and 1" unit))
         (let ((steps (ceiling (/ 1 (exact unit)))))
           (cond ((exact? unit)
                  (lambda () (/ (+ 1 (below! (state-of source) (- steps 1))) steps)))
                 ((< steps 4503599627370496)
                  (lambda () (inexact (/ (+ 1 (below! (state-of source) (- steps 1))) steps))))
                 (else
                  (lambda () (real! (state-of source)))))))))

    ;;; ------------------------------------------------------------- states

    (define (random-source-state-ref source)
      (check-source source "random-source-state-ref")
      (cons 'mrg32k3a (vector->list (state-of source))))

    (define (random-source-state-set! source state)
      (check-source source "random-source-state-set!")
      (if (not (and (list? state) (eqv? (length state) 7) (eq? (car state) 'mrg32k3a)
                    (recurrence? (list-copy (cdr state)) m1)
                    (recurrence? (cddddr state) m2)))
          (wrong "random-source-state-set!" 2 "a state of a random source" state))
      (set-state! source (list->vector (cdr state))))

    ;; are the first three numbers below the modulus, and not all 0?
    (define (recurrence? numbers m)
      (let loop ((k 3) (rest numbers) (all-zero? #t))
        (if (eqv? k 0)
            (not all-zero?)
            (let ((x (car rest)))
              (and (exact-integer? x)
                   (< -1 x m)
                   (loop (- k 1) (cdr rest) (and all-zero? (eqv? x 0))))))))

    (define (random-source-randomize! source)
      (check-source source "random-source-randomize!")
      (set-state! source (seeded (%service 'seed))))

    (define (seeded seed)
      (let ((s (make-vector 6 0)))
        (let loop ((i 0) (seed seed))
          (if (< i 6)
              (let ((m (- (if (< i 3) m1 m2) 1)))
                (vector-set! s i (+ 1 (modulo seed m)))
                (loop (+ i 1) (quotient seed m)))))
        s))

    ;; the sources of different i and j are 2^127 and 2^76 steps apart
    (define (random-source-pseudo-randomize! source i j)
      (check-source source "random-source-pseudo-randomize!")
      (check-steps i 2)
      (check-steps j 3)
      (let ((steps (+ (* i (expt 2 127)) (* j (expt 2 76))))
            (s (state-of (make-random-source))))
        (set-state! source
                    (vector-append (times-state (power first-matrix steps m1) (vector-copy s 0 3) m1)
                                   (times-state (power second-matrix steps m2) (vector-copy s 3) m2)))))

    (define (check-steps i n)
      (if (not (and (exact-integer? i) (>= i 0)))
          (wrong "random-source-pseudo-randomize!" n "a non-negative exact integer" i)))

    ;;; ------------------------------------------------------------- matrices of 3 rows, a vector of 9 each

    (define (times-state a s m)
      (vector-map (lambda (row) (modulo (sum-of-products a (* 3 row) s 0 1) m)) '#(0 1 2)))

    (define (sum-of-products a i b j step)
      (+ (* (vector-ref a i) (vector-ref b j))
         (* (vector-ref a (+ i 1)) (vector-ref b (+ j step)))
         (* (vector-ref a (+ i 2)) (vector-ref b (+ j step step)))))

    (define (times a b m)
      (vector-map
       (lambda (k) (modulo (sum-of-products a (* 3 (quotient k 3)) b (remainder k 3) 3) m))
       '#(0 1 2 3 4 5 6 7 8)))

    (define (power a n m)
      (let loop ((result '#(1 0 0 0 1 0 0 0 1)) (a a) (n n))
        (cond ((eqv? n 0) result)
              ((odd? n) (loop (times result a m) (times a a m) (quotient n 2)))
              (else (loop result (times a a m) (quotient n 2))))))))
