;; integrated
;; options: timeout=0.05
(define (spin)
  (let loop ()
    (loop)))
(spin)
