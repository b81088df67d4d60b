; Properties of nodes by their names.

(define (%class-name node)
  (case (%node-class node)
    ((0) 'sgml-document)
    ((1) 'element)
    ((2) 'data-char)
    ((3) 'pi)
    ((4) 'attribute-assignment)
    (else #f)))

(define (node-property name node #!rest options)
  (let ((found (%property (if (string? name) (string->symbol name) name) node)))
    (if (eq? found %no-property)
        (let ((default (%keyword-argument default: options)))
          (if (default-object? default)
              (error "node-property: the node has no such property" name)
              default))
        (if (eq? found %null-property)
            (let ((null (%keyword-argument null: options)))
              (if (default-object? null)
                  (let ((default (%keyword-argument default: options)))
                    (if (default-object? default)
                        (error "node-property: the property is null" name)
                        default))
                  null))
            found))))

(define %no-property (string->uninterned-symbol "no-property"))
(define %null-property (string->uninterned-symbol "null-property"))

(define (%or-null x) (if (or (not x) (and (%node-list? x) (%node-none? x))) %null-property x))

(define (%property name node)
  (let ((class (%node-class node)))
    (case name
      ((class-name classnm) (or (%class-name node) %no-property))
      ((grove-root groveroot) (%node-root node))
      ((tree-root treeroot) (%node-root node))
      (else
       (case class
         ((1) (%element-property name node))
         ((0) (%document-property name node))
         ((2) (case name
                ((char) (%node-char node))
                ((parent origin) (%node-parent node))
                ((data) (%node-data node))
                (else %no-property)))
         ((3) (case name
                ((system-data sysdata) (%node-pi-data node))
                ((parent origin) (%or-null (%node-parent node)))
                ((entity-name entname) %null-property)
                (else %no-property)))
         ((4) (case name
                ((name) (%attribute-name node))
                ((value) (%or-null (%attribute-value node)))
                ((implied? implied) (not (%attribute-value node)))
                (else %no-property)))
         (else %no-property))))))

(define (%element-property name node)
  (case name
    ((gi) (%node-name node))
    ((id) (%or-null (%node-id node)))
    ((attributes atts) (%node-attributes node))
    ((content children) (%node-children node))
    ((parent) (%or-null (%node-parent node)))
    ((origin) (let ((up (%node-parent node))) (if (%node-none? up) (%node-root node) up)))
    ((data) (%node-data node))
    ((must-omit-end-tag? mustomit) #f)
    ((included? included) #f)
    ((empty? empty) #f)
    ((all-subnodes-property-names origin-to-subnode-rel-property-name) 'content)
    (else %no-property)))

(define (%document-property name node)
  (case name
    ((document-element docelem) (%node-document-element node))
    ((prolog) (%node-none))
    ((epilog) (%node-none))
    ((governing-doctype govdt) %null-property)
    ((entities general-entities) (%node-none))
    ((elements) (%node-select (%node-descendants node) (%node-name (%node-document-element node))))
    (else %no-property)))

(define (node-list-property name nl)
  (node-list-map (lambda (n) (node-property name n default: (%node-none))) nl))
(define (origin nl) (node-list-property 'origin nl))
(define (source nl) (node-list-property 'source nl))

(define (property-lookup name node if-present if-not-present)
  (let ((value (node-property name node default: %no-property)))
    (if (eq? value %no-property) (if-not-present value) (if-present value))))

(define (select-by-property nl name f)
  (node-list-filter (lambda (n)
                      (let ((value (node-property name n default: #f)))
                        (and (not (%node-list? value)) (f value))))
                    nl))

; ---- entities: those of the document type declaration

(define (entity-system-id name #!optional (node (current-node))) (%service 'entity name "system-id" (%node-document node)))
(define (entity-public-id name #!optional (node (current-node))) (%service 'entity name "public-id" (%node-document node)))
(define (entity-generated-system-id name #!optional (node (current-node))) (%service 'entity name "path" (%node-document node)))
(define (entity-text name #!optional (node (current-node))) (%service 'entity name "text" (%node-document node)))
(define (entity-notation name #!optional (node (current-node))) (%service 'entity name "notation" (%node-document node)))
(define (entity-type name #!optional (node (current-node)))
  (let ((type (%service 'entity name "type" (%node-document node)))) (and type (string->symbol type))))
(define (entity-attribute-string entity name #!optional (node (current-node))) #f)
(define (notation-system-id name #!optional (node (current-node))) (%service 'notation name "system-id" (%node-document node)))
(define (notation-public-id name #!optional (node (current-node))) (%service 'notation name "public-id" (%node-document node)))
(define (notation-generated-system-id name #!optional (node (current-node)))
  (%service 'notation name "system-id" (%node-document node)))

(define (sgml-parse name #!rest options) (%node-of (%service 'sgml-parse name)))
