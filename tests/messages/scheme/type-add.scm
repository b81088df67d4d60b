(define (f x)
  (let ((y (* x 2)))
    (+ y "one" x)))
(f 2)
