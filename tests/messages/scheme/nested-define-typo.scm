;; integrated
(define (outer)
  (define helper-value 10)
  (define (inner)
    (+ helper-valeu 1))
  (inner))
(outer)
