;; Expressions that stand for one character of a set. A context says how letters and names are meant: bits of a number.

(define ignore-case 1)
(define ascii-only 2)
(define no-capture 4)

(define (in? context bit) (odd? (quotient context bit)))
(define (with context bit) (if (in? context bit) context (+ context bit)))
(define (without context bit) (if (in? context bit) (- context bit) context))

;;; ------------------------------------------------------------- case

;; all that have cases; made when it is wanted
(define cased-set #f)
(define (cased)
  (if (not cased-set)
      (set! cased-set (char-set-union char-set:lower-case char-set:upper-case char-set:title-case)))
  cased-set)

;; with all characters that differ from one of the set in case only
(define (all-cases set context)
  (if (in? context ascii-only)
      (let ((letters (char-set-intersection set ascii-letters)))
        (char-set-union set (char-set-map char-upcase letters) (char-set-map char-downcase letters)))
      (let ((folded (char-set-map char-foldcase (char-set-intersection set (cased)))))
        (char-set-union set folded
                        (char-set-filter (lambda (c) (char-set-contains? folded (char-foldcase c))) (cased))))))

(define (terminal set context)
  (if (in? context ignore-case) (all-cases set context) set))

;;; ------------------------------------------------------------- names

(define (range from to)
  (ucs-range->char-set (char->integer from) (+ 1 (char->integer to))))

(define ascii-letters (char-set-union (range #\a #\z) (range #\A #\Z)))
(define line-ends (char-set #\return #\newline))
(define underscore (char-set #\_))

;; #f if the symbol names no set
(define (named-set name context)
  (let ((set (full-set name)))
    (cond ((not set) #f)
          ((in? context ascii-only) (ascii-set name set context))
          ((and (in? context ignore-case) (memq name '(lower-case lower upper-case upper))) (all-cases set context))
          (else set))))

(define (full-set name)
  (case name
    ((any) char-set:full)
    ((nonl) (char-set-difference char-set:full line-ends))
    ((ascii) char-set:ascii)
    ((lower-case lower) char-set:lower-case)
    ((upper-case upper) char-set:upper-case)
    ((title-case title) char-set:title-case)
    ((alphabetic alpha) char-set:letter)
    ((numeric num digit) char-set:digit)
    ((alphanumeric alphanum alnum) char-set:letter+digit)
    ((punctuation punct) char-set:punctuation)
    ((symbol) char-set:symbol)
    ((graphic graph) char-set:graphic)
    ((whitespace white space) char-set:whitespace)
    ((printing print) char-set:printing)
    ((control cntrl) char-set:other)
    ((hex-digit xdigit) char-set:hex-digit)
    (else #f)))

(define (ascii-set name set context)
  (case name
    ((lower-case lower upper-case upper)
     (terminal (char-set-intersection char-set:ascii set) context))
    ((control cntrl) (ucs-range->char-set 0 32))
    (else (char-set-intersection char-set:ascii set))))

(define (everything context)
  (if (in? context ascii-only) char-set:ascii char-set:full))

(define (word-characters context)
  (char-set-union underscore (named-set 'alphanumeric context)))

;;; ------------------------------------------------------------- expressions

;; The set that an expression stands for; #f if it is none. An error if it can be nothing else, and is wrong.
(define (set-of x context)
  (cond ((char? x) (terminal (char-set x) context))
        ((char-set? x) (terminal x context))
        ((symbol? x) (named-set x context))
        ((string? x)
         (and (eqv? (string-length x) 1)
              (terminal (string->char-set x) context)))
        ((and (pair? x) (list? x)) (set-of-list x (car x) (cdr x) context))
        (else #f)))

(define (set-of-list x head args context)
  (if (string? head)
      (and (null? args)
           (terminal (string->char-set head) context))
      (case head
        ((char-set)
         (if (not (and (pair? args) (string? (car args)) (null? (cdr args))))
             (bad x))
         (terminal (string->char-set (car args)) context))
        ((/ char-range) (terminal (ranges x (range-points x args)) context))
        ((or |\||)
         (let ((sets (sets-of args context)))
           (and sets (apply char-set-union sets))))
        ((& and) (apply char-set-intersection (everything context) (sure-sets x args context)))
        ((- difference)
         (if (null? args)
             (bad x))
         (apply char-set-difference (sure-sets x args context)))
        ((~ complement) (apply char-set-difference (everything context) (sure-sets x args context)))
        ((w/case) (inner-set args (without context ignore-case)))
        ((w/nocase) (inner-set args (with context ignore-case)))
        ((w/ascii) (inner-set args (with context ascii-only)))
        ((w/unicode) (inner-set args (without context ascii-only)))
        (else #f))))

(define (inner-set args context)
  (and (pair? args)
       (null? (cdr args))
       (set-of (car args) context)))

;; #f if one of them is no set
(define (sets-of args context)
  (let loop ((rest args) (sets '()))
    (if (null? rest)
        (reverse sets)
        (let ((set (set-of (car rest) context)))
          (and set
               (loop (cdr rest) (cons set sets)))))))

(define (sure-sets x args context)
  (or (sets-of args context)
      (bad x)))

;; the characters of a range, from strings and characters, as a list
(define (range-points x args)
  (let loop ((rest args) (chars '()))
    (cond ((null? rest) (reverse chars))
          ((char? (car rest)) (loop (cdr rest) (cons (car rest) chars)))
          ((string? (car rest)) (loop (cdr rest) (append-reverse (string->list (car rest)) chars)))
          (else (bad x)))))

(define (ranges x points)
  (let loop ((rest points) (sets '()))
    (cond ((null? rest) (apply char-set-union sets))
          ((or (null? (cdr rest)) (char<? (cadr rest) (car rest))) (bad x))
          (else (loop (cddr rest) (cons (range (car rest) (cadr rest)) sets))))))

(define (bad x)
  (%out-of-range "regexp: not a regular expression" x))

(define (char-set->sre set)
  (if (not (char-set? set))
      (wrong "char-set->sre" 1 "a char-set" set))
  (let loop ((chars (char-set->list set)) (points '()))
    (cond ((null? chars) (if (null? points) '(or) (cons '/ (reverse points))))
          ((and (pair? points) (eqv? (char->integer (car chars)) (+ 1 (char->integer (car points)))))
           (loop (cdr chars) (cons (car chars) (cdr points))))
          (else (loop (cdr chars) (cons (car chars) (cons (car chars) points)))))))
