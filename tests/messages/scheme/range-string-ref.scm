(define s "hello")
(string-ref s 5)
