;; mandelbrot: loops over floats, none of which needs to live on the heap.
(import (scheme base) (scheme write) (scheme time))

(define size 400)
(define limit 100)

(define (inside? cr ci)
  (let loop ((zr 0.0) (zi 0.0) (k 0))
    (let ((r2 (* zr zr)) (i2 (* zi zi)))
      (cond ((> (+ r2 i2) 4.0) #f)
            ((= k limit) #t)
            (else (loop (+ (- r2 i2) cr)
                        (+ (* 2.0 (* zr zi)) ci)
                        (+ k 1)))))))

(define (count-row y step)
  (let ((ci (- (* step (inexact y)) 1.0)))
    (do ((x 0 (+ x 1))
         (count 0 (if (inside? (- (* step (inexact x)) 1.5) ci) (+ count 1) count)))
        ((= x size) count))))

(define (main)
  (let ((step (/ 2.0 size)))
    (do ((y 0 (+ y 1))
         (count 0 (+ count (count-row y step))))
        ((= y size) count))))

;;; timing
(let* ((start (current-jiffy))
       (answer (main))
       (stop (current-jiffy)))
  (write answer)
  (newline)
  (write (inexact (/ (- stop start) (jiffies-per-second))))
  (newline))
