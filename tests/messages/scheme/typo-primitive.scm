(define (count-chars s)
  (strng-length s))
(display (count-chars "abc"))
