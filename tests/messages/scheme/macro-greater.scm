(define-syntax max-of
  (syntax-rules ()
    ((_ a b) (if (> a b) a b))))
(max-of 1 "two")
