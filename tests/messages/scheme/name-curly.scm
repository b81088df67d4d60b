(define colour ‘red)
