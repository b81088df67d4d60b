;; integrated
(define (f x) (guard (e ((string? e) 'no)) (car x)))
(f 5)
