;; The names of (scheme base), so that Chez Scheme runs our R7RS programs unchanged. What Chez lacks or does otherwise is
;; defined here; the rest is exported as it is, and stays a primitive to the compiler. Byte ports and features are left out.
(library (scheme base)
  (export
    * + - ... / < <= = => > >= _ abs and append apply assoc assq assv begin binary-port? boolean=? boolean? bytevector
    bytevector-append bytevector-length bytevector-u8-ref bytevector-u8-set! bytevector?
    caar cadr call-with-current-continuation call-with-port call-with-values call/cc car case cdar cddr cdr ceiling
    char->integer char<=? char<? char=? char>=? char>? char? close-input-port close-output-port close-port complex? cond
    cons current-error-port current-input-port current-output-port define define-record-type define-syntax define-values
    denominator do dynamic-wind else eof-object eof-object? eq? equal? eqv? error error-object-irritants
    error-object-message error-object? even? exact exact-integer-sqrt exact-integer? exact? expt
    floor floor-quotient floor-remainder floor/ flush-output-port for-each gcd get-output-string guard if inexact inexact?
    input-port? integer->char integer? lambda lcm length let let* let*-values let-syntax let-values letrec letrec*
    letrec-syntax list list->string list->vector list-copy list-ref list-set! list-tail list? make-bytevector make-list
    make-parameter make-string make-vector map max member memq memv min modulo negative? newline not null?
    number->string number? numerator odd? open-input-string open-output-string or output-port? pair? parameterize
    peek-char port? positive? procedure? quasiquote quote quotient raise raise-continuable rational? rationalize
    read-char read-line read-string real? remainder reverse round set! set-car! set-cdr! square string string->list
    string->number string->symbol string->vector string-append string-copy string-copy! string-fill! string-for-each
    string-length string-map string-ref string-set! string<=? string<? string=? string>=? string>? string? substring
    symbol->string symbol=? symbol? syntax-error syntax-rules textual-port? truncate truncate-quotient
    truncate-remainder truncate/ unless unquote unquote-splicing utf8->string string->utf8 values vector vector->list
    vector->string vector-append vector-copy vector-copy! vector-fill! vector-for-each vector-length vector-map
    vector-ref vector-set! vector? when with-exception-handler write-char write-string zero?)
  (import
    (except (chezscheme)
      error define-record-type assoc member list-copy string->list vector->list string-copy string-copy! string-fill!
      vector-copy vector-fill! string-for-each)
    (prefix (only (chezscheme)
              error define-record-type assoc member string->list vector->list string-copy vector-copy vector-fill!
              string-for-each)
            chez:))

  (define (exact-integer? x) (and (integer? x) (exact? x)))
  (define (square x) (* x x))
  (define truncate-quotient quotient)
  (define truncate-remainder remainder)
  (define floor-remainder modulo)
  (define (floor-quotient a b) (quotient (- a (modulo a b)) b))
  (define (floor/ a b) (values (floor-quotient a b) (modulo a b)))
  (define (truncate/ a b) (values (quotient a b) (remainder a b)))

  ;; the pieces start..end that many procedures take
  (define (piece args size)
    (let ([start (if (pair? args) (car args) 0)]
          [end (if (and (pair? args) (pair? (cdr args))) (cadr args) size)])
      (values start end)))

  (define assoc
    (case-lambda
      [(x alist) (chez:assoc x alist)]
      [(x alist same?) (assp (lambda (y) (same? x y)) alist)]))
  (define member
    (case-lambda
      [(x items) (chez:member x items)]
      [(x items same?) (memp (lambda (y) (same? x y)) items)]))
  (define (list-copy items)
    (if (pair? items) (cons (car items) (list-copy (cdr items))) items))
  (define (list-set! items k value) (set-car! (list-tail items k) value))

  (define string->list
    (case-lambda
      [(s) (chez:string->list s)]
      [(s . range) (chez:string->list (apply string-copy s range))]))
  (define string-copy
    (case-lambda
      [(s) (chez:string-copy s)]
      [(s start) (substring s start (string-length s))]
      [(s start end) (substring s start end)]))
  (define (string-copy! to at from . range)
    (let-values ([(start end) (piece range (string-length from))])
      (let ([part (substring from start end)])
        (do ([i 0 (+ i 1)])
            ((= i (string-length part)))
          (string-set! to (+ at i) (string-ref part i))))))
  (define (string-fill! s char . range)
    (let-values ([(start end) (piece range (string-length s))])
      (do ([i start (+ i 1)]) ((>= i end)) (string-set! s i char))))
  (define (string-map f s . more)
    (list->string (apply map f (chez:string->list s) (map chez:string->list more))))
  (define string-for-each
    (case-lambda
      [(f s) (chez:string-for-each f s)]
      [(f . strings) (apply for-each f (map chez:string->list strings))]))
  (define (string->vector s . range) (list->vector (apply string->list s range)))

  (define vector->list
    (case-lambda
      [(v) (chez:vector->list v)]
      [(v . range) (chez:vector->list (apply vector-copy v range))]))
  (define vector-copy
    (case-lambda
      [(v) (chez:vector-copy v)]
      [(v . range)
       (let-values ([(start end) (piece range (vector-length v))])
         (let ([copy (make-vector (- end start))])
           (do ([i start (+ i 1)])
               ((= i end) copy)
             (vector-set! copy (- i start) (vector-ref v i)))))]))
  (define (vector-copy! to at from . range)
    (let ([part (apply vector-copy from range)])
      (do ([i 0 (+ i 1)])
          ((= i (vector-length part)))
        (vector-set! to (+ at i) (vector-ref part i)))))
  (define (vector-append . vectors) (list->vector (apply append (map chez:vector->list vectors))))
  (define vector-fill!
    (case-lambda
      [(v x) (chez:vector-fill! v x)]
      [(v x . range)
       (let-values ([(start end) (piece range (vector-length v))])
         (do ([i start (+ i 1)]) ((>= i end)) (vector-set! v i x)))]))
  (define (vector->string v . range) (list->string (apply vector->list v range)))
  (define (bytevector-append . parts) (apply bytevector (apply append (map bytevector->u8-list parts))))

  (define read-line
    (case-lambda
      [() (get-line (current-input-port))]
      [(port) (get-line port)]))
  (define read-string
    (case-lambda
      [(k) (get-string-n (current-input-port) k)]
      [(k port) (get-string-n port k)]))
  (define write-string
    (case-lambda
      [(s) (put-string (current-output-port) s)]
      [(s port) (put-string port s)]
      [(s port . range) (put-string port (apply string-copy s range))]))

  (define (error message . irritants)
    (raise (condition (make-error) (make-message-condition message) (make-irritants-condition irritants))))
  (define (error-object? x) (message-condition? x))
  (define error-object-message condition-message)
  (define (error-object-irritants x) (if (irritants-condition? x) (condition-irritants x) '()))

  (define-syntax define-record-type
    (lambda (form)
      (define (clause field)
        (syntax-case field ()
          [(name get) #'(immutable name get)]
          [(name get set) #'(mutable name get set)]))
      (syntax-case form ()
        [(_ type (maker arg ...) test field ...)
         (with-syntax ([(clause ...) (map clause #'(field ...))]
                       [(value ...)
                        (map (lambda (field)
                               (syntax-case field ()
                                 [(name . _)
                                  (if (exists (lambda (a) (bound-identifier=? a #'name)) #'(arg ...)) #'name #'#f)]))
                             #'(field ...))])
           #'(chez:define-record-type (type maker test)
               (fields clause ...)
               (protocol (lambda (new) (lambda (arg ...) (new value ...))))))]))))
