(list-tail '(1 2 3) 5)
