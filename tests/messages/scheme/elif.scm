(cond ((= 1 2) 1) (elif 2 3))
