(define (f) (g))
(define (main) (+ 1 (f)))
(main)
