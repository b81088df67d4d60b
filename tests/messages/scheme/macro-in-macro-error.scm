;; integrated
(define-syntax while
  (syntax-rules ()
    ((_ test body ...) (let loop () (when test body ... (loop))))))
(define (go l)
  (while (pair? l)
    (set! l (cdr (car l)))))
(go '(1 2))
