(parameterize ((5 1)) 2)
