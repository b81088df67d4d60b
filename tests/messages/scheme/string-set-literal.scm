(string-set! "abc" 0 #\x)
