(string-append "a\"b" 5 "c")
