(Display "hello")
