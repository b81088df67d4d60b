;; errors: 300,000 errors with a message and what it is about, each raised in a procedure and caught by its caller.
(import (scheme base) (scheme write) (scheme time))

(define size 300000)

(define (risky i)
  (error "no such item:" i))

(define (attempt i)
  (guard (e ((error-object? e) (remainder (car (error-object-irritants e)) 10)))
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
