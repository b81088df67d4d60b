(define-syntax m (syntax-rules () ((_ a) (m (a)))))
(m 1)
