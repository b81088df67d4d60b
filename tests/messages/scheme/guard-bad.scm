(guard (car 5))
