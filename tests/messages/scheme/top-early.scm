(display later)
(define later 5)
