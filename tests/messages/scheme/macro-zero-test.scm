(define-syntax unless-zero
  (syntax-rules ()
    ((_ n e) (if (zero? n) 0 e))))
(define (f x) (unless-zero x (/ 1 x)))
(f 'a)
