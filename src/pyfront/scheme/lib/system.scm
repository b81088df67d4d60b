;; What the compiler and the host do for a program: eval, environments, load, process context. (%service name argument ...)
;; calls them (evaluate.py); it never runs anything, so what it compiled runs here, in tail position.
;;
;; A unit is #(library thunk literals): the name of the library that it is the body of, or #f; what runs it; and the
;; objects quoted in it, or #f: then the thunk answers a procedure that takes them.

(define (%run-unit unit)
  (let ((literals (vector-ref unit 2)))
    (if literals
        (((vector-ref unit 1)) literals)
        ((vector-ref unit 1)))))

(define (%run-libraries units)
  (if (pair? units)
      (begin
        (%run-unit (car units))
        (%service 'loaded (vector-ref (car units) 0))
        (%run-libraries (cdr units)))))

;; units: the libraries that the last one needs come before it.
(define (%run-units units)
  (if (null? (cdr units))
      (%run-unit (car units))
      (begin
        (%run-libraries (list (car units)))
        (%run-units (cdr units)))))

(define eval
  (case-lambda
    ((expression) (%run-units (%service 'eval expression #f)))
    ((expression environment) (%run-units (%service 'eval expression environment)))))

;; The forms of a file come in parts; each is compiled when the one before has run. loading: the file, which stays as it is.
(define (%load-from loading start)
  (let* ((answer (%service 'load-part loading start))
         (next (car answer))
         (units (cdr answer)))
    (if next
        (begin
          (%run-units units)
          (%load-from loading next))
        (%run-units units))))

(define load
  (case-lambda
    ((name) (%load-from (%service 'load name #f) 0))
    ((name environment) (%load-from (%service 'load name environment) 0))))

(define (environment . import-sets)
  (let ((answer (%service 'environment import-sets)))
    (%run-libraries (cdr answer))
    (car answer)))

(define (interaction-environment) (%service 'interaction-environment))
(define (scheme-report-environment version) (%service 'scheme-report-environment version))
(define (null-environment version) (%service 'null-environment version))

(define (command-line) (%service 'command-line))
(define (get-environment-variable name) (%service 'get-environment-variable name))
(define (get-environment-variables) (%service 'get-environment-variables))
