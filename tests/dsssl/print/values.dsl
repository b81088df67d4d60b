<!DOCTYPE style-sheet PUBLIC "-//James Clark//DTD DSSSL Style Sheet//EN">
;; values that a characteristic cannot have are as if they were not given; what is asked for in characteristics that are not inherited
(define (name x) (cond ((symbol? x) (symbol->string x)) ((string? x) x) ((char? x) (string x)) ((null? x) "none") ((sosofo? x) "sosofo") (x "yes") (else "no")))
(element doc (make scroll (process-children)))
(element title (sosofo-append
  (make paragraph position-preference: 'inside keep: 'page-region break-before: 'column break-after: #t space-before: 2pt (process-children))
  (make paragraph (make rule orientation: 'left) (make rule orientation: 'escapement length: 1in))
  (make external-graphic scale: 'none escapement-direction: 'horizontal entity-system-id: "a")
  (make score type: 'none (literal "not scored")) (make score type: 'after (literal "scored"))))
(element note (make embedded-text direction: 'horizontal (process-children)))
(element code (sosofo-append (make paragraph (make character char: #\a math-class: 'top math-font-posture: 'front stretch-factor: 2.5))
  (make paragraph font-family-name: "a & b" language: 'E1 country: 'DE lines: 'initial font-weight: 'centered (process-children))))
(element table (make table before-row-border: (literal "no") after-row-border: (make table-border) before-column-border: (make table-border line-thickness: 3pt)
                           after-column-border: #t table-border: 'none
                 (make table-column column-number: 0 n-columns-spanned: 2) (process-children)))
(element row (make table-row (process-children)))
(element head (make table-row cell-before-row-border: #t (process-children)))
(element cell (make table-cell n-columns-spanned: (if (= (child-number) 2) (string->number (attribute-string "span")) -1) n-rows-spanned: 0 starts-row?: 'a (make paragraph (process-children))))
(element figure (make sequence hyphenation-remain-char-count: 3
  (make external-graphic entity-system-id: (name (inherited-font-weight)) notation-system-id: (name (actual-hyphenation-char)))
  (make external-graphic entity-system-id: (name (actual-fraction-bar)) notation-system-id: (name (inherited-hyphenation-exceptions)))
  (make external-graphic entity-system-id: (name (actual-line-dash)) notation-system-id: (number->string (actual-hyphenation-remain-char-count)))))
(element sum (make paragraph (make math-sequence (process-children)
  (make radical radical: (literal "no") (literal "r")) (make radical radical: (make character char: #\r) (literal "s"))
  (make fraction fraction-bar: (make rule line-thickness: 2pt) (literal "f")))))
(element over (make multi-mode (process-children)))
(element under (make multi-mode multi-modes: 'all (process-children)))
