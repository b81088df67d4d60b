(display 1)
#| comment
(display 2)
