(for ((i 10)) (display i))
