(define (fail x) (raise (list 'bad x "s")))
(fail 5)
