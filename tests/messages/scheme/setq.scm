(define x 1)
(setq x 2)
