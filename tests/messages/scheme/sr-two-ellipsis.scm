(define-syntax m (syntax-rules () ((_ a ... b ...) 1)))
