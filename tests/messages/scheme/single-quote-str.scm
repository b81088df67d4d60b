(define s 'hello')
