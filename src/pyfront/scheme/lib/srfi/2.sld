;; SRFI 2: and with local bindings.

(define-library (srfi 2)
  (export and-let*)
  (import (vmcore))
  (begin
    (define-syntax and-let*
      (syntax-rules ()
        ((_ ()) #t)
        ((_ () . body) (let () . body))
        ((_ ((variable test))) test)
        ((_ ((variable test) . more) . body)
         (let ((variable test)) (and variable (and-let* more . body))))
        ((_ ((test))) test)
        ((_ ((test) . more) . body) (and test (and-let* more . body)))
        ((_ ((a b c . d) . more) . body)
         (syntax-error "bad syntax in and-let*: a clause must be (variable test), (test) or a variable"))
        ((_ (variable)) variable)
        ((_ (variable . more) . body) (and variable (and-let* more . body)))))))
