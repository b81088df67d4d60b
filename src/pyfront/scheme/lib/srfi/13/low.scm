;; Parts given by optional arguments; the search of Knuth, Morris and Pratt.

(define (name-of procedure)
  (let ((name (and (procedure? procedure) (%procedure-name procedure))))
    (cond ((symbol? name) (symbol->string name))
          ((string? name) name)
          ((symbol? procedure) (symbol->string procedure))
          (else "substring"))))

(define (check-substring-spec procedure s start end)
  (let ((who (name-of procedure)))
    (if (not (string? s))
        (%wrong-type (string-append who ": not a string") s))
    (if (not (substring-spec-ok? s start end))
        (%out-of-range
         (string-append who ": not a part of a string of length " (number->string (string-length s)))
         (cons start end)))))

(define (substring-spec-ok? s start end)
  (and (string? s)
       (exact-integer? start)
       (exact-integer? end)
       (<= 0 start end (string-length s))))

(define (string-parse-start+end procedure s args)
  (check-substring-spec procedure s 0 0)
  (let* ((start (if (pair? args) (car args) 0))
         (rest (if (pair? args) (cdr args) '()))
         (end (if (pair? rest) (car rest) (string-length s))))
    (check-substring-spec procedure s start end)
    (values (if (pair? rest) (cdr rest) '()) start end)))

(define (string-parse-final-start+end procedure s args)
  (let-values (((rest start end) (string-parse-start+end procedure s args)))
    (if (pair? rest)
        (%out-of-range (string-append (name-of procedure) ": too many arguments") rest))
    (values start end)))

(define-syntax let-string-start+end
  (syntax-rules ()
    ((_ (start end) procedure s args body ...)
     (let-values (((start end) (string-parse-final-start+end procedure s args)))
       body ...))
    ((_ (start end rest) procedure s args body ...)
     (let-values (((rest start end) (string-parse-start+end procedure s args)))
       body ...))))

;;; ------------------------------------------------------------- searching without going back

;; item i: if i characters of the pattern were found, but not the next, so many of them may be the beginning of it; -1 if
;; the next character of the text cannot be the first of the pattern either
(define make-kmp-restart-vector
  (case-lambda
    ((pattern) (make-kmp-restart-vector pattern char=?))
    ((pattern same?)
     (check-string "make-kmp-restart-vector" 1 pattern)
     (make-kmp-restart-vector pattern same? 0 (string-length pattern)))
    ((pattern same? start)
     (check-string "make-kmp-restart-vector" 1 pattern)
     (make-kmp-restart-vector pattern same? start (string-length pattern)))
    ((pattern same? start end)
     (check-string "make-kmp-restart-vector" 1 pattern)
     (check-range "make-kmp-restart-vector" 3 start end (string-length pattern))
     (let* ((size (- end start))
            (restart (make-vector size -1)))
       ;; found: length of the longest proper beginning of what precedes i that is also its end
       (let loop ((i 1) (found 0))
         (if (< i size)
             (let ((c (string-ref pattern (+ start i))))
               (vector-set! restart i
                            (if (same? c (string-ref pattern (+ start found)))
                                (vector-ref restart found)
                                found))
               (let back ((found found))
                 (cond ((eqv? found -1) (loop (+ i 1) 0))
                       ((same? c (string-ref pattern (+ start found))) (loop (+ i 1) (+ found 1)))
                       (else (back (vector-ref restart found))))))))
       restart))))

(define (kmp-step pattern restart c i same? start)
  (let loop ((i i))
    (cond ((eqv? i -1) 0)
          ((same? c (string-ref pattern (+ i start))) (+ i 1))
          (else (loop (vector-ref restart i))))))

(define (string-kmp-partial-search pattern restart s i . options)
  (check-string "string-kmp-partial-search" 1 pattern)
  (check-string "string-kmp-partial-search" 3 s)
  (let ((same? (optional options 0 char=?))
        (pattern-start (optional options 1 0))
        (start (optional options 2 0))
        (end (optional options 3 (string-length s)))
        (size (vector-length restart)))
    (check-range "string-kmp-partial-search" 7 start end (string-length s))
    (let loop ((k start) (i i))
      (cond ((eqv? i size) (- k))
            ((eqv? k end) i)
            (else (loop (+ k 1) (kmp-step pattern restart (string-ref s k) i same? pattern-start)))))))
