(display #\spce)
