(define s {1 2 3})
