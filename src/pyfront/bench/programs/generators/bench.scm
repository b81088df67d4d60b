;; generators: values handed over one by one by a procedure that is suspended between them, with call/cc.
(import (scheme base) (scheme write) (scheme time))

(define size 400000)
(define done (list 'done))

;; (body yield) is run up to its next (yield value) each time the generator is called
(define (make-generator body)
  (define return #f)
  (define resume #f)
  (define (yield value)
    (call-with-current-continuation
     (lambda (k)
       (set! resume k)
       (return value))))
  (lambda ()
    (call-with-current-continuation
     (lambda (k)
       (set! return k)
       (if resume
           (resume #t)
           (begin
             (body yield)
             (return done)))))))

(define (even-numbers n)
  (make-generator
   (lambda (yield)
     (do ((i 0 (+ i 1)))
         ((= i n))
       (yield (* 2 i))))))

(define (main)
  (let ((next (even-numbers size)))
    (let loop ((value (next)) (sum 0))
      (if (eq? value done)
          sum
          (loop (next) (+ sum value))))))

;;; timing
(let* ((start (current-jiffy))
       (answer (main))
       (stop (current-jiffy)))
  (write answer)
  (newline)
  (write (inexact (/ (- stop start) (jiffies-per-second))))
  (newline))
