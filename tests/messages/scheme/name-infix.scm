(define (f i)
  (* 2 (f i+1)))
(f 0)
