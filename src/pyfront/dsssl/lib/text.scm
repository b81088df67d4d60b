; Characters, strings, symbols beyond what the machine has.

(define (%ci f) (lambda (a b) (f (char-upcase a) (char-upcase b))))
(define char-ci=? (%ci (lambda (a b) (char=? a b))))
(define char-ci<? (%ci (lambda (a b) (char<? a b))))
(define char-ci>? (%ci (lambda (a b) (char>? a b))))
(define char-ci<=? (%ci (lambda (a b) (char<=? a b))))
(define char-ci>=? (%ci (lambda (a b) (char>=? a b))))

(define (%upcase s) (list->string (%map1 char-upcase (string->list s))))
(define (%string-ci f) (lambda (a b) (f (%upcase a) (%upcase b))))
(define string-ci=? (%string-ci (lambda (a b) (string=? a b))))
(define string-ci<? (%string-ci (lambda (a b) (string<? a b))))
(define string-ci>? (%string-ci (lambda (a b) (string>? a b))))
(define string-ci<=? (%string-ci (lambda (a b) (string<=? a b))))
(define string-ci>=? (%string-ci (lambda (a b) (string>=? a b))))
(define (string-equiv? a b k) (if (eq? k 1) (string-ci=? a b) (string=? a b)))

(define (char-property name c #!optional (default #f))
  (case name
    ((numeric-equiv) (let ((d (digit-value c))) (or d default)))
    ((space? input-whitespace?) (char-whitespace? c))
    ((input-tab?) (eqv? (char->integer c) 9))
    ((record-end?) (eqv? (char->integer c) 13))
    (else default)))
(define (char-script-case c #!rest cases) (error "char-script-case is not there yet"))
