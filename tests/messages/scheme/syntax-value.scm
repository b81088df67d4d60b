(map if '(1 2))
