(display #true2)
