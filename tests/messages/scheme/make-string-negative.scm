(make-string -5 #\a)
