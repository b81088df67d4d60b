; Lists of nodes, and what is told of a node besides what the machine has.

(define (node-list-error message nl) (error message))
(define (node-list-no-order nl) (%check-nodes nl))

(define (all-element-number #!optional (node (current-node))) (%node-count node))
(define (current-node) (%node-current))
(define (current-root) (%node-root (%node-current)))

(define (general-name-normalize name #!optional (node (%node-current-or-none)))
  (%check-text name "general-name-normalize")
  (if (%node-folds? node) (string-upcase name) name))
(define (entity-name-normalize name #!optional (node (%node-current-or-none)))
  (%check-text name "entity-name-normalize")
  (if (not (and (%node-list? node) (not (%node-none? node)) (%node-none? (%node-rest node))))
      (error "entity-name-normalize: argument 2 is not a node" node))
  name)

(define (%check-one nl who)               ; a list of one node
  (if (and (%node-list? nl) (not (%node-none? nl)) (%node-none? (%node-rest nl)))
      nl
      (error (string-append who ": this is no list of one node") nl)))
(define (first-child-gi #!optional (node (current-node)))
  (let loop ((nl (%node-children (if (and (%node-list? node) (%node-none? node)) node (%check-one node "first-child-gi")))))
    (cond ((%node-none? nl) #f)
          ((eq? (%node-class (%node-first nl)) 1) (%node-name (%node-first nl)))
          (else (loop (%node-chunk-rest nl))))))

(define (inherited-element-attribute-string gi name #!optional (node (current-node)))
  (%check-text gi "inherited-element-attribute-string")
  (%check-text name "inherited-element-attribute-string")
  (let loop ((node (if (equal? (%node-name node) gi) node (%node-ancestor gi node))))
    (if (%node-none? node)
        #f
        (or (%node-attribute name node) (loop (%node-ancestor gi node))))))

(define (ancestor-child-number gi #!optional (node (current-node)))
  (let ((found (%node-ancestor gi node)))
    (if (%node-none? found) #f (%node-number found))))

(define (hierarchical-number gis #!optional (node (current-node)))
  (let loop ((gis (reverse gis)) (node node) (done '()))
    (if (null? gis)
        done
        (let ((found (%node-ancestor (car gis) node)))
          (loop (cdr gis) found (cons (if (%node-none? found) 0 (%node-number found)) done))))))

(define (hierarchical-number-recursive gi #!optional (node (current-node)))
  (let loop ((node (%node-ancestor gi node)) (done '()))
    (if (%node-none? node)
        done
        (loop (%node-ancestor gi node) (cons (%node-number node) done)))))

; Of each name, how many elements of it there are up to the node behind the last one of the name before.
(define (element-number-list gis #!optional (node (current-node)))
  (let ((at (%element-place node)))
    (let loop ((gis gis) (outer #f) (done '()))
      (if (null? gis)
          (reverse! done)
          (let* ((places (%element-places (%check-text (car gis) "element-number-list") node))
                 (n (%how-many places at))
                 (before (if outer (%how-many places outer) 0)))
            (loop (cdr gis)
                  (if (eq? n 0) 0 (vector-ref places (%sub n 1)))
                  (cons (%sub n before) done)))))))
(define (%element-place node)    ; how many elements begin up to there
  (or (%node-count node) (let ((up (%node-parent node))) (if (%node-none? up) 0 (%node-count up)))))

(define %known-places '())       ; (document name . places)
(define (%element-places gi node)   ; of all elements of a name, in their order
  (let loop ((l %known-places))
    (cond ((null? l)
           (let* ((top (%node-document-element node))
                  (made (list->vector (%map1 %node-count (%list-of (%node-select (%node-subtree top) gi))))))
             (set! %known-places (cons (cons (%node-document node) (cons gi made)) %known-places))
             made))
          ((and (eq? (caar l) (%node-document node)) (string=? (cadar l) gi)) (cddar l))
          (else (loop (cdr l))))))
(define (%how-many places at)    ; of them are at a place or before it
  (let loop ((low 0) (high (vector-length places)))
    (if (eq? low high)
        low
        (let ((middle (quotient (%add low high) 2)))
          (if (%le (vector-ref places middle) at)
              (loop (%add middle 1) high)
              (loop low middle))))))

; ---- higher order

(define (%list-of nl)            ; list of the nodes
  (let loop ((nl nl) (done '()))
    (if (%node-none? nl) (reverse! done) (loop (%node-rest nl) (cons (%node-first nl) done)))))

(define (node-list->list nl) (%list-of nl))

(define (node-list-map f nl)
  (if (not (procedure? f)) (error "node-list-map: this is no procedure" f))
  (let loop ((nl nl) (done '()))
    (if (%node-none? nl)
        (%node-list-of (reverse! done))
        (loop (%node-rest nl) (cons (f (%node-first nl)) done)))))

(define (node-list-filter f nl)
  (if (not (procedure? f)) (error "node-list-filter: this is no procedure" f))
  (let loop ((nl nl) (done '()))
    (if (%node-none? nl)
        (%node-list-of (reverse! done))
        (loop (%node-rest nl) (if (f (%node-first nl)) (cons (%node-first nl) done) done)))))

(define (node-list-reduce nl combine init)
  (let loop ((nl nl) (result init))
    (if (%node-none? nl)
        result
        (loop (%node-rest nl) (combine result (%node-first nl))))))

(define (node-list-contains? nl node)
  (%node-member? (%check-one node "node-list-contains?") nl))

(define (node-list-some? f nl)
  (let loop ((nl nl))
    (and (not (%node-none? nl))
         (if (f (%node-first nl)) #t (loop (%node-rest nl))))))

(define (node-list-every? f nl)
  (let loop ((nl nl))
    (or (%node-none? nl)
        (and (f (%node-first nl)) (loop (%node-rest nl))))))

(define (node-list-union #!rest lists) (%node-distinct (%node-list-of lists)))

(define (node-list-intersection #!rest lists)
  (if (null? lists)
      (%node-none)
      (let loop ((result (%node-distinct (car lists))) (rest (cdr lists)))
        (if (null? rest)
            result
            (loop (%node-within result (car rest) #t) (cdr rest))))))

(define (node-list-difference #!rest lists)
  (if (null? lists)
      (%node-none)
      (let loop ((result (%node-distinct (car lists))) (rest (cdr lists)))
        (if (null? rest)
            result
            (loop (%node-within result (car rest) #f) (cdr rest))))))

(define (node-list-symmetric-difference #!rest lists)
  (if (null? lists)
      (%node-none)
      (let loop ((result (%node-distinct (car lists))) (rest (cdr lists)))
        (if (null? rest)
            result
            (loop (node-list-difference (node-list-union result (car rest)) (node-list-intersection result (car rest)))
                  (cdr rest))))))

(define (node-list-union-map f nl)
  (let loop ((nl nl) (done '()))
    (if (%node-none? nl)
        (%node-distinct (%node-list-of done))
        (loop (%node-rest nl) (cons (f (%node-first nl)) done)))))

(define (node-list-tail nl k)
  (cond ((%lt k 0) (%node-none))
        ((eq? k 0) nl)
        (else (node-list-tail (%node-rest nl) (%sub k 1)))))

(define (node-list-head nl k)
  (let loop ((nl nl) (k k) (done '()))
    (if (or (%le k 0) (%node-none? nl))
        (%node-list-of (reverse! done))
        (loop (%node-rest nl) (%sub k 1) (cons (%node-first nl) done)))))

(define (node-list-sublist nl i j) (node-list-head (node-list-tail nl i) (%sub j i)))
(define (node-list-count nl) (%node-length (%node-distinct nl)))
(define (node-list-last nl) (%node-final nl))

(define (ancestors nl)
  (node-list-map (lambda (n)
                   (let loop ((n (%node-parent n)) (done '()))
                     (if (%node-none? n) (%node-list-of done) (loop (%node-parent n) (cons n done)))))
                 nl))

(define (rsiblings nl)
  (node-list-map (lambda (n) (let ((up (%node-parent n))) (if (%node-none? up) n (%node-children up)))) nl))

(define (ipreced nl) (%node-just-before nl))
(define (ifollow nl) (%node-just-behind nl))

(define (subtree nl) (%node-subtree nl))
(define (subgrove nl)
  (node-list-map (lambda (n)
                   (%node-list n (%wide-subtree (%node-attributes n))
                               (node-list-map subgrove (if (eq? (%node-class n) 0) (%node-document-element n) (%wide-children n)))))
                 nl))
(define (tree-root nl) (node-list-map (lambda (n) (node-property 'tree-root n default: (%node-none))) nl))
(define (grove-root nl) (node-list-map %node-root nl))

(define (select-by-class nl class)
  (if (not (or (symbol? class) (string? class))) (error "select-by-class: this is no name of a class" class))
  (case class
    ((pi) (%node-of-class nl 3))
    ((element) (%node-of-class nl 1))
    ((data-char) (%node-of-class nl 2))
    ((attribute-assignment) (%node-of-class nl 4))
    ((sgml-document) (%node-of-class nl 0))
    (else (node-list-filter (lambda (n) (eq? (%class-name n) class)) nl))))

(define (q-element pattern #!optional (nl (current-node))) (select-elements (subtree nl) pattern))
(define (q-class class #!optional (nl (current-node))) (select-by-class (subtree nl) class))
(define (attribute name nl)
  (node-list-map (lambda (n) (named-node name (%node-attributes n))) nl))

(define (named-node-list? nl)
  (and (%node-list? nl)
       (not (%node-none? nl))
       (let ((name (%name-of (%node-first nl)))) (and name #t))))
(define (%check-named nl who)
  (if (or (named-node-list? nl) (and (%node-list? nl) (%node-none? nl))) nl (error (string-append who ": this is no named node list") nl)))
(define (%name-of node)
  (case (%node-class node)
    ((4) (%attribute-name node))
    ((5) (if (%value-node? node) #f (%other-property node "name")))
    (else #f)))
(define (named-node name nl)
  (%check-text name "named-node")
  (let loop ((nl (%check-named nl "named-node")))
    (cond ((%node-none? nl) nl)
          ((string=? (%name-of (%node-first nl)) name) (%node-first nl))
          (else (loop (%node-rest nl))))))
(define (named-node-list-names nl) (%map1 %name-of (%list-of (%check-named nl "named-node-list-names"))))
(define (named-node-list-normalize name nl class)
  (%check-named nl "named-node-list-normalize")
  (%check-text name "named-node-list-normalize"))

; ---- procedures of the standard that are said by others

(define (grove-root-path nl)
  (node-list-map (lambda (n)
                   (let loop ((n (%origin n)) (done '()))
                     (if (%node-none? n) (%node-list-of done) (loop (%origin n) (cons n done)))))
                 nl))
(define (%origin n)
  (let ((found (node-property 'origin n default: (%node-none) null: (%node-none)))) found))
(define (origin-to-subnode-rel n) (node-property 'origin-to-subnode-rel-property-name n default: #f null: #f))

(define (sort-in-tree-order nl)
  (let ((sorted (%node-sorted nl)))
    (if (%declined? sorted) (node-list-intersection (subtree (%node-distinct (tree-root nl))) nl) sorted)))
(define (tree-before? a b)
  (let ((known (%node-before? a b)))
    (if (%declined? known)
        (let ((sorted (sort-in-tree-order (%node-list a b))))
          (and (eq? (%node-length sorted) 2) (%node-same? (%node-first sorted) a)))
        known)))
(define (grove-before? a b)
  (let ((sorted (node-list-intersection (subgrove (grove-root a)) (%node-list a b))))
    (and (eq? (%node-length sorted) 2) (%node-same? (%node-first sorted) a))))
(define (tree-before nl)
  (node-list-map (lambda (n) (node-list-filter (lambda (x) (tree-before? x n)) (subtree (tree-root n)))) nl))

(define (%null? name n)
  (and (not (node-property name n null: #f default: #f)) (node-property name n null: #t default: #f)))
(define (select-by-null-property nl name) (node-list-filter (lambda (n) (%null? name n)) nl))
(define (select-by-missing-property nl name)
  (node-list-filter (lambda (n) (and (not (node-property name n default: #f null: #t)) (node-property name n default: #t null: #f))) nl))
;  A character is what an SDATA entity stands for.
(define (q-sdata text #!optional (nl (current-node)))
  (if (%node-list? nl) (%node-none) (error "q-sdata: this is no node list" nl)))
