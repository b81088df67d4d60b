(define-record-type my-error (make-my-error code text) my-error? (code my-error-code) (text my-error-text))
(raise (make-my-error 404 "not found"))
