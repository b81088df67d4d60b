(call-with-values (lambda () (values 1 2)) (lambda (a) a))
