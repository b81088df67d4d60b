;; loop: a counting loop over small integers.
(import (scheme base) (scheme write) (scheme time))

(define size 20000000)

(define (main)
  (let loop ((i 0) (sum 0))
    (if (< i size)
        (loop (+ i 1) (+ sum i))
        sum)))

;;; timing
(let* ((start (current-jiffy))
       (answer (main))
       (stop (current-jiffy)))
  (write answer)
  (newline)
  (write (inexact (/ (- stop start) (jiffies-per-second))))
  (newline))
