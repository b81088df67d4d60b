(define (check x) (if (< x 0) (error "negative value:" x "str" #\a '(1 "two" 3.5)) x))
(check -5)
