;; Modules of WebAssembly: loaded from files, text or bytes; their functions are procedures.

(define-library (vmcore wasm)
  (export wasm-load wasm-exports wasm-function wasm-call wasm-memory-size wasm-memory-read wasm-memory-string wasm-memory-write!
          wasm-global wasm-global-set!)
  (import (vmcore))
  (begin
    ;; imports: a list of (module name value)
    (define (wasm-load source . imports)
      (%service 'wasm "load" source (if (pair? imports) (car imports) '())))

    (define (wasm-exports instance) (%service 'wasm "exports" instance))
    (define (wasm-function instance name) (%service 'wasm "function" instance name))
    (define (wasm-call instance name . arguments) (apply %service 'wasm "call" instance name arguments))

    ;; memory: a name, if it is not called memory
    (define (wasm-memory-size instance . memory) (apply %service 'wasm "size" instance memory))
    (define (wasm-memory-read instance at count . memory) (apply %service 'wasm "read" instance at count memory))
    (define (wasm-memory-string instance at count . memory) (apply %service 'wasm "text" instance at count memory))
    (define (wasm-memory-write! instance at data . memory) (apply %service 'wasm "write" instance at data memory))

    (define (wasm-global instance name) (%service 'wasm "global" instance name))
    (define (wasm-global-set! instance name value) (%service 'wasm "set-global" instance name value))))
