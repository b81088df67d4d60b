<!DOCTYPE style-sheet PUBLIC "-//OpenJade//DTD DSSSL Specification//EN">
<style-sheet><style-specification><features>query multi-process expression charset</features><style-specification-body><![CDATA[
(declare-flow-object-class element "UNREGISTERED::James Clark//Flow Object Class::element")
(declare-flow-object-class formatting-instruction "UNREGISTERED::James Clark//Flow Object Class::formatting-instruction")
(define (t x) (make formatting-instruction data: x))
(declare-flow-object-macro wrapped ((tag "w") flag #!contents inner) (make element gi: tag (t (if flag "yes" "no")) inner (t "end")))
(declare-flow-object-macro mark ((n (+ 1 2)) m) (t (string-append "{" (number->string n) (if m m "-") "}")))
(define-language spanish
  (toupper (#\a #\A) (#\b #\B) (#\c #\C) (#\h #\H) (#\n #\N) (#\U-00F1 #\U-00D1))
  (tolower (#\A #\a) (#\B #\b) (#\C #\c) (#\H #\h) (#\N #\n) (#\U-00D1 #\U-00F1))
  (collate
    (element ch "ch")
    (symbol low)
    (symbol high)
    (order (forward (forward position))
      low
      high
      (#\a #\a low) (#\A #\a high) (#\b #\b low) (#\B #\b high) (#\c #\c low) (#\C #\c high) (ch ch low)
      (#\d #\d low) (#\n #\n low) (#\N #\n high) (#\U-00F1 #\U-00F1 low) (#\o #\o low)
      #t)))
(define-language backwards
  (collate (order (backward) #\a #\b #\c)))
(declare-default-language spanish)
(define (show x) (cond ((string? x) x) ((char? x) (string x)) ((boolean? x) (if x "#t" "#f")) (else "?")))
(define (line #!rest xs) (t (string-append (apply string-append (map (lambda (x) (string-append (show x) " ")) xs)) "\carriage-return;")))
(define words '("a" "A" "ab" "AB" "b" "c" "cz" "ch" "d" "n" "\U-00F1" "o" "co" "cho" "" "zz"))
(define (order f) (apply line (apply append (map (lambda (a) (map (lambda (b) (f a b)) words)) words))))
(root (sosofo-append
  (line (char-upcase #\a) (char-upcase #\z) (char-downcase #\C) (char-upcase #\U-00F1) (char-downcase #\Z))
  (order string<?) (order string<=?) (order string>?) (order string>=?) (order string-ci=?) (order string-ci<?)
  (order (lambda (a b) (string-equiv? a b 1))) (order (lambda (a b) (string-equiv? a b 2)))
  (line (char<? #\a #\b) (char<? #\A #\a) (char<=? #\a #\a) (char>? #\c #\b) (char-ci=? #\a #\A) (char-ci<? #\N #\o))
  (line (with-language backwards (lambda () (string<? "ab" "ba"))) (with-language backwards (lambda () (string<? "ba" "ab"))) (string<? "ab" "ba"))
  (line (language? spanish) (language? (current-language)) (equal? (current-language) spanish))
  (process-children)))
(element par (make wrapped tag: "p"))
(element head (make wrapped flag: #t (t "T") (process-children)))
(element em (make sequence (make mark) (make mark n: 7 m: "x") (process-children)))
]]></style-specification-body></style-specification></style-sheet>
