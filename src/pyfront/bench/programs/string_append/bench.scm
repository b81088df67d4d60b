;; string_append: make many small strings out of numbers and parts.
(import (scheme base) (scheme write) (scheme time))

(define size 500000)

(define (label i)
  (string-append "item-" (number->string i) ";"))

(define (main)
  (let loop ((i 0) (sum 0))
    (if (= i size)
        sum
        (let ((s (label i)))
          (loop (+ i 1)
                (+ sum (string-length s) (char->integer (string-ref s 5))))))))

;;; timing
(let* ((start (current-jiffy))
       (answer (main))
       (stop (current-jiffy)))
  (write answer)
  (newline)
  (write (inexact (/ (- stop start) (jiffies-per-second))))
  (newline))
