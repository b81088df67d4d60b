(apply cons '(1))
