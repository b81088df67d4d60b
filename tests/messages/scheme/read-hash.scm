(display #x)
