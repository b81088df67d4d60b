;; SRFI 26: procedures made by leaving out arguments of a call.

(define-library (srfi 26)
  (export cut cute)
  (import (vmcore))
  (begin
    (define-syntax cut
      (syntax-rules ()
        ((_ slot . more) (cut-slots () () slot . more))))

    ;; parameters so far, call so far, slots to come
    (define-syntax cut-slots
      (syntax-rules (<> <...>)
        ((_ ps (f x ...)) (lambda ps ((begin f) x ...)))
        ((_ (p ...) (f x ...) <...>) (lambda (p ... . rest) (apply f x ... rest)))
        ((_ ps xs <...> . more) (syntax-error "bad syntax in cut: <...> must be the last slot"))
        ((_ (p ...) (x ...) <> . more) (cut-slots (p ... slot) (x ... slot) . more))
        ((_ ps (x ...) expression . more) (cut-slots ps (x ... expression) . more))))

    (define-syntax cute
      (syntax-rules ()
        ((_ slot . more) (cute-slots () () () slot . more))))

    ;; the third part: bindings for the values of the expressions
    (define-syntax cute-slots
      (syntax-rules (<> <...>)
        ((_ ps (f x ...) bs) (let bs (lambda ps (f x ...))))
        ((_ (p ...) (f x ...) bs <...>) (let bs (lambda (p ... . rest) (apply f x ... rest))))
        ((_ ps xs bs <...> . more) (syntax-error "bad syntax in cute: <...> must be the last slot"))
        ((_ (p ...) (x ...) bs <> . more) (cute-slots (p ... slot) (x ... slot) bs . more))
        ((_ ps (x ...) (b ...) expression . more)
         (cute-slots ps (x ... value) (b ... (value expression)) . more))))))
