(define (handle e)
  (display "handling ")
  (car e))
(with-exception-handler handle
  (lambda () (+ 1 (raise 'oops))))
