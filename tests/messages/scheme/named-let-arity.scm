(let loop ((i 0) (acc '()))
  (if (< i 3) (loop (+ i 1)) acc))
