;; queens_array: all solutions of the eleven queens with vectors: loops over indexed stores and loads.
(import (scheme base) (scheme write) (scheme time))

(define size 11)

(define columns (make-vector size #f))
(define rising (make-vector (* 2 size) #f))
(define falling (make-vector (* 2 size) #f))

(define (mark! row column flag)
  (vector-set! columns column flag)
  (vector-set! rising (+ row column) flag)
  (vector-set! falling (+ (- row column) size) flag))

(define (place row)
  (if (= row size)
      1
      (do ((column 0 (+ column 1))
           (found 0 (if (or (vector-ref columns column)
                            (vector-ref rising (+ row column))
                            (vector-ref falling (+ (- row column) size)))
                        found
                        (begin
                          (mark! row column #t)
                          (let ((below (place (+ row 1))))
                            (mark! row column #f)
                            (+ found below))))))
          ((= column size) found))))

(define (main) (place 0))

;;; timing
(let* ((start (current-jiffy))
       (answer (main))
       (stop (current-jiffy)))
  (write answer)
  (newline)
  (write (inexact (/ (- stop start) (jiffies-per-second))))
  (newline))
