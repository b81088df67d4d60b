;; Control: values, continuations, winding, exceptions, parameters, promises.
;;
;; A `result` below is what a thunk returned: one value, or the machine's object that stands for several; it passes
;; through variables unchanged.

;;; ------------------------------------------------------------- errors of the library itself

(define (%wrong-type message object)
  (raise (%make-condition 'type message (list object))))

(define (%out-of-range message object)
  (raise (%make-condition 'range message (list object))))

(define (%check-procedure object who)
  (if (not (procedure? object))
      (%wrong-type (string-append who ": argument is not a procedure") object)))

;;; ------------------------------------------------------------- values and continuations

(define (call-with-values producer consumer)
  (%apply-values consumer (producer)))

;; An entry of (%winds) is (before after handlers . params): the thunks of a dynamic-wind, and the handlers and
;; parameters of its caller, with which both run whoever jumps.
(define (dynamic-wind before thunk after)
  (%check-procedure before "dynamic-wind")
  (%check-procedure thunk "dynamic-wind")
  (%check-procedure after "dynamic-wind")
  (before)
  (let ((winds (%winds)))
    (%set-winds! (cons (cons before (cons after (cons (%handlers) (%params)))) winds))
    (let ((result (thunk)))
      (%set-winds! winds)
      (after)
      result)))

(define (%common-tail a b)
  (let ((na (length a))
        (nb (length b)))
    (let loop ((a (if (> na nb) (list-tail a (- na nb)) a))
               (b (if (> nb na) (list-tail b (- nb na)) b)))
      (if (eq? a b)
          a
          (loop (cdr a) (cdr b))))))

(define (%unwind from common)
  (if (not (eq? from common))
      (let ((entry (car from)))
        (%set-winds! (cdr from))
        (%set-handlers! (caddr entry))
        (%set-params! (cdddr entry))
        ((cadr entry))
        (%unwind (cdr from) common))))

(define (%wind common target)
  (let loop ((rest target) (entries '()))
    (if (not (eq? rest common))
        (loop (cdr rest) (cons rest entries))
        (for-each
         (lambda (winds)
           (let ((entry (car winds)))
             (%set-winds! (cdr winds))
             (%set-handlers! (caddr entry))
             (%set-params! (cdddr entry))
             ((car entry))
             (%set-winds! winds)))
         entries))))

;; The machine calls this when a continuation is called whose winds are not the current ones.
(define (%rewind continuation target result)
  (%move-winds target)
  (%reinstate continuation result))

(define (%move-winds target)
  (let* ((from (%winds))
         (common (%common-tail from target)))
    (%unwind from common)
    (%wind common target)))

;; What is refused is refused before anything is left.
(define exit
  (case-lambda
    (() (%may-exit) (%unwind (%winds) '()) (%exit))
    ((code) (%may-exit) (%unwind (%winds) '()) (%exit code))))

;;; ------------------------------------------------------------- exceptions

(define (with-exception-handler handler thunk)
  (%check-procedure handler "with-exception-handler")
  (%check-procedure thunk "with-exception-handler")
  (let ((handlers (%handlers)))
    (%set-handlers! (cons handler handlers))
    (let ((result (thunk)))
      (%set-handlers! handlers)
      result)))

;; A handler runs with the handlers outside of it; if it returns, they get a secondary exception.
(define raise %raise)

(define (raise-continuable object)
  (let ((handlers (%handlers)))
    (if (null? handlers)
        (%throw object)
        (begin
          (%set-handlers! (cdr handlers))
          (let ((result (if (pair? (car handlers))
                            (%escape handlers object)
                            ((car handlers) object))))
            (%set-handlers! handlers)
            result)))))

;; (error 'procedure "message" irritant ...) is common: the procedure becomes a part of the message.
(define (error message . irritants)
  (cond ((string? message) (raise (%make-condition 'user message irritants)))
        ((and (pair? irritants) (string? (car irritants)))
         (raise (%make-condition 'user (string-append (%written message) ": " (car irritants)) (cdr irritants))))
        (else (raise (%make-condition 'user (%written message) irritants)))))

(define (%written object)
  (let ((port (open-output-string)))
    (write object port)
    (get-output-string port)))

;; The message of an error object and its irritants as they are written.
(define (condition/report-string condition)
  (let ((port (open-output-string)))
    (write-string (error-object-message condition) port)
    (for-each
     (lambda (irritant)
       (write-char #\space port)
       (write irritant port))
     (error-object-irritants condition))
    (get-output-string port)))

;; (guard (e clause ...) body ...) is (%try (lambda () body ...) (lambda (e) -> what to do, as a thunk, or #f)), which the
;; compiler makes in place. The clauses look at an object in the dynamic environment of the guard while the frames of the
;; raise are still there: if none holds, nothing has happened, and the object is raised again. Only if there is something
;; to unwind on the way out, a continuation is needed to come back. The machine calls this when the innermost handler is
;; a try frame, with its record, and with its winds if they are not the current ones.
(define (%try-handler record object winds)
  (if winds
      (%call/cc
       (lambda (here)
         (%move-winds winds)
         (%leave-try record object)
         (here #f)))
      (let ((handlers (%handlers))
            (params (%params)))
        (%leave-try record object)
        (%set-handlers! handlers)
        (%set-params! params)))
  (raise-continuable object))

;; Does not return if a clause holds.
(define (%leave-try record object)
  (let ((thunk (%try-clauses record object)))
    (if thunk
        (%unwind-to record thunk))))

;;; ------------------------------------------------------------- parameters

(define make-parameter
  (case-lambda
    ((value) (%make-parameter value #f))
    ((value converter)
     (%check-procedure converter "make-parameter")
     (%make-parameter (converter value) converter))))

;; The current ports are the machine's: its primitives use them when no port is given.
(define (current-input-port) (%current-port 0))
(define (current-output-port) (%current-port 1))
(define (current-error-port) (%current-port 2))

(define (%port-index procedure)
  (cond ((eq? procedure current-output-port) 1)
        ((eq? procedure current-input-port) 0)
        ((eq? procedure current-error-port) 2)
        (else #f)))

(define (%with-port index port thunk)
  (define (swap!)
    (let ((old (%current-port index)))
      (%set-current-port! index port)
      (set! port old)))
  (dynamic-wind swap! thunk swap!))

;; bindings: list of (parameter . value before conversion)
(define (%parameterize bindings thunk)
  (let ((params (%params)))
    (let loop ((rest bindings) (new params) (thunk thunk))
      (if (null? rest)
          (begin
            (%set-params! new)
            (let ((result (thunk)))
              (%set-params! params)
              result))
          (let ((parameter (caar rest))
                (value (cdar rest)))
            (if (%parameter? parameter)
                (let* ((converter (%parameter-converter parameter))
                       (value (if converter (converter value) value)))
                  (loop (cdr rest) (cons (cons parameter value) new) thunk))
                (let ((index (%port-index parameter)))
                  (if (not index)
                      (%wrong-type "parameterize: not a parameter" parameter))
                  (loop (cdr rest) new (lambda () (%with-port index value thunk))))))))))

;;; ------------------------------------------------------------- promises

(define (%delay-force thunk)
  (%make-promise #f thunk))

(define (%delay thunk)
  (%make-promise #f (lambda () (%make-promise #t (thunk)))))

(define (make-promise object)
  (if (promise? object)
      object
      (%make-promise #t object)))

;; R7RS 7.3: the promise that the thunk answers becomes one with the promise being forced, so that a chain of
;; delay-force runs in constant space.
(define (force promise)
  (cond ((not (promise? promise)) promise)
        ((%promise-done? promise) (%promise-value promise))
        (else
         (let ((next ((%promise-value promise))))
           (if (not (%promise-done? promise))
               (if (promise? next)
                   (begin
                     (%promise-set! promise (%promise-done? next) (%promise-value next))
                     (%promise-share! next promise))
                   (%wrong-type "delay-force: not a promise" next)))
           (force promise)))))

;;; ------------------------------------------------------------- the implementation

(define (features)
  (list-copy '(r7rs exact-closed exact-complex ratios full-unicode vmcore regexp-non-greedy regexp-look-around
               regexp-backrefs regexp-unicode))) ; as FEATURES of libraries.py

;; procedures that the machine calls
(%set-hook! 0 %rewind)
(%set-hook! 1 %try-handler)
