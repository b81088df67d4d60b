;; Jiffies are nanoseconds of processor time, so that a busy machine disturbs less.
(library (scheme time)
  (export current-jiffy jiffies-per-second current-second)
  (import (chezscheme))
  (define (nanoseconds t) (+ (* 1000000000 (time-second t)) (time-nanosecond t)))
  (define (current-jiffy) (nanoseconds (current-time 'time-process)))
  (define (jiffies-per-second) 1000000000)
  (define (current-second) (/ (nanoseconds (current-time 'time-utc)) 1e9)))
