(export area)
(define (area r) (* r r))
