<!DOCTYPE style-sheet PUBLIC "-//James Clark//DTD DSSSL Style Sheet//EN">
;; tables: columns, spans, borders, parts, rows and cells that are not given
(define thick (make table-border line-thickness: 2pt border-priority: 3))
(define thin (make table-border line-thickness: .5pt border-present?: #t))
(element doc (make simple-page-sequence left-margin: 1in right-margin: 1in (process-children)))
(element title (make paragraph (process-children)))
(element p (make table space-before: 4pt table-width: 4in
   (make table-cell (make paragraph (literal "one")))
   (make table-cell starts-row?: #t (make paragraph (literal "two")))
   (make table-cell column-number: 3 ends-row?: #t (make paragraph (literal "three")))
   (make table-row (make table-cell n-rows-spanned: 3 (make paragraph (literal "down"))))))
(element (note p) (empty-sosofo))
(element note (make table table-width: #f table-border: #f
   (make table-row (make table-cell (empty-sosofo)) (make table-cell (make paragraph (literal "x"))))))
(element table (make table table-border: thick before-row-border: #t after-column-border: thin cell-after-row-border: thin
    display-alignment: 'center keep: #t start-indent: 1in
  (make table-part space-after: 3pt
   (make table-column width: (table-unit 2) quadding: 'end)
   (make table-column width: (+ 1in (* (table-unit 1) 2)) font-weight: 'bold)
   (make table-column width: 1.25in)
   (make table-column column-number: 2 n-columns-spanned: 2 font-posture: 'italic)
   (process-children))))
(element head (make table-row label: 'header font-size: 12pt (process-children)))
(element row (make table-row cell-before-column-border: (odd? (child-number)) (process-children)))
(element cell (make table-cell n-columns-spanned: (string->number (attribute-string "span")) n-rows-spanned: (string->number (attribute-string "down"))
   cell-before-row-margin: 2pt cell-after-column-margin: 3pt cell-background?: (first-sibling?) 
   background-color: (color (color-space "ISO/IEC 10179:1996//Color-Space Family::Device RGB") 0 1 1) cell-row-alignment: 'center
   (make paragraph (process-children))))
(default (process-children))
