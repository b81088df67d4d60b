(+ 1 (call/cc (lambda () 1)))
