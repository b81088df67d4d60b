;; Comparators and their use.

(define-record-type comparator (new-comparator type? same? before? hash ordered? hashable?) comparator?
  (type? type-of)
  (same? same-of)
  (before? before-of)
  (hash hash-of)
  (ordered? ordered-field)
  (hashable? hashable-field))

(define (check-comparator who x)
  (if (not (comparator? x))
      (wrong who 1 "a comparator" x)))

(define (check-procedure who n x)
  (if (not (procedure? x))
      (wrong who n "a procedure" x)))

(define (any-type x) #t)

(define (no-order . objects)
  (%wrong-type "the comparator has no order" objects))

(define (no-hash . objects)
  (%wrong-type "the comparator has no hash function" objects))

;; #t: any object is of the type; objects are the same when neither is before the other. #f: there is none.
(define (make-comparator type? same? before? hash)
  (let ((type? (if (eq? type? #t) any-type type?)))
    (check-procedure "make-comparator" 1 type?)
    (if (eq? same? #t)
        (check-procedure "make-comparator" 3 before?)
        (check-procedure "make-comparator" 2 same?))
    (if before? (check-procedure "make-comparator" 3 before?))
    (if hash (check-procedure "make-comparator" 4 hash))
    (new-comparator type?
                    (if (eq? same? #t)
                        (lambda (x y) (not (or (before? x y) (before? y x))))
                        same?)
                    (or before? no-order)
                    (or hash no-hash)
                    (and before? #t)
                    (and hash #t))))

(define-syntax define-accessors
  (syntax-rules ()
    ((_ (name who field) ...)
     (begin
       (define (name comparator)
         (check-comparator who comparator)
         (field comparator))
       ...))))

(define-accessors
  (comparator-ordered? "comparator-ordered?" ordered-field)
  (comparator-hashable? "comparator-hashable?" hashable-field)
  (comparator-type-test-predicate "comparator-type-test-predicate" type-of)
  (comparator-equality-predicate "comparator-equality-predicate" same-of)
  (comparator-ordering-predicate "comparator-ordering-predicate" before-of)
  (comparator-hash-function "comparator-hash-function" hash-of))

(define (comparator-test-type comparator x)
  (check-comparator "comparator-test-type" comparator)
  ((type-of comparator) x))

(define (comparator-check-type comparator x)
  (check-comparator "comparator-check-type" comparator)
  (if (not ((type-of comparator) x))
      (wrong "comparator-check-type" 2 "of the comparator's type" x))
  #t)

(define (comparator-hash comparator x)
  (check-comparator "comparator-hash" comparator)
  ((hash-of comparator) x))

(define (make-eq-comparator) (make-comparator #t eq? #f eq-hash))
(define (make-eqv-comparator) (make-comparator #t eqv? #f eqv-hash))
(define (make-equal-comparator) (make-comparator #t equal? #f equal-hash))

;;; ------------------------------------------------------------- comparison

;; each object with its successor
(define-syntax define-relations
  (syntax-rules ()
    ((_ (name who field holds? a b expression) ...)
     (begin
       (define name
         (case-lambda
           ((comparator a b)
            (check-comparator who comparator)
            (let ((holds? (field comparator)))
              expression))
           ((comparator a b . more)
            (check-comparator who comparator)
            (let ((holds? (field comparator)))
              (let loop ((a a) (b b) (rest more))
                (and expression
                     (or (null? rest)
                         (loop b (car rest) (cdr rest)))))))))
       ...))))

(define-relations
  (=? "=?" same-of same? a b (same? a b))
  (<? "<?" before-of before? a b (before? a b))
  (>? ">?" before-of before? a b (before? b a))
  (<=? "<=?" before-of before? a b (not (before? b a)))
  (>=? ">=?" before-of before? a b (not (before? a b))))

(define-syntax comparator-if<=>
  (syntax-rules ()
    ((_ a b less equal greater)
     (comparator-if<=> (make-default-comparator) a b less equal greater))
    ((_ comparator a b less equal greater)
     (let ((c comparator) (x a) (y b))
       (cond ((=? c x y) equal)
             ((<? c x y) less)
             (else greater))))))

;;; ------------------------------------------------------------- hashes

(define-syntax hash-bound
  (syntax-rules ()
    ((_) 33554432)))

(define-syntax hash-salt
  (syntax-rules ()
    ((_) 16064047)))

(define (mix hash more)
  (modulo (+ (* 31 hash) more) 33554393))

(define (check-kind who is? what x)
  (if (not (is? x))
      (wrong who 1 what x)))

(define (boolean-hash x)
  (check-kind "boolean-hash" boolean? "a boolean" x)
  (eqv-hash x))

(define (char-hash c)
  (check-kind "char-hash" char? "a character" c)
  (eqv-hash c))

(define (char-ci-hash c)
  (check-kind "char-ci-hash" char? "a character" c)
  (eqv-hash (char-foldcase c)))

;; a bound, which SRFI 125 allows, is ignored
(define (string-ci-hash s . bound)
  (check-kind "string-ci-hash" string? "a string" s)
  (string-hash (string-foldcase s)))

(define (symbol-hash x)
  (check-kind "symbol-hash" symbol? "a symbol" x)
  (string-hash (symbol->string x)))

;; the same for numbers that are =
(define (number-hash x)
  (check-kind "number-hash" number? "a number" x)
  (cond ((not (real? x)) (mix (number-hash (real-part x)) (number-hash (imag-part x))))
        ((exact? x) (eqv-hash x))
        ((finite? x) (eqv-hash (exact x)))
        (else (eqv-hash x))))
