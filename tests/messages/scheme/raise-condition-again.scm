(define (f)
  (with-exception-handler
    (lambda (e) (raise e))
    (lambda () (+ 1 (vector-ref (vector 1 2 3) 10)))))
(f)
