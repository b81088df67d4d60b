(define (area width height)
  (* widht height))
(area 2 3)
