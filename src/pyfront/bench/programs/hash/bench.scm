;; hash: 3 x 10^6 operations on a table with scattered integer keys: updates, then look-ups, half of which miss.
(import (scheme base) (scheme write) (scheme time) (srfi 69))

(define size 1000000)
(define distinct 100003)

(define (key i)
  (remainder (* i 7919) distinct))

(define (fill! table)
  (do ((i 0 (+ i 1)))
      ((= i size))
    (let ((k (* 10 (key i))))
      (hash-table-set! table k (+ 1 (hash-table-ref/default table k 0))))))

(define (probe table)
  (do ((i 0 (+ i 1))
       (sum 0 (+ sum (hash-table-ref/default table (* 5 i) 1))))
      ((= i size) sum)))

(define (main)
  (let ((table (make-hash-table)))
    (fill! table)
    (probe table)))

;;; timing
(let* ((start (current-jiffy))
       (answer (main))
       (stop (current-jiffy)))
  (write answer)
  (newline)
  (write (inexact (/ (- stop start) (jiffies-per-second))))
  (newline))
