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
        ((null? (cdr lists)) (%map1 f (if (list? (car lists)) (car lists) (error "map: this is no list" (car lists)))))
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
    (cond ((not (pair? l)) (error "list-ref: the list has no item of this number"))
          ((eq? k 0) (car l))
          (else (loop (cdr l) (%sub k 1))))))

(define (call/cc f) (machine:%call/cc f))
(define (call-with-current-continuation f) (machine:%call/cc f))

(define (symbol->keyword* s) (symbol->keyword s))
(define (keyword->string k) (symbol->string (keyword->symbol k)))
(define (string->keyword s) (symbol->keyword (string->symbol s)))


(define (debug x) (%service 'debug x (%display-text x)) x)

; A value as messages show it: as style sheets write it, where they can.
(define (%display-text x) (%shown x 20))
(define (%shown x depth)
  (cond ((pair? x) (%shown-items x "(" depth))
        ((vector? x) (%shown-items (vector->list x) "#(" depth))
        ((quantity? x) (%number-text x 10))
        ((keyword? x) (string-append (keyword->string x) ":"))
        ((procedure? x) "a procedure")
        ((sosofo? x) "a sosofo")
        ((style? x) "a style")
        ((color? x) "a colour")
        ((address? x) "an address")
        ((%spec? x) "a length that depends on the display")
        ((%node-list? x)
         (cond ((%node-none? x) "the empty node list")
               ((not (%node-none? (%node-rest x))) "a node list")
               ((eq? (%node-class x) 1) (string-append "the element " (%node-name x)))
               (else (string-append "a node of the class " (symbol->string (%class-name x))))))
        ((eq? x (void)) "no value")
        (else (%service 'text x))))
(define (%shown-items x start depth)
  (if (eq? depth 0)
      "..."
      (let loop ((l x) (n 0) (done (list start)))
        (cond ((null? l) (machine:apply string-append (reverse! (cons ")" done))))
              ((eq? n 50) (machine:apply string-append (reverse! (cons " ...)" done))))
              ((pair? l)
               (loop (cdr l) (%add n 1) (cons (%shown (car l) (%sub depth 1)) (if (eq? n 0) done (cons " " done)))))
              (else (loop '() n (cons (%shown l (%sub depth 1)) (cons " . " done))))))))
(define (%shown-irritants condition) (%map1 %display-text (error-object-irritants condition)))
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
