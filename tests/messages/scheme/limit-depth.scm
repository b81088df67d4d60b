;; options: max_depth=50
(define (count n)
  (+ 1 (count n)))
(count 1)
