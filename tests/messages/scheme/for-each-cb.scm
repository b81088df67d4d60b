(for-each (lambda (x)
            (display (string-length x)))
          '("a" "b" c))
