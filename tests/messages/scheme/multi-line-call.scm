(define (f x)
  (string-append
    "abc"
    (number->string x)
    x
    "def"))
(f 5)
