(define p (open-input-string "abc"))
(close-port p)
(read-char p)
