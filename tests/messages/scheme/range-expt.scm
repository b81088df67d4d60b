(exact (/ 1. 0))
