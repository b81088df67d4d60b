; Procedures that style sheets ask for by public identifiers.

(define %external
  (list (cons "UNREGISTERED::James Clark//Procedure::debug" debug)
        (cons "UNREGISTERED::James Clark//Procedure::read-entity" read-entity)
        (cons "UNREGISTERED::James Clark//Procedure::all-element-number" all-element-number)
        (cons "UNREGISTERED::James Clark//Procedure::if-first-page" if-first-page)
        (cons "UNREGISTERED::James Clark//Procedure::if-front-page" if-front-page)
        (cons "UNREGISTERED::OpenJade//Procedure::language" language)
        (cons "UNREGISTERED::OpenJade//Procedure::sgml-parse" sgml-parse)
        (cons "UNREGISTERED::OpenJade//Procedure::expt" expt)))

(define (external-procedure name)
  (let ((found (%assoc-equal (%check-text name "external-procedure") %external)))
    (if found (cdr found) (%service 'external name))))
