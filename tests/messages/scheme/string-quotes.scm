(display 'hello world')
