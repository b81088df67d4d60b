;; Checks of arguments, for all of these libraries. `n` is the number of an argument.

(define (wrong who n what x)
  (%wrong-type (string-append who ": argument " (number->string n) " is not " what) x))

(define (beyond who n size i)
  (%out-of-range
   (string-append who ": argument " (number->string n) " is out of range (length " (number->string size) ")")
   i))

;; 0 <= i <= size
(define (check-index who n i size)
  (if (not (and (exact-integer? i) (>= i 0)))
      (wrong who n "an index" i))
  (if (> i size)
      (beyond who n size i)))

;; start is argument n, end the next one
(define (check-range who n start end size)
  (check-index who (+ n 1) end size)
  (check-index who n start end))
