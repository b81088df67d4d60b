;; Chez has delay and force but not delay-force: promises that run in constant space, as R7RS describes them.
(library (scheme lazy)
  (export delay delay-force force make-promise promise?)
  (import (except (chezscheme) delay force))
  (define-record-type (promise new-promise promise?) (fields (mutable content)))
  (define (pending? p) (eq? (car (promise-content p)) 'pending))
  (define-syntax delay-force
    (syntax-rules () [(_ e) (new-promise (cons 'pending (lambda () e)))]))
  (define-syntax delay
    (syntax-rules () [(_ e) (delay-force (make-promise e))]))
  (define (make-promise x)
    (if (promise? x) x (new-promise (cons 'done x))))
  (define (force x)
    (cond
      [(not (promise? x)) x]
      [(pending? x)
       (let ([next ((cdr (promise-content x)))])
         (when (pending? x) (promise-content-set! x (promise-content next)))
         (force x))]
      [else (cdr (promise-content x))])))
