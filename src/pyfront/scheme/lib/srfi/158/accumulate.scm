;; Accumulators: an end-of-file object asks for the result.

(define (make-accumulator f state finish)
  (lambda (x)
    (if (eof-object? x)
        (finish state)
        (set! state (f x state)))))

(define (count-accumulator) (make-accumulator (lambda (x n) (+ n 1)) 0 (lambda (n) n)))
(define (sum-accumulator) (make-accumulator + 0 (lambda (n) n)))
(define (product-accumulator) (make-accumulator * 1 (lambda (n) n)))

(define (list-accumulator) (make-accumulator cons '() reverse))
(define (reverse-list-accumulator) (make-accumulator cons '() list-copy))
(define (vector-accumulator) (make-accumulator cons '() (lambda (items) (list->vector (reverse items)))))
(define (reverse-vector-accumulator) (make-accumulator cons '() list->vector))

(define (string-accumulator)
  (make-accumulator
   (lambda (c chars)
     (if (not (char? c))
         (wrong "string-accumulator" 1 "a character" c))
     (cons c chars))
   '()
   (lambda (chars) (list->string (reverse chars)))))

(define (check-byte who x)
  (if (not (and (exact-integer? x) (<= 0 x 255)))
      (wrong who 1 "a byte" x)))

(define (bytevector-accumulator)
  (make-accumulator
   (lambda (x bytes)
     (check-byte "bytevector-accumulator" x)
     (cons x bytes))
   '()
   (lambda (bytes)
     (let ((new (make-bytevector (length bytes))))
       (let loop ((i (- (length bytes) 1)) (rest bytes))
         (if (pair? rest)
             (begin
               (bytevector-u8-set! new i (car rest))
               (loop (- i 1) (cdr rest)))
             new))))))

(define (vector-accumulator! v at)
  (if (not (vector? v))
      (wrong "vector-accumulator!" 1 "a vector" v))
  (check-index "vector-accumulator!" 2 at (vector-length v))
  (lambda (x)
    (cond ((eof-object? x) v)
          ((eqv? at (vector-length v)) (%out-of-range "vector-accumulator!: the vector is full" x))
          (else
           (vector-set! v at x)
           (set! at (+ at 1))))))

(define (bytevector-accumulator! b at)
  (if (not (bytevector? b))
      (wrong "bytevector-accumulator!" 1 "a bytevector" b))
  (check-index "bytevector-accumulator!" 2 at (bytevector-length b))
  (lambda (x)
    (cond ((eof-object? x) b)
          ((eqv? at (bytevector-length b)) (%out-of-range "bytevector-accumulator!: the bytevector is full" x))
          (else
           (check-byte "bytevector-accumulator!" x)
           (bytevector-u8-set! b at x)
           (set! at (+ at 1))))))
