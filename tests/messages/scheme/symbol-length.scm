(length 'abc)
