(define area
  (case-lambda
    ((r) r)
    ((a b c) 3)
    ((a b c d . more) 4)))
(area 1 2)
