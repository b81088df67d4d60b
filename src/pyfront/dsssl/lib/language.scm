; Languages: case and collation of those that a style sheet defines. Without a current language, and in one that is asked for by
; its name, case and order are those of Unicode.
;
; A language that is defined has, of each case, a vector of 256 characters and an association list of the others; and for collation
; an association list (string . position) of its collating elements, the position of all others, the levels (backward? position?),
; and for each position and level the list of its weights.

(define %language-type (%make-rtd 'language (vector 'upper 'lower 'elements 'other 'levels 'weights)))
(define (%make-language upper lower elements other levels weights)
  (%make-record %language-type (%case-table upper) (%case-table lower) elements other levels (list->vector weights)))
(define (language name country)
  (%make-record %language-type #f #f #f #f #f (list (%language-part name) (%language-part country))))
(define (%language-part x) (if (or (string? x) (symbol? x)) x (error "language: this is no string or symbol" x)))
(define (language? x) (%record? x %language-type))

(define %current-language #f)
(define %declared-language #f)
(define (%declare-language x)
  (set! %declared-language (%check-language x "declare-default-language"))
  (set! %current-language x))
(define (%check-language x who)
  (if (language? x) x (error (string-append who ": this is no language") x)))
(define (current-language) %current-language)
(define (with-language language thunk)
  (let ((before %current-language))
    (set! %current-language (%check-language language "with-language"))
    (let ((value (thunk)))
      (set! %current-language before)
      value)))

(define (%defined-language)        ; the current one, if a style sheet defines it
  (and %current-language (%record-ref %current-language %language-type 0) %current-language))

; ---- case

(define (%case-table pairs)
  (let ((low (make-vector 256 #f)))
    (let loop ((pairs pairs) (others '()))
      (if (null? pairs)
          (cons low others)
          (let ((code (char->integer (caar pairs))))
            (if (%lt code 256)
                (begin (vector-set! low code (cdar pairs)) (loop (cdr pairs) others))
                (loop (cdr pairs) (cons (car pairs) others))))))))

(define (%case-of table c)
  (let ((code (char->integer c)))
    (or (if (%lt code 256)
            (vector-ref (car table) code)
            (let ((found (%assoc-equal c (cdr table)))) (and found (cdr found))))
        c)))

(define (%language-char-upcase c)
  (if (%defined-language) (%case-of (%record-ref %current-language %language-type 0) c) (char-upcase c)))
(define (%language-char-downcase c)
  (if (%defined-language) (%case-of (%record-ref %current-language %language-type 1) c) (char-downcase c)))

; ---- collation

(define (%elements-of text)        ; positions of the collating elements, the longest that fit
  (let ((elements (%record-ref %current-language %language-type 2))
        (other (%record-ref %current-language %language-type 3))
        (end (string-length text)))
    (let loop ((i 0) (done '()))
      (if (eq? i end)
          (reverse! done)
          (let longer ((j (%add i 1)) (behind (%add i 1)) (position other))
            (let ((found (and (%le j end) (%assoc-equal (substring text i j) elements))))
              (if found
                  (longer (%add j 1) j (cdr found))
                  (loop behind (cons position done)))))))))

(define (%weights-at positions level number)
  (let ((weights (%record-ref %current-language %language-type 5)) (backward (car level)) (place (cdr level)))
    (let loop ((positions (if backward (reverse positions) positions)) (i 0) (done '()))
      (if (or (null? positions) (not (car positions)))
          (reverse! done)
          (let inner ((own (let ((own (list-ref (vector-ref weights (car positions)) number))) (if backward (reverse own) own))) (done done))
            (if (null? own)
                (loop (cdr positions) (%add i 1) done)
                (inner (cdr own) (cons (car own) (if place (cons i done) done)))))))))

(define (%compare-weights a b)
  (cond ((null? a) (if (null? b) 0 -1))
        ((null? b) 1)
        ((%lt (car a) (car b)) -1)
        ((%lt (car b) (car a)) 1)
        (else (%compare-weights (cdr a) (cdr b)))))

(define (%compare a b k)           ; at the first k levels: -1, 0, 1
  (let ((as (%elements-of a)) (bs (%elements-of b)))
    (let loop ((levels (%record-ref %current-language %language-type 4)) (number 0))
      (if (or (null? levels) (eq? number k))
          0
          (let ((found (%compare-weights (%weights-at as (car levels) number) (%weights-at bs (car levels) number))))
            (if (eq? found 0) (loop (cdr levels) (%add number 1)) found))))))

(define (%check-text x who)
  (if (string? x) x (error (string-append who ": this is no string") x)))
(define (%collating who plain test)
  (lambda (a b)
    (%check-text a who)
    (%check-text b who)
    (if (%defined-language) (test (%compare a b -1)) (plain a b))))
(define %language-string<? (%collating "string<?" (lambda (a b) (string<? a b)) (lambda (n) (eq? n -1))))
(define %language-string<=? (%collating "string<=?" (lambda (a b) (string<=? a b)) (lambda (n) (not (eq? n 1)))))
(define (%language-string>? a b) (%language-string<? b a))
(define (%language-string>=? a b) (%language-string<=? b a))
(define (%language-char<? a b) (%language-string<? (string a) (string b)))
(define (%language-char<=? a b) (%language-string<=? (string a) (string b)))
(define (%language-char>? a b) (%language-char<? b a))
(define (%language-char>=? a b) (%language-char<=? b a))

(define (%language-ci f) (lambda (a b) (f (%language-char-upcase a) (%language-char-upcase b))))
(define char-ci=? (%language-ci (lambda (a b) (char=? a b))))
(define char-ci<? (%language-ci %language-char<?))
(define char-ci>? (%language-ci %language-char>?))
(define char-ci<=? (%language-ci %language-char<=?))
(define char-ci>=? (%language-ci %language-char>=?))

(define (%upcase s) (list->string (%map1 %language-char-upcase (string->list s))))
(define (%language-string-ci f) (lambda (a b) (f (%upcase a) (%upcase b))))
(define string-ci=? (%language-string-ci (lambda (a b) (string=? a b))))
(define string-ci<? (%language-string-ci %language-string<?))
(define string-ci>? (%language-string-ci %language-string>?))
(define string-ci<=? (%language-string-ci %language-string<=?))
(define string-ci>=? (%language-string-ci %language-string>=?))

(define (string-equiv? a b k)
  (%check-text a "string-equiv?")
  (%check-text b "string-equiv?")
  (if (not (and (exact-integer? k) (%lt 0 k))) (error "string-equiv?: the number of levels is positive" k))
  (cond ((%defined-language) (eq? (%compare a b k) 0))
        ((eq? k 1) (string-ci=? a b))
        (else (string=? a b))))
