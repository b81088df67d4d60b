<!DOCTYPE style-sheet PUBLIC "-//James Clark//DTD DSSSL Style Sheet//EN">
<style-sheet><style-specification><style-specification-body><![CDATA[

(declare-flow-object-class entity "UNREGISTERED::James Clark//Flow Object Class::entity")
(declare-flow-object-class formatting-instruction "UNREGISTERED::James Clark//Flow Object Class::formatting-instruction")

(define-language latin
  (toupper (#\a #\A) (#\b #\B) (#\c #\C) (#\d #\D) (#\e #\E) (#\f #\F) (#\g #\G) (#\h #\H) (#\i #\I) (#\j #\J) (#\k #\K)
           (#\l #\L) (#\m #\M) (#\n #\N) (#\o #\O) (#\p #\P) (#\q #\Q) (#\r #\R) (#\s #\S) (#\t #\T) (#\u #\U) (#\v #\V)
           (#\w #\W) (#\x #\X) (#\y #\Y) (#\z #\Z))
  (tolower (#\A #\a) (#\B #\b) (#\C #\c) (#\D #\d) (#\E #\e) (#\F #\f) (#\G #\g) (#\H #\h) (#\I #\i) (#\J #\j) (#\K #\k)
           (#\L #\l) (#\M #\m) (#\N #\n) (#\O #\o) (#\P #\p) (#\Q #\q) (#\R #\r) (#\S #\s) (#\T #\t) (#\U #\u) (#\V #\v)
           (#\W #\w) (#\X #\x) (#\Y #\y) (#\Z #\z)))
(declare-default-language latin)

;; ---- text

(define newline (string #\carriage-return))
(define ($ #!rest parts) (apply string-append parts))
(define (capitalised text)
  (if (string=? text "") "" (string-append (string (char-upcase (string-ref text 0))) (substring text 1 (string-length text)))))
(define (snake text)
  (apply string-append
         (map (lambda (c) (if (char=? c (char-upcase c)) (if (char=? c (char-downcase c)) (string c) (string #\_ (char-downcase c))) (string c)))
              (string->list text))))
(define (join texts between)
  (cond ((null? texts) "")
        ((null? (cdr texts)) (car texts))
        (else (string-append (car texts) between (join (cdr texts) between)))))
(define (for-nodes nl f)
  (let loop ((nl nl) (text ""))
    (if (node-list-empty? nl) text (loop (node-list-rest nl) (string-append text (f (node-list-first nl)))))))
(define (texts-of nl f)
  (let loop ((nl nl) (texts '()))
    (if (node-list-empty? nl) (reverse texts) (loop (node-list-rest nl) (cons (f (node-list-first nl)) texts)))))

;; ---- the model

(define (name-of node) (attribute-string "name" node))
(define (described node) (data (select-elements (children node) "description")))
(define (properties-of node) (select-elements (children node) "property"))
(define (elements-of node) (select-elements (children node) "element"))
(define (true? name node) (equal? (attribute-string name node) "true"))
(define (type-name node)
  (let ((owner (parent node)))
    (if (equal? (gi owner) "resource") (string-append (capitalised (name-of owner)) (capitalised (name-of node))) (capitalised (name-of node)))))
(define (field-type property)
  (let* ((type (attribute-string "type" property))
         (plain (case type
                  (("string" "code") "String")
                  (("integer") "i64")
                  (("decimal") "f64")
                  (("boolean") "bool")
                  (("date") "NaiveDate")
                  (("dateTime") "DateTime")
                  (("element") (type-name (element-with-id (attribute-string "ref" property))))
                  (else (error (string-append "unknown type " type))))))
    (cond ((true? "many" property) ($ "Vec<" plain ">"))
          ((true? "required" property) plain)
          (else ($ "Option<" plain ">")))))
(define (column-type property)
  (case (attribute-string "type" property)
    (("integer") "BIGINT") (("decimal") "NUMERIC") (("boolean") "BOOLEAN") (("date") "DATE") (("dateTime") "TIMESTAMP")
    (("element") "JSONB") (else "TEXT")))

;; ---- what is written

(define (field property)
  ($ "    /// " (described property) newline
     "    pub " (snake (name-of property)) ": " (field-type property) "," newline))
(define (struct name node)
  ($ "/// " (described node) newline
     "#[derive(Debug, Clone)]" newline
     "pub struct " name " {" newline
     (for-nodes (properties-of node) field)
     "}" newline newline))
(define (constructor name node)
  ($ "impl " name " {" newline "    pub fn new("
     (join (texts-of (node-list-filter* (lambda (p) (true? "required" p)) (properties-of node))
                     (lambda (p) ($ (snake (name-of p)) ": " (field-type p)))) ", ")
     ") -> Self {" newline "        Self {" newline
     (for-nodes (properties-of node)
       (lambda (p)
         ($ "            " (snake (name-of p))
            (cond ((true? "many" p) ": Vec::new()") ((true? "required" p) "") (else ": None")) "," newline)))
     "        }" newline "    }" newline "}" newline newline))
(define (node-list-filter* keep? nl)
  (let loop ((nl nl) (found (empty-node-list)))
    (if (node-list-empty? nl) found
        (loop (node-list-rest nl) (if (keep? (node-list-first nl)) (node-list found (node-list-first nl)) found)))))
(define (sql-table resource)
  ($ "CREATE TABLE " (snake (name-of resource)) " (" newline
     "    id BIGSERIAL PRIMARY KEY," newline
     (join (texts-of (properties-of resource)
                     (lambda (p) ($ "    " (snake (name-of p)) " " (column-type p) (if (true? "required" p) " NOT NULL" ""))))
           (string-append "," newline))
     newline ");" newline newline))

(define (file name text)
  (make entity system-id: name (make formatting-instruction data: text)))

(element model
  (sosofo-append
    (file "tables.sql" (for-nodes (select-elements (children (current-node)) "resource")
                                  (lambda (r) (if (true? "active" r) (sql-table r) ""))))
    (process-children)))
(element resource
  (if (true? "active" (current-node))
      (let ((name (capitalised (name-of (current-node)))))
        (file ($ (snake (name-of (current-node))) ".rs")
              ($ "// " name newline newline
                 (struct name (current-node))
                 (constructor name (current-node))
                 (for-nodes (elements-of (current-node)) (lambda (e) (struct (type-name e) e)))
                 (for-nodes (elements-of (current-node)) (lambda (e) (constructor (type-name e) e))))))
      (empty-sosofo)))
]]></style-specification-body></style-specification></style-sheet>
