;; What works on strings or parts of them, and what looks for characters.

(define (check-string who n s)
  (if (not (string? s))
      (wrong who n "a string" s)))

;; (define-on-range who n (name x ...) (s start end) body ...): a procedure of x ..., a string, which is argument n, and
;; where the part to work on begins and ends, which need not be given.
(define-syntax define-on-range
  (syntax-rules ()
    ((_ who n (name x ...) (s start end) body ...)
     (define name
       (case-lambda
         ((x ... s)
          (check-string who n s)
          (name x ... s 0 (string-length s)))
         ((x ... s start)
          (check-string who n s)
          (name x ... s start (string-length s)))
         ((x ... s start end)
          (check-string who n s)
          (check-range who (+ n 1) start end (string-length s))
          body ...))))))

;; the same with the string first, and something optional between it and the part
(define-syntax define-on-range/optional
  (syntax-rules ()
    ((_ who (name s x ...) (option default) (start end) body ...)
     (define name
       (case-lambda
         ((s x ...)
          (check-string who 1 s)
          (name s x ... default 0 (string-length s)))
         ((s x ... option)
          (check-string who 1 s)
          (name s x ... option 0 (string-length s)))
         ((s x ... option start)
          (check-string who 1 s)
          (name s x ... option start (string-length s)))
         ((s x ... option start end)
          (check-string who 1 s)
          (check-range who (length '(s x ... option start)) start end (string-length s))
          body ...))))))

;; (f start1 end1 start2 end2) for two strings, which are arguments n and n + 1, and what was given of these
(define (on-both who n s1 s2 k range f)
  (check-string who n s1)
  (check-string who (+ n 1) s2)
  (if (null? range)
      (f 0 (string-length s1) 0 (string-length s2))
      (let* ((size1 (string-length s1))
             (size2 (string-length s2))
             (start1 (car range))
             (end1 (optional range 1 size1))
             (start2 (optional range 2 0))
             (end2 (optional range 3 size2)))
        (check-range who k start1 end1 size1)
        (check-range who (+ k 2) start2 end2 size2)
        (f start1 end1 start2 end2))))

;; the item number i of a list of optional arguments
(define (optional range i default)
  (cond ((null? range) default)
        ((eqv? i 0) (car range))
        (else (optional (cdr range) (- i 1) default))))

;; the predicate that a character, a set of characters or a predicate stands for
(define (predicate who n x)
  (cond ((procedure? x) x)
        ((char? x) (lambda (c) (eqv? c x)))
        ((char-set? x)
         (let ((bounds (srfi-14:bounds-of x)))
           (lambda (c) (srfi-14:member? bounds (char->integer c)))))
        (else (wrong who n "a character, a char-set or a procedure" x))))

;; the first index of a part, or the last, whose character is, or is not, as the predicate says
(define (find-index s start end wanted? yes?)
  (let loop ((i start))
    (cond ((eqv? i end) #f)
          ((eq? yes? (if (wanted? (string-ref s i)) #t #f)) i)
          (else (loop (+ i 1))))))

(define (find-index-right s start end wanted? yes?)
  (let loop ((i (- end 1)))
    (cond ((< i start) #f)
          ((eq? yes? (if (wanted? (string-ref s i)) #t #f)) i)
          (else (loop (- i 1))))))
