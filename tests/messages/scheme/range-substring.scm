(substring "hello" 2 9)
