<!DOCTYPE style-sheet PUBLIC "-//James Clark//DTD DSSSL Style Sheet//EN">
;; ports inside of cells, of headers of tables and of boxes: which rows their ends end; boxes in boxes
(element doc (make simple-page-sequence (process-children)))
(element title (make box display?: #t line-thickness: 2pt (make paragraph (process-children))
  (make box display?: #t start-indent: 5pt (make paragraph (literal "inner"))) (make paragraph (literal "outer again"))))
(element p (make paragraph (process-children)))
(element note (make box display?: #t (make display-group (make sequence (make box display?: #t)))))
(element code (make paragraph lines: 'asis (process-children)))
(element table (make table (make table-part
  (make sequence label: 'header (make table-row (make table-cell (make multi-mode multi-modes: '(#f (other "Other")) (make sequence label: 'other (literal "second"))
     (literal "first"))) (make table-cell (literal "behind"))))
  (process-children))))
(element head (make table-row (process-children)))
(element row (make table-row (process-children)))
(element cell (make table-cell (make sequence content-map: '((there #f)) (literal "before ") (make sequence (make sequence label: 'there (process-children))) (literal " after"))))
(element sum (make table (make table-part (make sequence label: 'footer (make table-row (make table-cell (make paragraph (literal "1"))
   (make table (make table-cell (literal "deep")) (make table-cell (literal "deeper")))) (make table-cell (literal "2")))) (make table-cell (process-children)))))
(element figure (make table (make table-row (make table-cell (make sequence content-map: '((there #f)) (make sequence label: 'there (literal "q")) (literal "r"))) (make table-cell (literal "s")))))
