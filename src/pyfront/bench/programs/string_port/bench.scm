;; string_port: write numbers to a string port, then walk over the text character by character.
(import (scheme base) (scheme write) (scheme time))

(define size 300000)

(define (numbers-text n)
  (let ((port (open-output-string)))
    (do ((i 0 (+ i 1)))
        ((= i n) (get-output-string port))
      (write i port)
      (write-char #\space port))))

(define (count-char text char)
  (let ((end (string-length text)))
    (do ((i 0 (+ i 1))
         (count 0 (if (char=? (string-ref text i) char) (+ count 1) count)))
        ((= i end) count))))

(define (main)
  (let ((text (numbers-text size)))
    (+ (* 1000 (count-char text #\7)) (remainder (string-length text) 1000))))

;;; timing
(let* ((start (current-jiffy))
       (answer (main))
       (stop (current-jiffy)))
  (write answer)
  (newline)
  (write (inexact (/ (- stop start) (jiffies-per-second))))
  (newline))
