(define items '(1 2 3))
(for-each items display)
