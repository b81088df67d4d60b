;; sort_library: the sort the implementation ships, on 10^6 integers.
(import (scheme base) (scheme write) (scheme time) (srfi 132))

(define size 1000000)

(define (random-list n)
  (let loop ((i 0) (x 42) (result '()))
    (if (= i n)
        result
        (loop (+ i 1) (remainder (* x 16807) 2147483647) (cons x result)))))

(define (checksum items)
  (let loop ((items items) (i 0) (sum 0))
    (if (null? items)
        sum
        (loop (cdr items) (+ i 1)
              (if (= 0 (remainder i 1000)) (+ sum (car items)) sum)))))

(define (main)
  (checksum (list-sort < (random-list size))))

;;; timing
(let* ((start (current-jiffy))
       (answer (main))
       (stop (current-jiffy)))
  (write answer)
  (newline)
  (write (inexact (/ (- stop start) (jiffies-per-second))))
  (newline))
