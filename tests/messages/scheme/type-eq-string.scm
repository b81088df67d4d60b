(define (f x) (= x "yes"))
(f "yes")
