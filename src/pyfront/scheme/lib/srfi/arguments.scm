;; Checks of arguments, for all of these libraries.

(define (wrong who n what x)
  (%wrong-type (string-append who ": argument " (number->string n) " is not " what) x))

(define (out-of-range who n what x)
  (%out-of-range (string-append who ": argument " (number->string n) " " what) x))
