; Patterns of elements with attributes, positions and repetitions (ISO 10179, 9.5.2 and OpenJade's extensions).
;
; One that is read is a list of members, innermost first: #(name tests least most). The name is false for any, a test is a
; procedure of a node, and `most' is false where there is no limit.

(define (%pattern x)
  (cond ((null? x) x)            ; one that everything matches
        ((eq? x #t) (list (%member #f)))
        ((or (string? x) (symbol? x)) (list (%member (%pattern-name x))))
        ((pair? x) (%read-pattern x #f))
        (else (error "this is no pattern: a name, or a list of names with what is said of them" x))))
(define (%member name) (vector name '() 1 1))
(define (%pattern-name x)
  (let ((name (if (symbol? x) (symbol->string x) x)))
    (if (string=? name "") (error "the name of an element is not empty") name)))

(define (%read-pattern x child?)
  (let loop ((x x) (done '()))
    (cond ((null? x) done)
          ((not (pair? x)) (error "a pattern is a proper list" x))
          ((eq? (car x) #t) (loop (cdr x) (cons (%member #f) done)))
          ((or (string? (car x)) (symbol? (car x))) (loop (cdr x) (cons (%member (%pattern-name (car x))) done)))
          ((null? done) (error "a pattern begins with the name of an element" (car x)))
          ((null? (car x)) (loop (cdr x) done))
          ((pair? (car x)) (%add-attributes (car done) (car x)) (loop (cdr x) done))
          ((not (keyword? (car x))) (error "this is no part of a pattern" (car x)))
          ((not (pair? (cdr x))) (error "a keyword of a pattern is followed by a value" (car x)))
          (else
           (%qualify (car done) (string->symbol (keyword->string (car x))) (car x) (cadr x) child?)
           (loop (cddr x) done)))))

(define (%add-test member test) (vector-set! member 1 (cons test (vector-ref member 1))))
(define (%repeated member least most) (vector-set! member 2 least) (vector-set! member 3 most))

(define (%qualify member name key value child?)
  (let ((bad (lambda () (error "a pattern has a keyword whose value it cannot be" key value))))
    (case name
      ((attributes) (%add-attributes member value))
      ((children)
       (let ((wanted (if (pair? value) (%read-pattern value #t) (%pattern value))))
         (%add-test member (lambda (node) (%has-children? node wanted)))))
      ((repeat)
       (if child? (error "the children of a pattern are not repeated"))
       (case value
         ((*) (%repeated member 0 #f))
         ((?) (%repeated member 0 1))
         ((+) (%repeated member 1 #f))
         (else (bad))))
      ((position)
       (%add-test member
                  (case value
                    ((first-of-type) (lambda (node) (%node-first? node)))
                    ((last-of-type) (lambda (node) (%node-last? node)))
                    ((first-of-any) (lambda (node) (%node-only-before? node)))
                    ((last-of-any) (lambda (node) (%node-only-behind? node)))
                    (else (bad)))))
      ((only)
       (%add-test member
                  (case value
                    ((of-type) (lambda (node) (and (%node-first? node) (%node-last? node))))
                    ((of-any) (lambda (node) (and (%node-only-before? node) (%node-only-behind? node))))
                    (else (bad)))))
      ((id class)
       (let ((text (cond ((string? value) value) ((symbol? value) (symbol->string value)) (else (bad)))))
         (%add-test member
                    (if (eq? name 'id)
                        (lambda (node)
                          (or (let ((id (%node-id node))) (and id (%same-name? text id node)))
                              (%any-attribute? style:%id-attributes text node)))
                        (lambda (node) (%any-attribute? style:%class-attributes text node))))))
      ((importance priority) (if (not (exact-integer? value)) (bad)))
      (else (error "a pattern has no such keyword" key)))))

(define (%add-attributes member x)
  (let loop ((x x))
    (if (pair? x)
        (let ((name (if (symbol? (car x)) (symbol->string (car x)) (car x))))
          (if (not (and (string? name) (pair? (cdr x)))) (%bad-attributes x))
          (let* ((value (cadr x)) (text (if (symbol? value) (symbol->string value) value)))
            (%add-test member
                       (cond ((eq? value #f) (lambda (node) (not (%node-attribute name node))))
                             ((eq? value #t) (lambda (node) (if (%node-attribute name node) #t #f)))
                             ((string? text) (lambda (node) (%attribute-is? name text node)))
                             (else (%bad-attributes x))))
            (loop (cddr x))))
        (if (not (null? x)) (%bad-attributes x)))))
(define (%bad-attributes x) (error "attributes of a pattern are names and values in turn" x))

(define (%same-name? wanted name node)
  (or (string=? wanted name) (and (%node-folds? node) (string=? (string-upcase wanted) name))))
(define (%attribute-is? name text node)
  (let ((value (%node-attribute name node)))
    (and value (%same-name? text value node))))
(define (%any-attribute? names text node)
  (and (pair? names)
       (or (%attribute-is? (car names) text node) (%any-attribute? (cdr names) text node))))

(define (%has-children? node wanted)     ; each of them, in any order
  (let ((children (%node-children node)))
    (%all? (lambda (member) (node-list-some? (lambda (child) (%member-matches? member child)) children)) wanted)))

; ---- matching

(define (%member-matches? member node)
  (and (not (%node-none? node))
       (eq? (%node-class node) 1)
       (or (not (vector-ref member 0)) (%same-name? (vector-ref member 0) (%node-name node) node))
       (%all? (lambda (test) (test node)) (vector-ref member 1))))

(define (%pattern-matches? pattern node)
  (or (null? pattern)
      (let* ((member (car pattern)) (least (vector-ref member 2)) (most (vector-ref member 3)))
        (let loop ((i 0) (node node))
          (cond ((%lt i least) (and (%member-matches? member node) (loop (%add i 1) (%node-parent node))))
                ((%pattern-matches? (cdr pattern) node) #t)
                (else
                 (and (not (eq? i most))
                      (%member-matches? member node)
                      (loop (%add i 1) (%node-parent node)))))))))

; The primitives decline patterns that are not only names.
(define (match-element? pattern node) (%matches? pattern node))
(define (%matches? pattern node)
  (let ((found (if (equal? pattern "") (%pattern pattern) (%node-matches? pattern node))))
    (if (%declined? found) (%pattern-matches? (%pattern pattern) node) found)))
(define (select-elements nl pattern)
  (let ((found (%node-select nl pattern)))
    (if (%declined? found)
        (let ((pattern (%pattern pattern)))
          (node-list-filter (lambda (node) (%pattern-matches? pattern node)) nl))
        found)))

(define (%elements-like pattern)         ; of the document of the current node: what a rule is for
  (let ((top (%node-document-element (%node-current))))
    (select-elements (%node-list top (%node-descendants top)) pattern)))
