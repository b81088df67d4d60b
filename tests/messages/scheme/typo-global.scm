(define total-count 5)
(display (+ totl-count 1))
