(lambda 5 x)
