(define (a x) (b x))
(define (b x) (c x))
(define (c x) (+ 1 (car x)))
(display (a 5))
