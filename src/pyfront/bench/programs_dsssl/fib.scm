; fib by iteration, as often as the document has it done, and the sum of what comes out.
(define (fib n)
  (let loop ((i n) (a 0) (b 1))
    (if (= i 0) a (loop (- i 1) b (+ a b)))))
(define (times n sum)
  (if (= n 0) sum (times (- n 1) (+ sum (fib 20)))))
(element program (literal (number->string (times (string->number (attribute-string "times")) 0))))
; A style sheet that changes a vector has no values of procedures that are kept, so each call is computed.
(element none (let ((v (vector 0))) (vector-set! v 0 1) (empty-sosofo)))
