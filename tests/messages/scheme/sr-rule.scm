(define-syntax m (syntax-rules () (_ a) ((_ b) b)))
