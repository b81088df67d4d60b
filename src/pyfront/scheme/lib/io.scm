;; Ports: what takes a procedure. A port is closed when the procedure returns, not when it is left by an escape:
;; it might be entered again (R7RS 6.13.1).

(define (call-with-port port f)
  (let ((result (f port)))
    (close-port port)
    result))

(define (call-with-input-file name f) (call-with-port (open-input-file name) f))
(define (call-with-output-file name f) (call-with-port (open-output-file name) f))

(define (%with-closing index port thunk)
  (let ((result (%with-port index port thunk)))
    (close-port port)
    result))

(define (with-input-from-file name thunk) (%with-closing 0 (open-input-file name) thunk))
(define (with-output-to-file name thunk) (%with-closing 1 (open-output-file name) thunk))

(define (call-with-output-string f)
  (let ((port (open-output-string)))
    (f port)
    (get-output-string port)))

(define with-output-to-string
  (case-lambda
    (() "")
    ((thunk)
     (let ((port (open-output-string)))
       (%with-port 1 port thunk)
       (get-output-string port)))))

(define (call-with-input-string s f) (f (open-input-string s)))
(define (with-input-from-string s thunk) (%with-port 0 (open-input-string s) thunk))

(define (call-with-output-bytevector f)
  (let ((port (open-output-bytevector)))
    (f port)
    (get-output-bytevector port)))
