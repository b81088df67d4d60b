(define-syntax m (syntax-rules () ((_ ... a) 1)))
