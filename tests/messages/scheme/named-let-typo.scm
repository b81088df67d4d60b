;; integrated
(let loop ((index 0))
  (if (< indx 3)
      (loop (+ index 1))))
