(substring "hello" 4 2)
