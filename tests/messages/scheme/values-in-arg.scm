(+ 1 (values 2 3))
