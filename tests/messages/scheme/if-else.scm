(if (= 1 2) (display "a") else (display "b"))
