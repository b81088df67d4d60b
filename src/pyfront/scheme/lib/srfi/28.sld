;; SRFI 28: text with places for values.

(define-library (srfi 28)
  (export format)
  (import (vmcore))
  (include "arguments.scm")
  (begin
    (define (format template . values)
      (if (not (string? template))
          (wrong "format" 1 "a string" template))
      (let ((n (string-length template))
            (out (open-output-string)))
        (let loop ((i 0) (values values))
          (let ((at (or (string-index template #\~ i) n)))
            (write-string template out i at)
            (cond ((eqv? at n)
                   (if (pair? values)
                       (%out-of-range "format: more values than places for them" template))
                   (get-output-string out))
                  ((eqv? (+ at 1) n)
                   (%out-of-range "format: a ~ at the end of the template" template))
                  (else
                   (loop (+ at 2) (directive (string-ref template (+ at 1)) values template out))))))))

    ;; the values that are left
    (define (directive mark values template out)
      (case mark
        ((#\a #\s)
         (if (null? values)
             (%out-of-range "format: more places for values than values" template))
         (if (eqv? mark #\a)
             (display (car values) out)
             (write (car values) out))
         (cdr values))
        ((#\%) (newline out) values)
        ((#\~) (write-char #\~ out) values)
        (else (%out-of-range (string-append "format: unknown directive ~" (string mark)) template))))))
