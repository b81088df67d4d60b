(define-syntax add-one
  (syntax-rules ()
    ((_ e) (+ e 1))))
(define (f x)
  (add-one x))
(f "a")
