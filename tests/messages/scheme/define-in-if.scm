(if #t (define x 5))
