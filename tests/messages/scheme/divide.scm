(define (avg l) (/ (apply + l) (length l)))
(avg '())
