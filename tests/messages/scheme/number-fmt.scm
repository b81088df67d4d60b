(number->string 10 99)
