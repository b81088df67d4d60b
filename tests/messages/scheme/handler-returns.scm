(with-exception-handler (lambda (e) 'ignored) (lambda () (+ 1 (error "bad" 2))))
