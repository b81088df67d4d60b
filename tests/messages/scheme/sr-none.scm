(define-syntax m)
