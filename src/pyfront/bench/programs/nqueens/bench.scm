;; nqueens: all solutions of the eight queens, with lists: short-lived pairs and calls.
(import (scheme base) (scheme write) (scheme time))

(define size 8)
(define rounds 60)

(define (numbers-from-1 n)
  (let loop ((i n) (result '()))
    (if (= i 0) result (loop (- i 1) (cons i result)))))

(define (safe? row distance placed)
  (or (null? placed)
      (and (not (= (car placed) (+ row distance)))
           (not (= (car placed) (- row distance)))
           (safe? row (+ distance 1) (cdr placed)))))

(define (append-2 a b)
  (if (null? a) b (cons (car a) (append-2 (cdr a) b))))

;; rows to try, rows tried and found attacked, rows of the queens placed
(define (try rows rejected placed)
  (if (null? rows)
      (if (null? rejected) 1 0)
      (+ (if (safe? (car rows) 1 placed)
             (try (append-2 (cdr rows) rejected) '() (cons (car rows) placed))
             0)
         (try (cdr rows) (cons (car rows) rejected) placed))))

(define (main)
  (do ((i 0 (+ i 1))
       (sum 0 (+ sum (try (numbers-from-1 size) '() '()))))
      ((= i rounds) sum)))

;;; timing
(let* ((start (current-jiffy))
       (answer (main))
       (stop (current-jiffy)))
  (write answer)
  (newline)
  (write (inexact (/ (- stop start) (jiffies-per-second))))
  (newline))
