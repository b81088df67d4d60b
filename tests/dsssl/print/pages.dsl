<!DOCTYPE style-sheet PUBLIC "-//James Clark//DTD DSSSL Style Sheet//EN">
;; pages with headers and footers, page numbers, links, leaders, footnotes
(define if-first-page (external-procedure "UNREGISTERED::James Clark//Procedure::if-first-page"))
(define if-front-page (external-procedure "UNREGISTERED::James Clark//Procedure::if-front-page"))
(declare-flow-object-class page-footnote "UNREGISTERED::Sebastian Rahtz//Flow Object Class::page-footnote")
(declare-characteristic page-number-format "UNREGISTERED::James Clark//Characteristic::page-number-format" "1")
(declare-characteristic page-number-restart? "UNREGISTERED::James Clark//Characteristic::page-number-restart?" #f)
(declare-characteristic page-n-columns "UNREGISTERED::James Clark//Characteristic::page-n-columns" 1)
(declare-initial-value page-width 210mm)
(declare-initial-value page-height 297mm)
(element doc (sosofo-append
 (make simple-page-sequence left-margin: 6pica right-margin: 1in top-margin: 2cm bottom-margin: 2cm header-margin: 1cm footer-margin: 1cm
  font-size: 11pt page-number-format: "i"
  left-header: (if-front-page (make sequence font-posture: 'italic (literal "front")) (literal "back"))
  center-header: (if-first-page (empty-sosofo) (literal "any"))
  right-header: (literal (data (select-elements (children (current-node)) "title")))
  center-footer: (make sequence font-size: (inherited-font-size) (literal "- ") (page-number-sosofo) (literal " -"))
  (process-matching-children "title")
  (with-mode toc (process-matching-children "p" "note")))
 (make simple-page-sequence page-number-restart?: #t page-n-columns: 2 span: 1
  right-footer: (page-number-sosofo)
  (process-children))))
(element title (make paragraph font-size: 18pt (process-children)))
(element p (make paragraph space-before: 6pt widow-count: 2 (process-children)))
(element (note p) (make paragraph start-indent: 1in (process-children)))
(element ref (make link destination: (idref-address (attribute-string "to"))
  (literal "page ") (with-mode number (process-element-with-id (attribute-string "to")))))
(element em (make score type: 'after (process-children)))
(element (em em) (make score type: 'through (make link destination: (node-list-address (parent (current-node))) (process-children))))
(element fn (make page-footnote (make paragraph (process-children))))
(element code (make box display?: #t box-type: 'both background-color: (color (color-space "ISO/IEC 10179:1996//Color-Space Family::Device Gray") .9)
   (make paragraph lines: 'asis (process-children))))
(element figure (make box (literal "in a box")))
(element table (make paragraph quadding: 'justify break-after: 'column (literal "table") (make paragraph-break quadding: 'end) (literal "end")))
(mode number (default (current-node-page-number-sosofo)))
(mode toc
 (element p (make paragraph first-line-start-indent: -1em start-indent: 1em
   (make line-field field-width: 2pica field-align: 'end (literal (format-number (all-element-number) "1")))
   (make link destination: (current-node-address) (literal "entry"))
   (make leader length: 3in (literal "."))
   (current-node-page-number-sosofo)))
 (element note (process-children)))
(define-unit em 10pt)
(define all-element-number (external-procedure "UNREGISTERED::James Clark//Procedure::all-element-number"))
