(define-syntax must-be-two
  (syntax-rules ()
    ((_ a b) (list a b))
    ((_ . rest) (syntax-error "must-be-two wants two forms" rest))))
(must-be-two 1)
