(define counter 1)
(set! countr 5)
