<!DOCTYPE style-sheet PUBLIC "-//James Clark//DTD DSSSL Style Sheet//EN">
;; characters as flow objects (OpenJade's TeX ends with a fault at these)
(element doc (make scroll (make paragraph (make character char: #\x stretch-factor: 1.5) (make character char: #\A font-weight: 'bold)
   (make character char: #\space space?: #f input-whitespace?: #t math-class: 'operator)
   (make character char: #\U-00E9 glyph-id: (glyph-id "ISO/IEC 10036/RA//Glyphs::100") script: "ISO/IEC 10179::1996//Script::Latin" punct?: #t)
   (make radical radical: (make character char: #\U-221A font-size: 20pt) (literal "x"))
   (process-matching-children "title"))))
(element title (process-children))
