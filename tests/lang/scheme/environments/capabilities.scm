; what the runtime of these tests was not given: the error names it and says how to give it
(open-input-file "x")  ; !! CapabilityError: open-input-file: the capability 'file-read' was not given: allow=\['file-read'\], or --allow file-read
(open-binary-input-file "x")  ; !! CapabilityError: .*'file-read'
(open-output-file "x")  ; !! CapabilityError: .*'file-write' was not given: allow=\['file-write'\]
(file-exists? "x")  ; !! CapabilityError: file-exists\?: the capability 'file-read'
(delete-file "x")  ; !! CapabilityError: .*'file-write'
(call-with-output-file "x" write)  ; !! CapabilityError: .*'file-write'
(load "x")  ; !! CapabilityError: load: the capability 'file-read'
(include "x")  ; !! CapabilityError: include: the capability 'file-read'
(get-environment-variable "HOME")  ; !! CapabilityError: get-environment-variable: the capability 'env' was not given: allow=\['env'\]
(get-environment-variables)  ; !! CapabilityError: .*'env'
(current-second)  ; !! CapabilityError: current-second: the capability 'clock'
(current-jiffy)  ; !! CapabilityError: .*'clock'
(exit)  ; !! CapabilityError: exit: the capability 'exit' was not given: allow=\['exit'\], or --allow exit
(exit 3)  ; !! CapabilityError: exit: the capability 'exit'
(emergency-exit)  ; !! CapabilityError: emergency-exit: the capability 'exit'
(jiffies-per-second)  ; => 1000000
(command-line)  ; => ("")

; a program can handle it
(guard (e ((error-object? e) (error-object? e))) (exit))  ; => #t
(guard (e (#t 'denied)) (eval '(open-output-file "x")))  ; => denied
(guard (e (#t 'denied)) (get-environment-variable "HOME"))  ; => denied

; a refused exit leaves nothing
(let ((trace '()))
  (guard (e (#t trace))
    (dynamic-wind
      (lambda () #f)
      (lambda () (guard (e (#t (set! trace (cons 'refused trace)))) (exit)))
      (lambda () (set! trace (cons 'left trace))))
    trace))
; => (left refused)
