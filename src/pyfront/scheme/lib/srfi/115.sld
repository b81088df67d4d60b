;; SRFI 115: regular expressions written as data, with all its extensions. They are matched in time linear in the text,
;; but for back references and look-behind of unbounded length.

(define-library (srfi 115)
  (export
    regexp rx regexp->sre char-set->sre valid-sre? regexp?
    regexp-matches regexp-matches? regexp-search regexp-fold regexp-extract regexp-split regexp-partition
    regexp-replace regexp-replace-all
    regexp-match? regexp-match-count regexp-match-submatch regexp-match-submatch-start regexp-match-submatch-end
    regexp-match->list)
  (import (vmcore) (srfi 14))
  (include "arguments.scm" "115/sets.scm" "115/parse.scm" "115/places.scm" "115/compile.scm" "115/match.scm"
           "115/procedures.scm" "115/unicode.scm"))
