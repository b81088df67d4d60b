; Specifications of flow objects (sosofos), and how they are processed.
;
; A sosofo is a record of a code and three fields, which the code gives a meaning to. What is made by `make' and by
; process-children says what is to be done; it is done by %walk, when the rule that made it has returned.

(define %sosofo-type (%make-rtd 'sosofo (vector 'code 'a 'b 'content)))
(define (sosofo? x) (%record? x %sosofo-type))
(define (%sosofo code a b content) (%make-record %sosofo-type code a b content))

(define %empty-sosofo (%sosofo 12 #f #f #f))
(define (empty-sosofo) %empty-sosofo)
(define (sosofo-append #!rest parts)
  (cond ((null? parts) %empty-sosofo)
        ((null? (cdr parts)) (%check-sosofo (car parts)))
        (else (%map1 %check-sosofo parts) (%sosofo 11 parts #f #f))))
(define (%check-sosofo x)
  (if (%record? x %sosofo-type) x (error "this is no sosofo" x)))
(define (%no-sosofo x) (error "the value of a rule is no sosofo" x))
(define (%no-content x) (error "this is no sosofo" x))
(define (%no-string name x) (error (string-append name ": this is no string") x))
(define (literal #!rest strings)
  (if (and (pair? strings) (null? (cdr strings)))
      (%sosofo 15 (%check-string (car strings)) #f #f)
      (%sosofo 15 (machine:apply string-append strings) #f #f)))
(define (%check-string x) (if (string? x) x (error "literal: this is no string" x)))
(define (process-children) (%sosofo 13 (%node-mode) #f #f))
(define (process-children-trim) (%sosofo 14 (%node-mode) #f #f))
(define (process-node-list nl) (%sosofo 16 (%check-nodes nl) (%node-mode) #f))
(define (%check-nodes x) (if (%node-list? x) x (error "process-node-list: this is no node list" x)))
(define (process-element-with-id id) (%sosofo 16 (%node-with-id id) (%node-mode) #f))
(define (process-first-descendant #!rest names)
  (let loop ((nl (%node-descendants (%node-current))))
    (cond ((%node-none? nl) %empty-sosofo)
          ((%matches-any? (%node-first nl) names) (%sosofo 16 (%node-first nl) (%node-mode) #f))
          (else (loop (%node-chunk-rest nl))))))
(define (process-matching-children #!rest names)
  (let loop ((nl (%node-children (%node-current))) (done '()))
    (if (%node-none? nl)
        (%sosofo 16 (%node-list-of (reverse! done)) (%node-mode) #f)
        (loop (%node-chunk-rest nl)
              (if (%matches-any? (%node-first nl) names) (cons (%node-first nl) done) done)))))
(define (%matches-any? node names)
  (and (pair? names) (or (%matches? (car names) node) (%matches-any? node (cdr names)))))
(define (next-match #!optional (style (%absent)))
  (cond ((default-object? style) (%sosofo 17 #f #f #f))
        ((style? style) (%sosofo 17 style #f #f))
        (else (error "next-match: this is no style" style))))
(define (sosofo-label sosofo label) (%sosofo 29 (%check-label label "sosofo-label") #f (%check-sosofo sosofo)))
(define (sosofo-discard-labeled sosofo label)
  (%sosofo 31 (%check-label label "sosofo-discard-labeled") #f (%check-sosofo sosofo)))
(define (%check-label x who) (if (symbol? x) x (error (string-append who ": a label is a symbol") x)))
(define (map-constructor f nl)       ; the procedure is called without arguments, each node being the current one
  (if (not (procedure? f)) (error "map-constructor: this is no procedure" f))
  (let ((before (%node-current-or-none)) (mode (%node-mode)) (cursor (%node-cursor)))
    (let ((parts (%map1 (lambda (n) (%node-enter! n mode 0) (%sosofo 35 n (%check-sosofo (f)) #f)) (%list-of nl))))
      (%node-enter! before mode cursor)
      (%sosofo 11 parts #f #f))))
(define (page-number-sosofo) (%sosofo 33 #f #f #f))
(define (current-node-page-number-sosofo) (%sosofo 34 (%node-current) #f #f))
(define (if-first-page yes no) (%sosofo 32 1 (%check-sosofo yes) (%check-sosofo no)))
(define (if-front-page yes no) (%sosofo 32 2 (%check-sosofo yes) (%check-sosofo no)))

; ---- processing

(define (%a s) (%record-ref s %sosofo-type 1))
(define (%b s) (%record-ref s %sosofo-type 2))
(define (%content s) (%record-ref s %sosofo-type 3))

(define (%walk s)
  ((vector-ref %walkers (%record-ref s %sosofo-type 0)) s))

(define %walkers
  (vector
    #f
    (lambda (s) (%markup-start (%a s) (%b s)) (%walk (%content s)) (%markup-end (%a s)))          ; 1 element
    (lambda (s) (%markup-empty (%a s) (%b s)))                                                    ; 2 empty-element
    (lambda (s)                                                                                   ; 3 entity
      (%file-open (%in-directory (%a s)))
      (%walk (%content s))
      (%file-close))
    (lambda (s) (%markup-reference (%a s)))                                                       ; 4 entity-ref
    (lambda (s) (%markup-doctype (%a s) (car (%b s)) (cdr (%b s))))                               ; 5 document-type
    (lambda (s) (%markup-pi (%a s)))                                                              ; 6 processing-instruction
    (lambda (s) (%markup-raw (%a s)))                                                             ; 7 formatting-instruction
    (lambda (s)                                                                                   ; 8 directory
      (let ((before %directory))
        (set! %directory (%in-directory (%a s)))
        (%walk (%content s))
        (set! %directory before)))
    (lambda (s) (%walk (%content s)))                                                             ; 9 one without a meaning here
    (lambda (s) #f)                                                                               ; 10 the same without content
    (lambda (s) (%walk-all (%a s)))                                                               ; 11 several
    (lambda (s) #f)                                                                               ; 12 none
    (lambda (s) (%process-children (%a s)))                                                       ; 13
    (lambda (s) (%process-trimmed (%a s)))                                                        ; 14
    (lambda (s)                                                                                   ; 15 literal
      (if (and %print (eq? (string-length (%a s)) 0)) (%put-event "T" '() '()) (%markup-text (%a s))))
    (lambda (s) (%process-nodes (%a s) (%b s)))                                                   ; 16
    (lambda (s)                                                                                   ; 17 next-match
      (let ((cursor (%node-cursor)) (mode (%node-mode)))
        (if (%a s) (%with-overriding (%a s)) (%apply-rule))
        (%node-enter! (%node-current) mode cursor)))
    (lambda (s) (%flow-compound s))                                                               ; 18 flow objects: see flow.scm
    (lambda (s) (%flow-atomic s))
    (lambda (s) (%flow-pages s))
    (lambda (s) (%flow-table s))
    (lambda (s) (%flow-part s))
    (lambda (s) (%flow-column s))
    (lambda (s) (%flow-row s))
    (lambda (s) (%flow-cell s))
    (lambda (s) #f)                                                                               ; 26 a border of a table
    (lambda (s) (%flow-ports s))
    (lambda (s) (%flow-plain s))                                                                  ; 28
    (lambda (s) (if %print (%walk-labeled s) (%walk (%content s))))                               ; 29
    (lambda (s) (%walk-mapped s))
    (lambda (s) (if %print (%walk-discarding s) (%walk (%content s))))                            ; 31
    (lambda (s) (if %print (%walk-page-type s) (%walk (%content s))))                             ; 32
    (lambda (s) (if %print (%walk-page-number s)))                                                ; 33
    (lambda (s) (if %print (%walk-node-page s)))                                                  ; 34
    (lambda (s)                                                                                   ; 35 made for another node
      (let ((node (%node-current-or-none)) (mode (%node-mode)) (cursor (%node-cursor)))
        (%node-enter! (%a s) mode 0)
        (%walk (%b s))
        (%node-enter! node mode cursor)))
    (lambda (s) (%flow-score s))))                                                                ; 36

(define (%with-overriding style)
  (let ((before %overriding))
    (set! %overriding style)
    (%apply-rule)
    (set! %overriding before)))

(define %directory "")
(define (%in-directory name)
  (if (eq? (string-length %directory) 0) name (string-append %directory "/" name)))

(define (%walk-all parts)
  (if (pair? parts)
      (if (null? (cdr parts))
          (%walk (car parts))
          (begin (%walk (car parts)) (%walk-all (cdr parts))))))

(define (%process node mode)
  (if (%text-chunk? node)
      (%markup-chunk node)
      (let ((node-before (%node-current-or-none)) (mode-before (%node-mode)) (cursor-before (%node-cursor)))
        (%node-enter! node mode 0)
        (if %print
            (begin
              (%put-node node mode)
              (let ((styled (and style:%style-modes (%enter-rule-styles node mode))))
                (%apply-rule)
                (if styled (begin (%put-event ")sequence" '() '()) (%pop-style))))
              (%put-event "n" '() '()))
            (%apply-rule))
        (%node-enter! node-before mode-before cursor-before))))

(define (%apply-rule)
  (let ((rule (%node-match)))
    (if (%lt rule 0)
        (%process-children (%node-mode))
        (%walk (if %on-error (%attempt (vector-ref style:%rules rule)) ((vector-ref style:%rules rule)))))))

; What is done when an error was reported and the processing goes on: the children, in the initial mode.
(define %on-error #f)
(define (%go-on) (set! %on-error #t))
(define (%attempt rule)
  (let ((node (%node-current)) (mode (%node-mode)) (cursor (%node-cursor)))
    (or (machine:%try rule %reported)
        (begin
          (%node-enter! node mode cursor)
          (%memo-reset!)
          (set! %current-language %declared-language)
          (if (eq? mode 0) (%sosofo 13 mode #f #f) %empty-sosofo)))))
(define (%reported object)
  (if (and (error-object? object) (not (eq? (%condition-kind object) 'stack)))
      (begin
        (set! %definitions '())
        (%service 'problem (%condition-kind object) (error-object-message object)
                  (%map1 %display-text (error-object-irritants object)))
        (lambda () #f))
      #f))

(define (%process-children mode)
  (let ((node (%node-current)))
    (if (eq? (%node-class node) 0)
        (%process-document node mode)
        (let loop ((chunk (%child-chunk node)))
          (if chunk
              (begin (%process chunk mode) (loop (%sibling-chunk chunk))))))))

; The children of the root are its document element and what stands around it, of which only the element is processed.
(define (%process-document node mode)
  (let ((element (%node-document-element node)))
    (if (not (%node-none? element)) (%process element mode))))

(define (%process-trimmed mode)
  (if (eq? (%node-class (%node-current)) 0)
      (%process-document (%node-current) mode)
      (let loop ((chunk (%child-chunk (%node-current))) (at-start #t))
        (cond ((not chunk) #f)
              ((%text-chunk? chunk)
               (let ((last (%only-blanks-follow? (%sibling-chunk chunk))))
                 (%markup-trimmed chunk at-start last)
                 (loop (%sibling-chunk chunk) (and at-start (%blank-chunk? chunk)))))
              (else
               (%process chunk mode)
               (loop (%sibling-chunk chunk) (and at-start (not (eq? (%node-class chunk) 1)))))))))

(define (%only-blanks-follow? chunk)
  (cond ((not chunk) #t)
        ((%text-chunk? chunk) (and (%blank-chunk? chunk) (%only-blanks-follow? (%sibling-chunk chunk))))
        ((eq? (%node-class chunk) 1) #f)
        (else (%only-blanks-follow? (%sibling-chunk chunk)))))

(define (%process-nodes nl mode)
  (if (not (%node-none? nl))
      (let ((node (%node-first nl)))
        (if (eq? (%node-class node) 2)
            (if (%in-chunks? nl)
                (begin (%markup-chunk node) (%process-nodes (%node-chunk-rest nl) mode))
                (begin (%markup-char node) (%process-nodes (%node-rest nl) mode)))
            (begin (%process node mode) (%process-nodes (%node-rest nl) mode))))))

; Characters in a row of children or descendants are processed in one.
(define (%in-chunks? nl)
  (and (%record? nl %nodes-type) (%lt (%record-ref nl %nodes-type 0) 2)))

(define %nodes-type (%make-rtd 'node-list (vector 'kind 'first 'limit 'end)))
(%node-list-type! %nodes-type)
(define %kept-values (vector '()))
(%memo-start! %kept-values)

(define (%run document)
  (%node-mode! 0)
  (let ((style (and %print (style:%initial-style))))
    (if style (begin (%push-style style) (%put-event "(sequence" '() '())))
    (%process document 0)
    (if style (begin (%put-event ")sequence" '() '()) (%pop-style))))
  (%node-enter! (%node-none) 0 0)
  (%file-close))

(define (%run-document number)
  (%mark-queries number)
  (%run (%node-of number)))

; The lists of the query rules are made once for a document; the root is the current node.
(define (%mark-queries number)
  (if (pair? style:%queries)
      (let ((node (%node-current-or-none)) (mode (%node-mode)) (cursor (%node-cursor)))
        (%node-enter! (%node-of number) 0 0)
        (let loop ((queries style:%queries) (k 0))
          (if (pair? queries)
              (let each ((nl (%check-nodes ((car queries)))))
                (if (%node-none? nl)
                    (loop (cdr queries) (%add k 1))
                    (begin (%node-mark! k (%node-first nl)) (each (%node-rest nl)))))))
        (%node-enter! node mode cursor))))
