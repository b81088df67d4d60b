(assoc "a" '(("b" . 1) 5))
