(string-append "a" 5)
