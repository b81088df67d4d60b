(string-for-each (lambda (c) (char-upcase (string c))) "abc")
