(define-library (my lib)
  (exports f))
