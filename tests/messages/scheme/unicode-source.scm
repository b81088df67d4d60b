(define (größe s) (string-length s))
(display "日本語") (größe '日本)
