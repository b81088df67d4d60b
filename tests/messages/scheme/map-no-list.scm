(map (lambda () 1))
