(define x)
(display x)
