;; closures: make closures over a variable that they change, and call each of them.
(import (scheme base) (scheme write) (scheme time))

(define size 200000)
(define calls 30)

(define (make-counter step)
  (let ((n 0))
    (lambda (k)
      (set! n (+ n (* step k)))
      n)))

(define (drive counter)
  (do ((k 1 (+ k 1))
       (last 0 (counter k)))
      ((> k calls) last)))

(define (main)
  (do ((i 0 (+ i 1))
       (sum 0 (+ sum (drive (make-counter (remainder i 7))))))
      ((= i size) sum)))

;;; timing
(let* ((start (current-jiffy))
       (answer (main))
       (stop (current-jiffy)))
  (write answer)
  (newline)
  (write (inexact (/ (- stop start) (jiffies-per-second))))
  (newline))
