;; A JSON parser with positions in its errors, and a pretty printer.
;;
;; JSON values: objects are tagged association lists (object (key . value) ...), arrays are vectors, strings are
;; strings, numbers are numbers, and true, false, null are #t, #f and the symbol null.
(import (scheme base) (scheme char) (scheme write))

(define-record-type <json-error>
  (make-json-error message line column)
  json-error?
  (message json-error-message)
  (line json-error-line)
  (column json-error-column))

;;; ---------------------------------------------------------------- reader

;; A cursor knows where it is in the text, for the error messages.
(define-record-type <cursor>
  (make-cursor text index line column)
  cursor?
  (text cursor-text)
  (index cursor-index set-cursor-index!)
  (line cursor-line set-cursor-line!)
  (column cursor-column set-cursor-column!))

(define (peek c)
  (if (< (cursor-index c) (string-length (cursor-text c)))
      (string-ref (cursor-text c) (cursor-index c))
      (eof-object)))

(define (advance! c)
  (let ((char (peek c)))
    (set-cursor-index! c (+ 1 (cursor-index c)))
    (cond
      ((eqv? char #\newline)
       (set-cursor-line! c (+ 1 (cursor-line c)))
       (set-cursor-column! c 1))
      (else (set-cursor-column! c (+ 1 (cursor-column c)))))
    char))

(define (json-fail c message)
  (raise (make-json-error message (cursor-line c) (cursor-column c))))

(define (describe char)
  (if (eof-object? char) "the end" (string-append "'" (string char) "'")))

(define (skip-space! c)
  (when (memv (peek c) '(#\space #\tab #\newline #\return))
    (advance! c)
    (skip-space! c)))

(define (expect! c char)
  (if (eqv? (peek c) char)
      (advance! c)
      (json-fail c (string-append "expected " (describe char) ", found " (describe (peek c))))))

(define (read-word! c word value)
  (string-for-each (lambda (char) (expect! c char)) word)
  value)

(define (read-value! c)
  (skip-space! c)
  (let ((char (peek c)))
    (cond
      ((eof-object? char) (json-fail c "expected a value, found the end"))
      ((char=? char #\{) (read-object! c))
      ((char=? char #\[) (read-array! c))
      ((char=? char #\") (read-text! c))
      ((char=? char #\t) (read-word! c "true" #t))
      ((char=? char #\f) (read-word! c "false" #f))
      ((char=? char #\n) (read-word! c "null" 'null))
      ((or (char=? char #\-) (char<=? #\0 char #\9)) (read-number! c))
      (else (json-fail c (string-append "expected a value, found " (describe char)))))))

;; items between commas until the closing character
(define (read-items! c close read-item!)
  (advance! c)
  (skip-space! c)
  (if (eqv? (peek c) close)
      (begin (advance! c) '())
      (let loop ((items (list (read-item! c))))
        (skip-space! c)
        (cond
          ((eqv? (peek c) #\,)
           (advance! c)
           (loop (cons (read-item! c) items)))
          ((eqv? (peek c) close)
           (advance! c)
           (reverse items))
          (else
           (json-fail c (string-append "expected ',' or " (describe close) ", found " (describe (peek c)))))))))

(define (read-array! c) (list->vector (read-items! c #\] read-value!)))

(define (read-object! c) (cons 'object (read-items! c #\} read-member!)))

(define (read-member! c)
  (skip-space! c)
  (unless (eqv? (peek c) #\")
    (json-fail c (string-append "expected a key, found " (describe (peek c)))))
  (let ((key (read-text! c)))
    (skip-space! c)
    (expect! c #\:)
    (cons key (read-value! c))))

(define escapes
  '((#\" . #\") (#\\ . #\\) (#\/ . #\/) (#\n . #\newline) (#\t . #\tab) (#\r . #\return)
    (#\b . #\backspace)))

(define (read-text! c)
  (expect! c #\")
  (let ((out (open-output-string)))
    (let loop ()
      (let ((char (peek c)))
        (cond
          ((eof-object? char) (json-fail c "string without end"))
          ((char=? char #\") (advance! c) (get-output-string out))
          ((char=? char #\newline) (json-fail c "line break in a string"))
          ((char=? char #\\)
           (advance! c)
           (write-char (read-escape! c) out)
           (loop))
          (else (write-char (advance! c) out) (loop)))))))

(define (read-escape! c)
  (let* ((char (peek c))
         (known (and (char? char) (assv char escapes))))
    (cond
      (known (advance! c) (cdr known))
      ((eqv? char #\u) (advance! c) (integer->char (read-hex! c 4 0)))
      (else (json-fail c (string-append "unknown escape " (describe char)))))))

(define (read-hex! c digits value)
  (if (= digits 0)
      value
      (let ((digit (and (char? (peek c)) (string->number (string (peek c)) 16))))
        (unless digit (json-fail c "four hexadecimal digits wanted"))
        (advance! c)
        (read-hex! c (- digits 1) (+ (* 16 value) digit)))))

;; exact arithmetic: 12.50e-1 is the rational 5/4
(define (read-number! c)
  (define (digits value count)
    (if (and (char? (peek c)) (char-numeric? (peek c)))
        (digits (+ (* 10 value) (digit-value (advance! c))) (+ count 1))
        (cons value count)))
  (define (some-digits)
    (let ((result (digits 0 0)))
      (when (= 0 (cdr result))
        (json-fail c (string-append "expected a digit, found " (describe (peek c)))))
      result))
  (define (accept! . chars)
    (and (memv (peek c) chars) (advance! c)))
  (let* ((sign (if (accept! #\-) -1 1))
         (whole (car (some-digits)))
         (fraction (if (accept! #\.) (some-digits) '(0 . 0)))
         (exponent (if (accept! #\e #\E)
                       (let ((sign (if (eqv? (accept! #\+ #\-) #\-) -1 1)))
                         (* sign (car (some-digits))))
                       0)))
    (* sign
       (+ whole (/ (car fraction) (expt 10 (cdr fraction))))
       (expt 10 exponent))))

(define (parse-json text)
  (let* ((c (make-cursor text 0 1 1))
         (value (read-value! c)))
    (skip-space! c)
    (unless (eof-object? (peek c))
      (json-fail c (string-append "expected the end, found " (describe (peek c)))))
    value))

;;; --------------------------------------------------------------- printer

(define (write-text text)
  (write-char #\")
  (string-for-each
   (lambda (char)
     (let ((escape (let loop ((pairs escapes))
                     (cond ((null? pairs) #f)
                           ((and (char=? (cdar pairs) char) (not (char=? char #\/))) (caar pairs))
                           (else (loop (cdr pairs)))))))
       (when escape (write-char #\\))
       (write-char (or escape char))))
   text)
  (write-char #\"))

;; Rationals with a denominator of twos and fives have a finite decimal expansion; all numbers read here do.
(define (write-decimal number)
  (when (negative? number) (write-char #\-))
  (let loop ((rest (abs number)) (first #t))
    (let* ((digit (floor rest))
           (more (* 10 (- rest digit))))
      (display digit)
      (unless (zero? more)
        (when first (write-char #\.))
        (loop more #f)))))

(define (indent depth)
  (newline)
  (write-string (make-string (* 2 depth) #\space)))

(define (write-members items depth open close write-item)
  (write-string open)
  (let loop ((items items) (first #t))
    (unless (null? items)
      (unless first (write-string ","))
      (indent (+ depth 1))
      (write-item (car items))
      (loop (cdr items) #f)))
  (unless (null? items) (indent depth))
  (write-string close))

(define (write-json value depth)
  (cond
    ((string? value) (write-text value))
    ((number? value) (write-decimal value))
    ((vector? value)
     (write-members (vector->list value) depth "[" "]"
                    (lambda (item) (write-json item (+ depth 1)))))
    ((pair? value)
     (write-members (cdr value) depth "{" "}"
                    (lambda (member)
                      (write-text (car member))
                      (write-string ": ")
                      (write-json (cdr member) (+ depth 1)))))
    ((eq? value 'null) (write-string "null"))
    (else (write-string (if value "true" "false")))))

;;; ---------------------------------------------------------------- access

;; a path is a list of keys (strings) and indexes (numbers)
(define (json-ref value path)
  (cond
    ((null? path) value)
    ((and (string? (car path)) (pair? value) (assoc (car path) (cdr value)))
     => (lambda (member) (json-ref (cdr member) (cdr path))))
    ((and (number? (car path)) (vector? value) (< (car path) (vector-length value)))
     (json-ref (vector-ref value (car path)) (cdr path)))
    (else #f)))

(define (json-depth value)
  (define (deepest values) (apply max 0 (map json-depth values)))
  (cond
    ((vector? value) (+ 1 (deepest (vector->list value))))
    ((pair? value) (+ 1 (deepest (map cdr (cdr value)))))
    (else 0)))

;;; --------------------------------------------------------------- samples

(define (try text)
  (guard (e ((json-error? e)
             (display "error at line ")
             (display (json-error-line e))
             (display ", column ")
             (display (json-error-column e))
             (display ": ")
             (display (json-error-message e))
             (newline)))
    (write-json (parse-json text) 0)
    (newline)))

(define order
  "{ \"id\": 4711, \"customer\": {\"name\": \"A. \\\"Ace\\\" Jensen\", \"tags\": [\"vip\", \"caf\\u00e9\"]},
     \"lines\": [
       {\"sku\": \"K-1\", \"count\": 3, \"price\": 12.50},
       {\"sku\": \"K\\\\2\", \"count\": 1, \"price\": 1e3}, {}
     ],
     \"paid\": false, \"note\": null, \"weights\": [0.125, -2.5E-2, 100e-2, []]
   }")

(try order)
(try "  [1, 2, [3, [4, [\"tab\\there\"]]], true]  ")
(try "\"just a string\"")

(let ((value (parse-json order)))
  (display (json-ref value '("lines" 1 "price"))) (newline)
  (display (json-ref value '("customer" "name"))) (newline)
  (display (json-ref value '("lines" 7 "price"))) (newline)
  (display (json-depth value)) (newline)
  (write (equal? value (parse-json order))) (newline))

;; one hundred arrays in each other
(let ((deep (string-append (make-string 100 #\[) (make-string 100 #\]))))
  (display (json-depth (parse-json deep)))
  (newline))

(for-each try
          '("" "[1, 2" "[1, 2,, 3]" "{\"a\" 1}" "{\"a\": 1,\n \"b\": 2,\n 17: 3}" "[1, tru]" "\"no end"
            "[1] 2" "{\"a\": -}" "\"bad \\x escape\"" "\"\\u12G4\"" "[1.]" "@"))
