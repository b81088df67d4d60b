;; list_sort: our own merge sort of a list, relinking its pairs; comparison is a procedure argument.
(import (scheme base) (scheme write) (scheme time))

(define size 100000)

(define (random-list n)
  (let loop ((i 0) (x 42) (result '()))
    (if (= i n)
        result
        (loop (+ i 1) (remainder (* x 16807) 2147483647) (cons x result)))))

(define (merge! a b less?)
  (let ((head (list #f)))
    (let loop ((a a) (b b) (last head))
      (cond ((null? a) (set-cdr! last b))
            ((null? b) (set-cdr! last a))
            ((less? (car b) (car a))
             (set-cdr! last b)
             (loop a (cdr b) b))
            (else
             (set-cdr! last a)
             (loop (cdr a) b a))))
    (cdr head)))

(define (split! items)
  (let loop ((slow items) (fast (cdr items)))
    (if (or (null? fast) (null? (cdr fast)))
        (let ((second (cdr slow)))
          (set-cdr! slow '())
          second)
        (loop (cdr slow) (cddr fast)))))

(define (merge-sort! items less?)
  (if (or (null? items) (null? (cdr items)))
      items
      (let* ((second (split! items))
             (a (merge-sort! items less?))
             (b (merge-sort! second less?)))
        (merge! a b less?))))

(define (checksum items)
  (let loop ((items items) (i 0) (sum 0))
    (if (null? items)
        sum
        (loop (cdr items) (+ i 1)
              (if (= 0 (remainder i 1000)) (+ sum (car items)) sum)))))

(define (main)
  (checksum (merge-sort! (random-list size) (lambda (a b) (< a b)))))

;;; timing
(let* ((start (current-jiffy))
       (answer (main))
       (stop (current-jiffy)))
  (write answer)
  (newline)
  (write (inexact (/ (- stop start) (jiffies-per-second))))
  (newline))
