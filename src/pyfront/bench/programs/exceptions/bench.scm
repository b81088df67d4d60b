;; exceptions: a handler around every call, one call in three raises.
(import (scheme base) (scheme write) (scheme time))

(define size 600000)

(define (risky i)
  (if (= 0 (remainder i 3))
      (raise i)
      1))

(define (attempt i)
  (guard (e ((number? e) (remainder e 10)))
    (risky i)))

(define (main)
  (do ((i 0 (+ i 1))
       (sum 0 (+ sum (attempt i))))
      ((= i size) sum)))

;;; timing
(let* ((start (current-jiffy))
       (answer (main))
       (stop (current-jiffy)))
  (write answer)
  (newline)
  (write (inexact (/ (- stop start) (jiffies-per-second))))
  (newline))
