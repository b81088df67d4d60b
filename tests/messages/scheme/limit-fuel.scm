;; integrated
;; options: fuel=1000
(define (spin)
  (let loop ((i 0))
    (loop (+ i 1))))
(spin)
