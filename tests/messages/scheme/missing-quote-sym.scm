(define l (a b c))
