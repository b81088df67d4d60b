(define-syntax my-cond
  (syntax-rules ()
    ((_ c e) (cond (c e) (else)))))
(define (f x)
  (my-cond x 1))
