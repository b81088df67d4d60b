(set! counter 5)
