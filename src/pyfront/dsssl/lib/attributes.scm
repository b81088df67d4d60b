;  Values of attributes as nodes: tokens where the declaration says that they are, else characters.
;
; Such a node is one of those that the host numbers (PLACE_OTHER), from %first-value on: the host knows which attribute it is of, and
; its place in the value. The procedures of the language that go from node to node are those here (`%wide-') in style sheets that
; ask for attributes as nodes (compile.py).

(define %first-value 536870912)
(define (%value-node? node)
  (and (eq? (%node-class node) 5) (%le %first-value (%node-other-number node))))
(define (%value-place node) (%service 'value-place (%node-other-number node) (%node-document node)))
(define (%value-attribute node) (%attribute-at (%node-document node) (car (%value-place node))))
(define (%attribute-type a)      ; as lxml names it: "cdata", "idrefs", "enumeration", ...
  (%service 'attribute-type (%node-name (%attribute-owner a)) (%attribute-name a) (%node-document a)))
(define (%tokenized? a) (not (equal? (%attribute-type a) "cdata")))
(define (%value-parts a)         ; tokens or characters, as strings
  (let ((value (%attribute-value a)))
    (cond ((not value) '())
          ((%tokenized? a) (%tokens-of (string->list value)))
          (else (%map1 string (string->list value))))))
(define (%tokens-of chars)
  (let loop ((l (reverse chars)) (token '()) (found '()))
    (cond ((null? l) (if (null? token) found (cons (list->string token) found)))
          ((char=? (car l) #\space) (loop (cdr l) '() (if (null? token) found (cons (list->string token) found))))
          (else (loop (cdr l) (cons (car l) token) found)))))
(define (%value-nodes a)
  (let* ((count (length (%value-parts a)))
         (first (if (eq? count 0) 0 (%service 'value-first (%attribute-number a) count (%node-document a)))))
    (let loop ((i (%sub count 1)) (found '()))
      (if (%lt i 0)
          (%node-list-of found)
          (loop (%sub i 1) (cons (%node-other (%node-document a) (%add first i)) found))))))
(define (%value-text node) (list-ref (%value-parts (%value-attribute node)) (cadr (%value-place node))))

; ---- properties

(define %value-properties
  '(class-name grove-root subnode-property-names all-property-names children-property-name data-property-name data-sep-property-name
    parent tree-root origin origin-to-subnode-rel-property-name))
(define (%attribute-property name node)
  (case name
    ((name) (%attribute-name node))
    ((value) (if (%attribute-value node) (%value-nodes node) %null-property))
    ((implied? implied) (not (%attribute-value node)))
    ((token-sep tokensep) (if (and (%tokenized? node) (pair? (%value-parts node)) (pair? (cdr (%value-parts node)))) #\space %null-property))
    ((parent) %null-property)
    ((origin) (%attribute-owner node))
    ((origin-to-subnode-rel-property-name) 'attributes)
    ((children-property-name) 'value)
    ((data-property-name) %null-property)
    ((data-sep-property-name) 'token-sep)
    ((subnode-property-names) '(value))
    ((all-property-names) (append %value-properties '(attribute-def value name implied? token-sep)))
    (else %no-property)))
(define (%value-property name node)
  (let* ((a (%value-attribute node)) (tokenized (%tokenized? a)))
    (case name
      ((class-name classnm) (if tokenized 'attribute-value-token 'data-char))
      ((parent origin tree-root treeroot) a)
      ((origin-to-subnode-rel-property-name) 'value)
      ((children-property-name data-sep-property-name) %null-property)
      ((data-property-name) (if tokenized 'token 'char))
      ((subnode-property-names) '())
      ((all-property-names) (append %value-properties (if tokenized '(token entity notation referent) '(char))))
      (else
       (if tokenized
           (case name
             ((token) (%value-text node))
             ((entity) (%value-of-type node a '("entity" "entities") (%root-property "entities" a)))
             ((notation) (%value-of-type node a '("notation") (node-property 'notations (%root-property "governing-doctype" a) default: (%node-none))))
             ((referent) (%or-null (if (member (%attribute-type a) '("idref" "idrefs")) (%node-with-id (%value-text node) a) (%node-none))))
             (else %no-property))
           (if (eq? name 'char) (string-ref (%value-text node) 0) %no-property))))))
(define (%value-of-type node a types known)
  (%or-null (if (and (member (%attribute-type a) types) (not (%node-none? known))) (named-node (%value-text node) known) (%node-none))))

; ---- from node to node

(define (%plain-nodes? nl)       ; are all of them of the tree?
  (or (%node-none? nl)
      (%in-chunks? nl)                ; children and descendants of nodes of the tree
      (and (%lt (%node-class (%node-first nl)) 4)
           (or (not (%lt 1 (%node-length nl))) (%plain-nodes? (%node-rest nl))))))
(define (%wide nl plain other)
  (if (or (not (%node-list? nl)) (%plain-nodes? nl))
      (plain nl)
      (node-list-map (lambda (n) (if (%lt (%node-class n) 4) (plain n) (other n))) nl)))
(define (%wide-children nl)
  (%wide nl (lambda (nl) (%node-children nl)) (lambda (n) (if (eq? (%node-class n) 4) (%value-nodes n) (%node-none)))))
(define (%wide-descendants nl)
  (%wide nl (lambda (nl) (%node-descendants nl)) %wide-children))
(define (%wide-parent #!optional (nl (current-node)))
  (if (and (%node-list? nl) (%lt 1 (%node-length nl))) (%node-parent nl))    ; which tells of it
  (%wide nl (lambda (nl) (%node-parent nl)) (lambda (n) (if (%value-node? n) (%value-attribute n) (%node-none)))))
(define (%wide-subtree nl)
  (%wide nl (lambda (nl) (%node-subtree nl)) (lambda (n) (%node-list n (%wide-children n)))))
(define (%wide-data nl)
  (if (or (not (%node-list? nl)) (%plain-nodes? nl))
      (%node-data nl)
      (machine:apply string-append
                     (%map1 (lambda (n)
                              (case (%node-class n)
                                ((4) (or (%attribute-value n) ""))
                                ((5) (if (%value-node? n) (%value-text n) ""))
                                (else (%node-data n))))
                            (%list-of nl)))))
(define (%siblings-of n)
  (cond ((eq? (%node-class n) 4) (%node-attributes (%attribute-owner n)))
        ((%value-node? n) (%value-nodes (%value-attribute n)))
        (else n)))
(define (%wide-follow nl)
  (%wide nl (lambda (nl) (%node-follow nl))
         (lambda (n)
           (let loop ((l (%siblings-of n)))
             (cond ((%node-none? l) l)
                   ((%node-same? (%node-first l) n) (%node-rest l))
                   (else (loop (%node-rest l))))))))
(define (%wide-preced nl)
  (%wide nl (lambda (nl) (%node-preced nl))
         (lambda (n)
           (let loop ((l (%siblings-of n)) (done '()))
             (if (or (%node-none? l) (%node-same? (%node-first l) n))
                 (%node-list-of (reverse! done))
                 (loop (%node-rest l) (cons (%node-first l) done)))))))
