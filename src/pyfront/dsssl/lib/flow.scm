; Flow objects and their characteristics, as events for a back end that prints.
;
; What is known of an inherited characteristic while the tree of flow objects is built is a stack of `info' records, innermost
; first; %infos has the innermost of each. A style is pushed with a flow object and popped behind it. A frame is the list of the
; characteristics that a style set, and of those that depend on actual values (which are set again when these change).

(define %print #f)
(define %infos (vector))
(define %level 0)
(define %frames '())
(define %spec-level 0)           ; of the value that is being computed
(define %styled #f)              ; is the value of a characteristic being computed?
(define %depends '())            ; characteristics whose actual values it asked for
(define %unset (string->uninterned-symbol "unset"))
(define %failed (string->uninterned-symbol "failed"))
(define %info-type (%make-rtd 'info (vector 'entry 'node 'level 'spec-level 'prev 'value 'depends)))
(define %overriding #f)          ; style of next-match

(define (%print-on count) (set! %print #t) (set! %infos (make-vector count #f)))
(define %modes-shown #f)         ; does the back end want to know of nodes in other modes than the initial one, too?
(define (%show-modes) (set! %modes-shown #t))
(define (%put-node node mode)
  (if (and %modes-shown (not (eq? mode 0)))
      (begin
        (%markup-raw "mode")
        (%markup-raw %field-mark)
        (%flow-string (list-ref style:%modes mode))
        (%markup-raw %event-end)))
  (%flow-node node (or %modes-shown (eq? mode 0))))

; ---- styles: lists of entries. (place event #f value) is a constant, (place prefix kind procedure source) is computed when it is
; set; `source' is where it is written

(define %source #f)              ; position of what is being put, for errors that come from nowhere in the style sheet
(define (%source-now) %source)

(define %style-type (%make-rtd 'style (vector 'forced 'entries 'use 'node)))
(define (style? x) (%record? x %style-type))
(define (%style) (%make-record %style-type '() '() '() #f))
(define %no-style (%style))
(define (%check-style x) (if (%record? x %style-type) x (error "this is no style" x)))
(define (merge-style #!rest styles) (%make-record %style-type '() '() (%map1 %check-style styles) #f))
(define (%new-style forced entries use)
  (let* ((node (%node-current-or-none))
         (node (if (%node-none? node) #f node))
         (use (if use (list (%check-style use)) '())))
    (if %overriding
        (%make-record %style-type forced '() (list %overriding (%make-record %style-type '() entries use node)) node)
        (%make-record %style-type forced entries use node))))

(define (%push-style style)
  (%frame-start)
  (%frame-add style (car %frames))
  (%frame-end))

(define (%frame-start)
  (set! %level (%add %level 1))
  (set! %frames (cons (cons '() '()) %frames)))

(define (%frame-add style frame)
  (%frame-entries (%record-ref style %style-type 0) (%record-ref style %style-type 3) frame)
  (%frame-entries (%record-ref style %style-type 1) (%record-ref style %style-type 3) frame)
  (let loop ((used (%record-ref style %style-type 2)))
    (if (pair? used)
        (begin (%frame-add (car used) frame) (loop (cdr used))))))

(define (%frame-entries entries node frame)
  (if (pair? entries)
      (let* ((entry (car entries)) (place (car entry)) (info (vector-ref %infos place)))
        (if (not (and info (eq? (%record-ref info %info-type 2) %level)))
            (begin
              (set-car! frame (cons place (car frame)))
              (vector-set! %infos place (%make-record %info-type entry node %level %level info %unset '()))))
        (%frame-entries (cdr entries) node frame))))

(define (%frame-end)
  (let ((frame (car %frames)))
    (if (pair? (cdr %frames))
        (%frame-depending (cdadr %frames) frame))
    (%set-all (reverse (car frame)) frame)))

(define (%frame-depending places frame)
  (if (pair? places)
      (let* ((place (car places)) (info (vector-ref %infos place)))
        (if (not (eq? (%record-ref info %info-type 2) %level))
            (if (%any-at-level? (%record-ref info %info-type 6))
                (begin
                  (vector-set! %infos place
                               (%make-record %info-type (%record-ref info %info-type 0) (%record-ref info %info-type 1) %level
                                             (%record-ref info %info-type 3) info %unset '()))
                  (set-car! frame (cons place (car frame))))
                (set-cdr! frame (cons place (cdr frame)))))
        (%frame-depending (cdr places) frame))))

(define (%any-at-level? places)
  (and (pair? places)
       (let ((info (vector-ref %infos (car places))))
         (or (and info (eq? (%record-ref info %info-type 2) %level))
             (%any-at-level? (cdr places))))))

(define (%set-all places frame)
  (if (pair? places)
      (let* ((info (vector-ref %infos (car places))) (entry (%record-ref info %info-type 0)) (kind (caddr entry)))
        (cond ((not kind) (%markup-raw (cadr entry)))
              ((eq? kind 15) #f)
              ((%lt 35 kind)               ; which is no event
               (let ((value (%info-value info)))
                 (if (not (or (eq? value %failed) ((vector-ref %writers kind) "" value)))
                     (begin
                       (%record-set! info %info-type 5 #f)
                       (%invalid (cadr entry) value (%entry-source entry))))))
              (else
               (let ((value (%info-value info)))
                 (if (pair? (%record-ref info %info-type 6))
                     (set-cdr! frame (cons (car places) (cdr frame))))
                 (if (not (eq? value %failed))
                     (if ((vector-ref %writers kind) (cadr entry) value)
                         (%markup-raw %event-end)
                         (%invalid (cadr entry) value (%entry-source entry)))))))
        (%set-all (cdr places) frame))))

(define (%info-value info)
  (let ((before %depends))
    (set! %depends '())
    (let ((value (%evaluate-entry (%record-ref info %info-type 0) (%record-ref info %info-type 1) (%record-ref info %info-type 3))))
      (%record-set! info %info-type 5 value)
      (%record-set! info %info-type 6 %depends)
      (set! %depends before)
      value)))

(define (%entry-source entry) (car (cddddr entry)))
(define (%evaluate-entry entry node level)
  (let ((before %source))
    (set! %source (%entry-source entry))
    (let ((value (%evaluate (cadddr entry) node level)))
      (set! %source before)
      value)))
(define (%evaluate thunk node level)
  (let ((level-before %spec-level) (styled %styled)
        (current (%node-current-or-none)) (mode (%node-mode)) (cursor (%node-cursor)))
    (set! %spec-level level)
    (set! %styled #t)
    (if node (%node-enter! node 0 0))
    (let ((value (%guarded thunk)))
      (if node (%node-enter! current mode cursor))
      (set! %spec-level level-before)
      (set! %styled styled)
      value)))

(define (%or-failed thunk)       ; its value, or the mark if it ended with an error, which is reported
  (let* ((current (%node-current-or-none)) (mode (%node-mode)) (cursor (%node-cursor))
         (found (machine:%try (lambda () (list (thunk))) %reported)))
    (if (pair? found)
        (car found)
        (begin
          (%node-enter! current mode cursor)   ; the value of a definition is computed without one
          %failed))))

(define (%guarded thunk) (if %on-error (%or-failed thunk) (thunk)))
(define (%complain source message #!rest irritants)
  (let ((before %source))
    (set! %source source)
    (%guarded (lambda () (machine:apply error message irritants)))
    (set! %source before)))

(define (%pop-style)
  (let loop ((places (caar %frames)))
    (if (pair? places)
        (begin
          (vector-set! %infos (car places) (%record-ref (vector-ref %infos (car places)) %info-type 4))
          (loop (cdr places)))))
  (set! %level (%sub %level 1))
  (set! %frames (cdr %frames)))

(define (%invalid prefix value source)
  (%complain source (string-append "the characteristic " (%plain-name prefix) " cannot have this value:") value))
(define (%plain-name prefix)
  (list->string (let loop ((l (string->list prefix)))
                  (cond ((null? l) '())
                        ((%lt (char->integer (car l)) 32) (loop (cdr l)))
                        (else (cons (car l) (loop (cdr l))))))))

(define (%check-styled name)
  (if (not %styled) (error (string-append name " is asked for in values of characteristics only"))))

(define (%inherited name place kind initial)
  (%check-styled name)
  (let loop ((info (vector-ref %infos place)))
    (cond ((not info) (%initial-value kind initial))
          ((not (%lt (%record-ref info %info-type 3) %spec-level)) (loop (%record-ref info %info-type 4)))
          (else
           (let ((entry (%record-ref info %info-type 0)))
             (cond ((not (caddr entry)) (cadddr entry))
                   ((and (not (eq? (%record-ref info %info-type 5) %unset))
                         (not (%any-above? (%record-ref info %info-type 6) (%record-ref info %info-type 2))))
                    (%record-ref info %info-type 5))
                   (else
                    (%check-value (%evaluate-entry entry (%record-ref info %info-type 1) (%record-ref info %info-type 3))))))))))

(define (%any-above? places level)
  (and (pair? places)
       (let ((info (vector-ref %infos (car places))))
         (or (and info (%lt level (%record-ref info %info-type 2)))
             (%any-above? (cdr places) level)))))

(define (%check-value x) (if (eq? x %failed) (error "the value this depends on could not be computed") x))

(define (%actual name place kind initial)
  (%check-styled name)
  (if (memq place %depends)
      (error (string-append name ": the value depends on itself")))
  (set! %depends (cons place %depends))
  (%actual-value place kind initial))

(define (%actual-value place kind initial)
  (let* ((info (vector-ref %infos place)) (entry (and info (%record-ref info %info-type 0))))
    (cond ((not info) (%initial-value kind initial))
          ((not (caddr entry)) (cadddr entry))
          ((not (eq? (%record-ref info %info-type 5) %unset))
           (set! %depends (append %depends (%record-ref info %info-type 6)))
           (%check-value (%record-ref info %info-type 5)))
          (else (%check-value (%evaluate-entry entry (%record-ref info %info-type 1) %level))))))

; Style rules: those of a node are a frame around what the construction rule makes. They are found as others, in modes of their own.
(define (%enter-rule-styles node mode)
  (%node-enter! node (list-ref style:%style-modes mode) 0)
  (let* ((rule (%node-match)) (found (not (%lt rule 0))))
    (if found
        (begin
          (%frame-start)
          (let loop ((rule rule))
            (if (not (%lt rule 0))
                (let ((style (%guarded (vector-ref style:%style-rules rule))))
                  (if (not (eq? style %failed)) (%frame-add style (car %frames)))
                  (loop (%node-match)))))))
    (%node-enter! node mode 0)
    (if found
        (begin (%frame-end) (%put-event "(sequence" '() '())))
    found))

; ---- flow objects
;
; Field a of the specification: (class . values), the class being (start end source name prefix kind source name prefix kind source
; ...); values are a list, or the procedure that computes it. Field b: the style, or false.

(define %flow-level 0)

(define (%enter-style style)
  (set! %flow-level (%add %flow-level 1))
  (if style (%push-style style) (set! %level (%add %level 1))))
(define (%leave-style style)
  (if style (%pop-style) (set! %level (%sub %level 1)))
  (set! %flow-level (%sub %flow-level 1))
  (if (pair? %queued) (%emit-queued)))

(define (%flow-values values)
  (if (procedure? values)
      (let ((before %depends))
        (set! %depends '())
        (let ((found (%evaluate values #f %level)))
          (set! %depends before)
          found))
      values))

(define (%put-event start fields values)
  (%markup-raw start)
  (%put-fields fields values)
  (%markup-raw %event-end))
(define (%put-fields fields values)
  (if (pair? values)
      (begin
        (if (not (or (eq? (car values) %failed) ((vector-ref %writers (caddr fields)) (cadr fields) (car values))))
            (%invalid (cadr fields) (car values) (cadddr fields)))
        (%put-fields (cddddr fields) (cdr values)))))
(define (%given name fields values)      ; the values from that of a characteristic on, or false
  (cond ((null? values) #f)
        ((eq? (car fields) name) (and (not (eq? (car values) %failed)) values))
        (else (%given name (cddddr fields) (cdr values)))))
;   Values that decide about more than an event: those that are wrong are as if they were not given.
(define (%sound fields values)
  (if (null? values)
      '()
      (let* ((kind (caddr fields)) (x (car values)) (rest (%sound (cddddr fields) (cdr values))))
        (if (or (eq? x %failed)
                (case kind
                  ((3) (boolean? x))
                  ((17) (%count? x))
                  ((26) (%modes? x))
                  ((27 36 37) ((vector-ref %writers kind) "" x))
                  (else #t)))
            (cons x rest)
            (begin (%invalid (cadr fields) x (cadddr fields)) (cons %failed rest))))))
(define (%value-of name fields values)   ; of a characteristic by its name, or false
  (let ((found (%given name fields values)))
    (and found (car found))))

(define (%in-its-style s put)    ; put: a procedure of the specification, its class and its values
  (let ((style (%b s)))
    (%enter-style style)
    (let ((values (%flow-values (cdr (%a s)))))
      (if (not (eq? values %failed)) (put s (car (%a s)) values)))
    (%leave-style style)))

(define (%flow-compound s) (%in-its-style s %put-compound))
(define (%put-compound s class values)
  (%put-event (car class) (cdddr class) values)
  (%walk (%content s))
  (%markup-raw (cadr class)))

(define (%flow-score s) (%in-its-style s %put-score))
(define (%put-score s class values)
  (if (%score? (car values))
      (%put-compound s class values)
      (begin
        (%invalid (cadr (cdddr class)) (car values) (cadddr (cdddr class)))
        (%put-event "(sequence" '() '())
        (%walk (%content s))
        (%put-event ")sequence" '() '()))))

(define (%flow-atomic s) (%in-its-style s %put-atomic))
(define (%put-atomic s class values) (%put-event (car class) (cdddr class) values))

(define (%flow-plain s)          ; of a class that is not known: its content is processed in its style
  (%enter-style (%b s))
  (%walk (%content s))
  (%leave-style (%b s)))

; Headers and footers of the four kinds of pages, in which no style is in effect.
(define %page-type #f)
(define %page-parts '(left-footer left-header center-footer center-header right-footer right-header))
(define (%flow-pages s) (%in-its-style s %put-pages))
(define (%put-pages s class values) (%put-sound-pages s class (%sound (cdddr class) values)))
(define (%put-sound-pages s class values)
  (%put-event (car class) '() '())
  (let pages ((page 0))
    (if (%lt page 4)
        (begin
          (set! %page-type page)
          (let parts ((number page) (names %page-parts))
            (if (pair? names)
                (let ((part (%value-of (car names) (cdddr class) values)))
                  (%put-event "(part" '() '())
                  (if part (%without-style (lambda () (%walk part))))
                  (%put-numbers ")part" number)
                  (parts (%add number 4) (cdr names)))))
          (pages (%add page 1)))))
  (%put-event "parts" '() '())
  (%walk (%content s))
  (%markup-raw (cadr class)))
(define (%put-numbers name #!rest numbers)
  (%markup-raw name)
  (let loop ((l numbers))
    (if (pair? l)
        (begin
          (%markup-raw %field-mark)
          (%flow-number (car l))
          (loop (cdr l)))))
  (%markup-raw %event-end))
(define (%without-style thunk) (%with-stack (make-vector (vector-length %infos) #f) 0 '() thunk))
(define (%with-stack infos level frames thunk)
  (let ((infos-before %infos) (level-before %level) (frames-before %frames))
    (set! %infos infos)
    (set! %level level)
    (set! %frames frames)
    (thunk)
    (set! %infos infos-before)
    (set! %level level-before)
    (set! %frames frames-before)))
(define (%walk-page-type s)      ; a: bit of the kind of page, b and content: what is for it and for others
  (if %page-type
      (%walk (if (odd? (quotient %page-type (%a s))) (%b s) (%content s)))))

(define (%walk-page-number s) (%put-event "page-number" '() '()))
(define (%walk-node-page s)
  (if (eq? (%node-class (%a s)) 1)
      (begin
        (%markup-raw "node-page")
        (%markup-raw %field-mark)
        (%put-element (%a s))
        (%markup-raw %event-end))))

; ---- ports: content with a label goes to the port of an outer flow object, in the style of that

(define %connectables '())       ; innermost first: #(number labels infos level frames flow-level principal-labels)
(define %ports-made 0)
(define %port-level 0)           ; connectables but those of content maps, as OpenJade counts them
(define %depth 0)                ; of the connectable that the current connection is to; none: 0
(define %queued '())             ; flow levels at whose end saved content is written

(define (%push-ports names)
  (set! %ports-made (%add %ports-made 1))
  (set! %port-level (%add %port-level 1))
  (set! %connectables
        (cons (vector %ports-made (%map1 list names) (vector-copy %infos) %level %frames %flow-level '())
              %connectables))
  (%put-numbers "ports" %ports-made (length names)))
(define (%pop-ports) (set! %connectables (cdr %connectables)) (set! %port-level (%sub %port-level 1)))

(define (%port-of label labels n)
  (cond ((null? labels) #f)
        ((memq label (car labels)) n)
        (else (%port-of label (cdr labels) (%add n 1)))))

(define (%walk-labeled s)
  (let ((label (%a s)))
    (let loop ((l %connectables) (level %port-level))
      (if (null? l)
          (begin
            (%complain (%b s) "no flow object around has a port for this label:" label)
            (%walk (%content s))
            (%end-own-row))
          (let* ((c (car l)) (port (or (%port-of label (vector-ref c 1) 0) (and (memq label (vector-ref c 6)) -1))))
            (if port (%connect c port level (%content s)) (loop (cdr l) (%sub level 1))))))))

(define (%end-own-row)           ; a row that was begun in this connection
  (if (and (%in-row?) (eq? (vector-ref (car %tables) 6) %port-level)) (%end-row)))
(define (%connect c port level content)
  (let ((depth %depth) (node (%node-current)) (mode (%node-mode))
        (queued (and (eq? port -1) (not (eq? (vector-ref c 5) %flow-level)))))
    (if queued (set! %queued (cons (vector-ref c 5) %queued)))
    (if queued (%put-numbers "[queue" (vector-ref c 5) port) (%put-numbers "[port" (vector-ref c 0) port))
    (set! %depth level)
    (if queued (%put-node node mode))   ; what is written later is of the node, too
    (%put-node node mode)
    (%with-stack (vector-copy (vector-ref c 2)) (vector-ref c 3) (vector-ref c 4)
                 (lambda ()
                   (%walk content)
                   (%end-own-row)))
    (%put-event "n" '() '())
    (if queued (%put-event "n" '() '()))
    (%put-event "]" '() '())
    (set! %depth depth)))

(define (%emit-queued)
  (if (memq %flow-level %queued)
      (begin
        (set! %queued (%without %flow-level %queued))
        (%put-numbers "queued" %flow-level))))
(define (%without x l)
  (cond ((null? l) l) ((eq? (car l) x) (%without x (cdr l))) (else (cons (car l) (%without x (cdr l))))))

(define (%walk-mapped s)         ; content-map
  (let* ((own (and (pair? %connectables) (eq? (vector-ref (car %connectables) 5) %flow-level)))
         (c (if own (car %connectables) (begin (%push-ports '()) (set! %port-level (%sub %port-level 1)) (car %connectables))))
         (names (%map1 car (vector-ref c 1))))
    (vector-set! c 1 (%map1 (lambda (name) (%labels-of name (%a s))) names))
    (vector-set! c 6 (%labels-of #f (%a s)))
    (%walk (%content s))
    (if (not own) (begin (set! %port-level (%add %port-level 1)) (%pop-ports)))))
(define (%labels-of port map)
  (cond ((null? map) '())
        ((eq? (cadar map) port) (cons (caar map) (%labels-of port (cdr map))))
        (else (%labels-of port (cdr map)))))

(define (%walk-discarding s)
  (set! %flow-level (%add %flow-level 1))
  (%push-ports (list (%a s)))
  (%walk (%content s))
  (%put-numbers "discard" (vector-ref (car %connectables) 0))
  (%pop-ports)
  (set! %flow-level (%sub %flow-level 1)))

(define (%port-names class values)
  (case class
    ((fraction) '(numerator denominator))
    ((script) '(pre-sup pre-sub post-sup post-sub mid-sup mid-sub))
    ((mark) '(over-mark under-mark))
    ((fence) '(open close))
    ((radical) '(degree))
    ((math-operator) '(operator lower-limit upper-limit))
    (else (if (and (pair? values) (pair? (car values))) (%named-modes (car values)) '()))))
(define (%named-modes modes)
  (cond ((null? modes) '())
        ((not (if (pair? (car modes)) (caar modes) (car modes))) (%named-modes (cdr modes)))
        (else (cons (if (pair? (car modes)) (caar modes) (car modes)) (%named-modes (cdr modes))))))

(define (%flow-ports s) (%in-its-style s %put-with-ports))
(define (%put-with-ports s class given)
  (let ((values (%sound (cdddr class) given)) (name (string->symbol (substring (car class) 1 (string-length (car class))))))
    (%put-event (car class) (cdddr class) values)
    (case name
      ((fraction)
       (let ((bar (%actual-value 30 15 #f)))
         (%in-style (if (sosofo? bar) (%b bar) #f) (lambda () (%put-event "fraction-bar" '() '())))))
      ((radical)
       (let ((sign (%value-of 'radical (cdddr class) values)))
         (if sign
             (%in-style (%b sign)
                        (lambda () (%put-event "radical-sign" (cdddr (car (%a sign))) (%flow-values (cdr (%a sign))))))
             (%put-event "radical-default" '() '())))))
    (%push-ports (%port-names name values))
    (%walk (%content s))
    (%pop-ports)
    (%markup-raw (cadr class))))
(define (%in-style style thunk)
  (if style (%push-style style))
  (thunk)
  (if style (%pop-style)))
