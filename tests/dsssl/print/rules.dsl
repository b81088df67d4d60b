<!DOCTYPE style-sheet PUBLIC "-//James Clark//DTD DSSSL Style Sheet//EN">
<style-sheet><style-specification id="first" use="second"><style-specification-body>
;; style rules: all that match count, the most specific first; forced and overriding values; modes
(element p font-size: 12pt quadding: 'center)
(element (note p) font-size: (* 2 (inherited-font-size)) font-weight: 'bold)
(element em font-posture: 'italic)
(id "two" line-spacing: 20pt)
(default language: 'EN)
(element doc (make simple-page-sequence (process-children) (with-mode other (process-children))))
(element p (make paragraph font-size: 8pt (literal "in a paragraph: ") (process-children)))
(element title (next-match (style font-size: 30pt start-indent: 1pt)))
(element table (make sequence force!font-size: 40pt use: (style font-size: 1pt end-indent: 2pt) (literal "t")))
(mode other
  (element em font-posture: 'upright start-indent: 3pt)
  (element p (process-children))
  (default (empty-sosofo))
  (element em (process-children)))
</style-specification-body></style-specification>
<style-specification id="second"><style-specification-body>
(element p font-size: 13pt font-family-name: "Second")
(element title (make paragraph font-size: 10pt (process-children)))
(default (process-children))
</style-specification-body></style-specification></style-sheet>
