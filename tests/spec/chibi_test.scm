;; The part of the interface of (chibi test) that its R7RS tests use. Each assertion prints a line that the test reads:
;; ok or FAIL, the section, the expression, and what came out, with tabs between them.
(define-library (chibi test)
  (export test test-assert test-error test-values test-begin test-end)
  (import (scheme base) (scheme write) (scheme inexact) (scheme complex))
  (begin
    (define sections '())
    (define (test-begin name) (set! sections (cons name sections)))
    (define (test-end . ignored) (set! sections (cdr sections)))

    (define (text-of x)
      (let ((out (open-output-string)))
        (write x out)
        (get-output-string out)))

    (define (report ok? name . more)
      (display (if ok? "ok" "FAIL"))
      (for-each (lambda (x) (write-char #\tab) (display x))
                (cons (if (pair? sections) (car sections) "-") (cons (text-of name) more)))
      (newline))

    (define (near? expected got)        ; reals; an inexact one may come out exact, or within 1e-5 of it
      (cond ((exact? expected) (and (exact? got) (= expected got)))
            ((nan? expected) (nan? got))
            ((= expected got) #t)
            ((or (nan? got) (infinite? got) (infinite? expected)) #f)
            ((or (zero? expected) (zero? got)) (< (abs (- expected got)) 1e-9))
            (else (< (abs (- expected got)) (* 1e-5 (max (abs expected) (abs got)))))))

    (define (same? a b)
      (cond ((and (real? a) (real? b)) (near? a b))
            ((and (number? a) (number? b)) (and (near? (real-part a) (real-part b)) (near? (imag-part a) (imag-part b))))
            ((and (pair? a) (pair? b)) (and (same? (car a) (car b)) (same? (cdr a) (cdr b))))
            ((and (vector? a) (vector? b)) (same? (vector->list a) (vector->list b)))
            (else (equal? a b))))

    (define (error-text e)
      (if (error-object? e)
          (string-append "error: " (error-object-message e) " " (text-of (error-object-irritants e)))
          (string-append "raised: " (text-of e))))

    (define (check name expected thunk)
      (guard (e (#t (report #f name (error-text e))))
        (let ((got (thunk)))
          (if (same? expected got)
              (report #t name)
              (report #f name (string-append "expected " (text-of expected) ", got " (text-of got)))))))

    (define (check-error name thunk)
      (report (guard (e (#t #t)) (thunk) #f) name "no error"))

    (define-syntax test
      (syntax-rules ()
        ((_ expected expr) (check 'expr expected (lambda () expr)))
        ((_ name expected expr) (check name expected (lambda () expr)))))

    (define-syntax test-assert
      (syntax-rules ()
        ((_ expr) (check 'expr #t (lambda () (and expr #t))))
        ((_ name expr) (check name #t (lambda () (and expr #t))))))

    (define-syntax test-error
      (syntax-rules ()
        ((_ expr) (check-error 'expr (lambda () expr)))
        ((_ name expr) (check-error name (lambda () expr)))))

    (define-syntax test-values
      (syntax-rules ()
        ((_ expected expr)
         (check 'expr (call-with-values (lambda () expected) list) (lambda () (call-with-values (lambda () expr) list))))))))
