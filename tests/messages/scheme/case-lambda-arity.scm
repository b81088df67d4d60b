(define area
  (case-lambda
    ((r) (* r r))
    ((w h) (* w h))
    ((a b c . more) a)))
(area)
