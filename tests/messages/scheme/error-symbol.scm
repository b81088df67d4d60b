(error 'my-proc "something wrong" 1 2)
