(string-append "x" (make-vector 1000 'item))
