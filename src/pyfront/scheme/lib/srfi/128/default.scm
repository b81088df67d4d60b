;; The default comparator. Kinds of objects are ordered as in `rank`.

(define registered '()) ; comparators, the latest first, each with its rank

(define (comparator-register-default! comparator)
  (check-comparator "comparator-register-default!" comparator)
  (set! registered (cons (cons (+ 10 (length registered)) comparator) registered)))

;; the comparator of a registered kind, with its rank; #f if there is none
(define (registered-for x)
  (let loop ((rest registered))
    (cond ((null? rest) #f)
          (((type-of (cdar rest)) x) (car rest))
          (else (loop (cdr rest))))))

(define (rank x)
  (cond ((null? x) 0)
        ((pair? x) 1)
        ((boolean? x) 2)
        ((char? x) 3)
        ((string? x) 4)
        ((symbol? x) 5)
        ((number? x) 6)
        ((vector? x) 7)
        ((bytevector? x) 8)
        (else
         (let ((entry (registered-for x)))
           (if entry (car entry) 9)))))

(define-syntax by
  (syntax-rules ()
    ((_ before? a b)
     (cond ((before? a b) -1)
           ((before? b a) 1)
           (else 0)))))

;; negative, 0 or positive. order? is false if only 0 matters: not every registered kind has an order.
(define (compare a b order?)
  (if (and (pair? a) (pair? b))
      (let ((first (compare (car a) (car b) order?)))
        (if (eqv? first 0)
            (compare (cdr a) (cdr b) order?)
            first))
      (let ((kind (rank a))
            (other (rank b)))
        (if (eqv? kind other)
            (compare-same-kind kind a b order?)
            (- kind other)))))

(define (compare-same-kind kind a b order?)
  (case kind
    ((0) 0)
    ((2) (cond ((eq? a b) 0) (a 1) (else -1)))
    ((3) (by char<? a b))
    ((4) (by string<? a b))
    ((5) (if (eq? a b) 0 (by string<? (symbol->string a) (symbol->string b))))
    ((6) (compare-numbers a b))
    ((7) (compare-items a b vector-length vector-ref order?))
    ((8) (compare-items a b bytevector-length bytevector-u8-ref order?))
    ((9) (if (eq? a b) 0 (%wrong-type "the default comparator has no order of such objects" (list a b))))
    (else
     (let ((comparator (cdr (registered-for a))))
       (cond (((same-of comparator) a b) 0)
             ((not order?) 1)
             (((before-of comparator) a b) -1)
             (else 1))))))

(define (compare-numbers a b)
  (cond ((= a b) 0)
        ((and (real? a) (real? b)) (if (< a b) -1 1))
        ((= (real-part a) (real-part b)) (compare-numbers (imag-part a) (imag-part b)))
        (else (compare-numbers (real-part a) (real-part b)))))

;; the shorter is before the longer
(define (compare-items a b length-of ref order?)
  (let ((size (length-of a)))
    (if (eqv? size (length-of b))
        (let loop ((i 0))
          (if (< i size)
              (let ((one (compare (ref a i) (ref b i) order?)))
                (if (eqv? one 0)
                    (loop (+ i 1))
                    one))
              0))
        (- size (length-of b)))))

(define (default-hash x)
  (if (pair? x)
      (let loop ((x x) (hash 17))
        (if (pair? x)
            (loop (cdr x) (mix hash (default-hash (car x))))
            (mix hash (hash-of-atom x))))
      (hash-of-atom x)))

(define (hash-of-atom x)
  (cond ((string? x) (string-hash x))
        ((symbol? x) (symbol-hash x))
        ((number? x) (number-hash x))
        ((char? x) (char-hash x))
        ((boolean? x) (boolean-hash x))
        ((null? x) 0)
        ((vector? x) (hash-of-items x vector-length vector-ref))
        ((bytevector? x) (hash-of-items x bytevector-length bytevector-u8-ref))
        (else
         (let ((entry (registered-for x)))
           (if entry
               ((hash-of (cdr entry)) x)
               (eq-hash x))))))

(define (hash-of-items x length-of ref)
  (let ((size (length-of x)))
    (let loop ((i 0) (hash size))
      (if (< i size)
          (loop (+ i 1) (mix hash (default-hash (ref x i))))
          hash))))

(define default-comparator
  (make-comparator #t
                   (lambda (a b) (eqv? 0 (compare a b #f)))
                   (lambda (a b) (< (compare a b #t) 0))
                   default-hash))

(define (make-default-comparator) default-comparator)
