;; deep: recursion 10^6 deep that is not a tail call, five times.
(import (scheme base) (scheme write) (scheme time))

(define size 1000000)
(define rounds 5)

(define (count-down n)
  (if (= n 0)
      0
      (+ 1 (count-down (- n 1)))))

(define (main)
  (do ((i 0 (+ i 1))
       (sum 0 (+ sum (count-down size))))
      ((= i rounds) sum)))

;;; timing
(let* ((start (current-jiffy))
       (answer (main))
       (stop (current-jiffy)))
  (write answer)
  (newline)
  (write (inexact (/ (- stop start) (jiffies-per-second))))
  (newline))
