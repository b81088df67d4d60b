(define x nil)
