;; Comparing strings, and their beginnings and ends.

;; how many characters two parts have in common at the beginning, or at the end
(define (common s1 start1 end1 s2 start2 end2 same?)
  (let ((most (min (- end1 start1) (- end2 start2))))
    (let loop ((n 0))
      (if (and (< n most)
               (same? (string-ref s1 (+ start1 n)) (string-ref s2 (+ start2 n))))
          (loop (+ n 1))
          n))))

(define (common-right s1 start1 end1 s2 start2 end2 same?)
  (let ((most (min (- end1 start1) (- end2 start2))))
    (let loop ((n 0))
      (if (and (< n most)
               (same? (string-ref s1 (- end1 n 1)) (string-ref s2 (- end2 n 1))))
          (loop (+ n 1))
          n))))

;; (f s1 index): one of three, by which string comes first; the index is that of the first difference, in the first string
(define (compare who s1 s2 range k same? before? less equal greater)
  (on-both who 1 s1 s2 k range
    (lambda (start1 end1 start2 end2)
      (let* ((n (common s1 start1 end1 s2 start2 end2 same?))
             (i (+ start1 n))
             (j (+ start2 n)))
        (cond ((eqv? i end1) ((if (eqv? j end2) equal less) i))
              ((eqv? j end2) (greater i))
              ((before? (string-ref s1 i) (string-ref s2 j)) (less i))
              (else (greater i)))))))

(define (string-compare s1 s2 less equal greater . range)
  (compare "string-compare" s1 s2 range 6 char=? char<? less equal greater))

(define (string-compare-ci s1 s2 less equal greater . range)
  (compare "string-compare-ci" s1 s2 range 6 char-ci=? char-ci<? less equal greater))

(define (yes i) #t)
(define (no i) #f)

(define-syntax define-comparisons
  (syntax-rules ()
    ((_ same? before? (name who whole less equal greater) ...)
     (begin
       (define name
         (case-lambda
           ((s1 s2)
            (check-string who 1 s1)
            (check-string who 2 s2)
            (whole s1 s2))
           ((s1 s2 . range)
            (compare who s1 s2 range 3 same? before? less equal greater))))
       ...))))

(define (different? s1 s2) (not (string=? s1 s2)))

(define-comparisons char=? char<?
  (string= "string=" string=? no yes no)
  (string<> "string<>" different? yes no yes)
  (string< "string<" string<? yes no no)
  (string> "string>" string>? no no yes)
  (string<= "string<=" string<=? yes yes no)
  (string>= "string>=" string>=? no yes yes))

;; character by character: the whole strings could be folded to others of different lengths
(define-syntax define-ci-comparisons
  (syntax-rules ()
    ((_ (name who less equal greater) ...)
     (begin
       (define (name s1 s2 . range)
         (compare who s1 s2 range 3 char-ci=? char-ci<? less equal greater))
       ...))))

(define-ci-comparisons
  (string-ci= "string-ci=" no yes no)
  (string-ci<> "string-ci<>" yes no yes)
  (string-ci< "string-ci<" yes no no)
  (string-ci> "string-ci>" no no yes)
  (string-ci<= "string-ci<=" yes yes no)
  (string-ci>= "string-ci>=" no yes yes))

;;; ------------------------------------------------------------- hashes

(define (hash-of s bound who)
  (if (not (and (exact-integer? bound) (>= bound 0)))
      (wrong who 2 "a non-negative exact integer" bound))
  (if (eqv? bound 0)
      (base:string-hash s)
      (base:string-hash s bound)))

(define-on-range/optional "string-hash" (string-hash s) (bound 0) (start end)
  (hash-of (substring s start end) bound "string-hash"))

(define-on-range/optional "string-hash-ci" (string-hash-ci s) (bound 0) (start end)
  (hash-of (map-part char-foldcase s start end) bound "string-hash-ci"))

;;; ------------------------------------------------------------- beginnings and ends

(define-syntax define-lengths
  (syntax-rules ()
    ((_ (name who common same?) ...)
     (begin
       (define (name s1 s2 . range)
         (on-both who 1 s1 s2 3 range
           (lambda (start1 end1 start2 end2)
             (common s1 start1 end1 s2 start2 end2 same?))))
       ...))))

(define-lengths
  (string-prefix-length "string-prefix-length" common char=?)
  (string-prefix-length-ci "string-prefix-length-ci" common char-ci=?)
  (string-suffix-length "string-suffix-length" common-right char=?)
  (string-suffix-length-ci "string-suffix-length-ci" common-right char-ci=?))

;; does the second string begin or end with the first?
(define-syntax define-tests
  (syntax-rules ()
    ((_ (name who common same?) ...)
     (begin
       (define (name s1 s2 . range)
         (on-both who 1 s1 s2 3 range
           (lambda (start1 end1 start2 end2)
             (eqv? (common s1 start1 end1 s2 start2 end2 same?) (- end1 start1)))))
       ...))))

(define-tests
  (string-prefix? "string-prefix?" common char=?)
  (string-prefix-ci? "string-prefix-ci?" common char-ci=?)
  (string-suffix? "string-suffix?" common-right char=?)
  (string-suffix-ci? "string-suffix-ci?" common-right char-ci=?))
