(display ,@x)
