;; list_build: build a list of 10^6 pairs, reverse it, add it up.
(import (scheme base) (scheme write) (scheme time))

(define size 1000000)

(define (build n)
  (let loop ((i n) (result '()))
    (if (= i 0) result (loop (- i 1) (cons i result)))))

(define (reversed items)
  (let loop ((items items) (result '()))
    (if (null? items) result (loop (cdr items) (cons (car items) result)))))

(define (sum items)
  (let loop ((items items) (total 0))
    (if (null? items) total (loop (cdr items) (+ total (car items))))))

(define (main)
  (let ((items (reversed (build size))))
    (+ (car items) (sum items))))

;;; timing
(let* ((start (current-jiffy))
       (answer (main))
       (stop (current-jiffy)))
  (write answer)
  (newline)
  (write (inexact (/ (- stop start) (jiffies-per-second))))
  (newline))
