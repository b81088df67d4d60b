;; tak: calls with three arguments, the outer one a tail call.
(import (scheme base) (scheme write) (scheme time))

(define size 300)

(define (tak x y z)
  (if (< y x)
      (tak (tak (- x 1) y z)
           (tak (- y 1) z x)
           (tak (- z 1) x y))
      z))

(define (main)
  (do ((i 0 (+ i 1))
       (sum 0 (+ sum (tak 18 12 6))))
      ((= i size) sum)))

;;; timing
(let* ((start (current-jiffy))
       (answer (main))
       (stop (current-jiffy)))
  (write answer)
  (newline)
  (write (inexact (/ (- stop start) (jiffies-per-second))))
  (newline))
