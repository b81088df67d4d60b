;; integrated
(do ((count 0 (+ cont 1)))
    ((= count 3))
  (display count))
