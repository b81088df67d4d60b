(define-syntax log-it
  (syntax-rules ()
    ((_ e) (write-log e))))
(log-it 5)
