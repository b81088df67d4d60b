; What the rest of the library stands on. Names that begin with % are for the library and the compiler.
; In these files the primitives of the machine have their names, unless the library defines the name itself.

(define (error message #!rest irritants)
  (machine:%raise (%make-condition 'user (if (string? message) message "error") (if (string? message) irritants (cons message irritants)))))

(define (%definition-loop name)
  (error (string-append "the definition of " name " asks for its own value")))

(define (%keyword-argument key given)
  (let loop ((l given))
    (if (and (pair? l) (pair? (cdr l)))
        (if (eq? (car l) key) (cadr l) (loop (cddr l)))
        (%absent))))

(define (map f #!rest lists)
  (cond ((null? lists) '())
        ((null? (cdr lists)) (%map1 f (car lists)))
        (else
         (let loop ((lists lists) (done '()))
           (if (%some-null? lists)
               (reverse! done)
               (loop (%map1 cdr lists) (cons (machine:apply f (%map1 car lists)) done)))))))

(define (%map1 f l)
  (let loop ((l l) (done '()))
    (if (pair? l)
        (loop (cdr l) (cons (f (car l)) done))
        (reverse! done))))

(define (%some-null? lists)
  (and (pair? lists) (or (null? (car lists)) (%some-null? (cdr lists)))))

(define (list-ref l k)
  (let loop ((l l) (k k))
    (if (eq? k 0) (car l) (loop (cdr l) (%sub k 1)))))

(define (call/cc f) (machine:%call/cc f))
(define (call-with-current-continuation f) (machine:%call/cc f))

(define (symbol->keyword* s) (symbol->keyword s))
(define (keyword->string k) (symbol->string (keyword->symbol k)))
(define (string->keyword s) (symbol->keyword (string->symbol s)))


(define (debug x) (%service 'debug x (%display-text x)) x)
(define (%display-text x) (%service 'text x))
(define (read-entity name) (%service 'read-entity name))
(define (time) (%service 'time))
(define (time->string t #!optional (local #f))
  (if (exact-integer? t) (%service 'time->string t (not (not local))) (error "time->string: this is no number of seconds" t)))
(define (%time-before? a b who)      ; ISO 8601: the order of the texts is that of the times
  (string<? (%time-text a who) (%time-text b who)))
(define (%time-text x who)
  (if (string? x) x (error (string-append who ": this is no text of a time") x)))
(define (time<? a b) (%time-before? a b "time<?"))
(define (time>? a b) (%time-before? b a "time>?"))
(define (time<=? a b) (not (%time-before? b a "time<=?")))
(define (time>=? a b) (not (%time-before? a b "time>=?")))

; The machine calls this when the innermost handler is a try frame: if that does not want the object, it goes on outside.
(define (%raise-on object)
  (let ((handlers (%handlers)))
    (if (null? handlers)
        (machine:%throw object)
        (begin
          (%set-handlers! (cdr handlers))
          (let ((result (if (pair? (car handlers)) (machine:%escape handlers object) ((car handlers) object))))
            (%set-handlers! handlers)
            result)))))
(define (%try-handler record object winds)
  (let ((handlers (%handlers)) (params (%params)) (thunk (machine:%try-clauses record object)))
    (if thunk (machine:%unwind-to record thunk))
    (%set-handlers! handlers)
    (%set-params! params)
    (%raise-on object)))
(%set-hook! 1 %try-handler)
