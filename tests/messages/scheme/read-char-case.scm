(define (blank? c) (or (char=? c #\Space) (char=? c #\tab)))
(blank? #\a)
