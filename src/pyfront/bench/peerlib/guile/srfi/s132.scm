(define-module (srfi s132) #:export (list-sort))

(define (list-sort less? items) (sort items less?))
