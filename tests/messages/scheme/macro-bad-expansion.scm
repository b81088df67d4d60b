(define-syntax my-let
  (syntax-rules ()
    ((_ v e b) (let ((v)) b))))
(my-let x 1 x)
