(with-exception-handler (lambda (e) 'ignored) (lambda () (+ 1 (car 5))))
