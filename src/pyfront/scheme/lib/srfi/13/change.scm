;; Maps, case, reversal. string-map and string-for-each of R7RS take several strings, those of SRFI 13 a part of one: here
;; they do both.

;; the string is made after the last call: a continuation may come back to an earlier one
(define (map-part f s start end)
  (let loop ((i start) (chars '()))
    (if (< i end)
        (loop (+ i 1) (cons (f (string-ref s i)) chars))
        (list->string (reverse chars)))))

(define-on-range "string-map" 2 (map-range f) (s start end)
  (map-part f s start end))

(define-on-range "string-for-each" 2 (for-range f) (s start end)
  (let loop ((i start))
    (if (< i end)
        (begin
          (f (string-ref s i))
          (loop (+ i 1))))))

(define (string-map f s . more)
  (if (and (pair? more) (string? (car more)))
      (apply base:string-map f s more)
      (apply map-range f s more)))

(define (string-for-each f s . more)
  (if (and (pair? more) (string? (car more)))
      (apply base:string-for-each f s more)
      (apply for-range f s more)))

(define-on-range "string-for-each-index" 2 (string-for-each-index f) (s start end)
  (let loop ((i start))
    (if (< i end)
        (begin
          (f i)
          (loop (+ i 1))))))

(define-on-range "string-map!" 2 (string-map! f) (s start end)
  (let loop ((i start))
    (if (< i end)
        (begin
          (string-set! s i (f (string-ref s i)))
          (loop (+ i 1))))))

;;; ------------------------------------------------------------- case: a character becomes one character

(define (titlecase s start end)
  (let loop ((i start) (inside? #f) (chars '()))
    (if (< i end)
        (let ((c (string-ref s i)))
          (cond ((not (char-alphabetic? c)) (loop (+ i 1) #f (cons c chars)))
                (inside? (loop (+ i 1) #t (cons (char-downcase c) chars)))
                (else (loop (+ i 1) #t (cons (char-upcase c) chars)))))
        (list->string (reverse chars)))))

(define-on-range "string-titlecase" 1 (string-titlecase) (s start end)
  (titlecase s start end))

(define-on-range "string-titlecase!" 1 (string-titlecase!) (s start end)
  (string-copy! s start (titlecase s start end)))

;; the language's for whole strings, where a character may become several
(define string-upcase
  (case-lambda
    ((s)
     (check-string "string-upcase" 1 s)
     (base:string-upcase s))
    ((s . range) (apply map-range char-upcase s range))))

(define string-downcase
  (case-lambda
    ((s)
     (check-string "string-downcase" 1 s)
     (base:string-downcase s))
    ((s . range) (apply map-range char-downcase s range))))

(define-on-range "string-upcase!" 1 (string-upcase!) (s start end)
  (string-map! char-upcase s start end))

(define-on-range "string-downcase!" 1 (string-downcase!) (s start end)
  (string-map! char-downcase s start end))

;;; ------------------------------------------------------------- reversal

(define-on-range "string-reverse" 1 (string-reverse) (s start end)
  (list->string (string-fold cons '() s start end)))

(define-on-range "string-reverse!" 1 (string-reverse!) (s start end)
  (string-copy! s start (string-reverse s start end)))
