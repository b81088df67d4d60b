;; ack: calls of two arguments, most of them tail calls, recursion about 4000 deep.
(import (scheme base) (scheme write) (scheme time))

(define size 9)

(define (ack m n)
  (cond ((= m 0) (+ n 1))
        ((= n 0) (ack (- m 1) 1))
        (else (ack (- m 1) (ack m (- n 1))))))

(define (main) (ack 3 size))

;;; timing
(let* ((start (current-jiffy))
       (answer (main))
       (stop (current-jiffy)))
  (write answer)
  (newline)
  (write (inexact (/ (- stop start) (jiffies-per-second))))
  (newline))
