(define p (delay (car '())))
(define (use) (+ 1 (force p)))
(use)
