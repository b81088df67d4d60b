;; Generators of given values.

(define end (eof-object))

(define (generator . items) (items-of items))

(define (items-of items)
  (lambda ()
    (if (pair? items)
        (let ((x (car items)))
          (set! items (cdr items))
          x)
        end)))

(define (list->generator items)
  (if (not (or (pair? items) (null? items)))
      (wrong "list->generator" 1 "a list" items))
  (items-of items))

(define (circular-generator first . rest)
  (let* ((items (cons first rest))
         (left items))
    (lambda ()
      (if (null? left)
          (set! left items))
      (let ((x (car left)))
        (set! left (cdr left))
        x))))

;;; ------------------------------------------------------------- numbers

(define (check-number who n x)
  (if (not (real? x))
      (wrong who n "a real number" x)))

;; exact numbers if both are exact. Each is computed from the first: rounding errors do not add up.
(define (numbers first step more?)
  (let ((first (if (exact? step) first (inexact first)))
        (step (if (exact? first) step (inexact step)))
        (i 0))
    (lambda ()
      (let ((x (if (eqv? i 0) first (+ first (* i step)))))
        (if (more? i x)
            (begin
              (set! i (+ i 1))
              x)
            end)))))

(define make-iota-generator
  (case-lambda
    ((count) (make-iota-generator count 0 1))
    ((count start) (make-iota-generator count start 1))
    ((count start step)
     (if (not (and (integer? count) (>= count 0)))
         (wrong "make-iota-generator" 1 "a non-negative integer" count))
     (check-number "make-iota-generator" 2 start)
     (check-number "make-iota-generator" 3 step)
     (numbers start step (lambda (i x) (< i count))))))

(define make-range-generator
  (case-lambda
    ((start)
     (check-number "make-range-generator" 1 start)
     (numbers start 1 (lambda (i x) #t)))
    ((start end) (make-range-generator start end 1))
    ((start end step)
     (check-number "make-range-generator" 1 start)
     (check-number "make-range-generator" 2 end)
     (check-number "make-range-generator" 3 step)
     (numbers start step (lambda (i x) (< x end))))))

;;; ------------------------------------------------------------- vectors, strings, bytevectors

;; from index i to one before the last, in steps
(define (indexed ref object i last step)
  (lambda ()
    (if (eqv? i last)
        end
        (let ((x (ref object i)))
          (set! i (+ i step))
          x))))

(define-syntax define-indexed
  (syntax-rules ()
    ((_ (name who is? what length-of) (object start end) expression)
     (define name
       (case-lambda
         ((object)
          (if (not (is? object)) (wrong who 1 what object))
          (name object 0 (length-of object)))
         ((object start)
          (if (not (is? object)) (wrong who 1 what object))
          (name object start (length-of object)))
         ((object start end)
          (if (not (is? object)) (wrong who 1 what object))
          (check-range who 2 start end (length-of object))
          expression))))))

(define-indexed (vector->generator "vector->generator" vector? "a vector" vector-length) (v start end)
  (indexed (lambda (v i) (vector-ref v i)) v start end 1))
(define-indexed (reverse-vector->generator "reverse-vector->generator" vector? "a vector" vector-length) (v start end)
  (indexed (lambda (v i) (vector-ref v i)) v (- end 1) (- start 1) -1))
(define-indexed (string->generator "string->generator" string? "a string" string-length) (s start end)
  (indexed (lambda (s i) (string-ref s i)) s start end 1))
(define-indexed (bytevector->generator "bytevector->generator" bytevector? "a bytevector" bytevector-length) (b start end)
  (indexed (lambda (b i) (bytevector-u8-ref b i)) b start end 1))

;;; ------------------------------------------------------------- procedures

;; The procedure runs in pieces, each from one call of the generator to the next call of `yield`. Both sides go on where
;; they left.
(define (make-coroutine-generator f)
  (if (not (procedure? f))
      (wrong "make-coroutine-generator" 1 "a procedure" f))
  (let ((return #f)
        (resume #f))
    (define (yield x)
      (call/cc
       (lambda (here)
         (set! resume here)
         (return x))))
    (lambda ()
      (call/cc
       (lambda (caller)
         (set! return caller)
         (if resume
             (resume #f)
             (begin
               (f yield)
               (set! resume (lambda (x) (return end)))
               (return end))))))))

(define (make-for-each-generator for-each object)
  (make-coroutine-generator (lambda (yield) (for-each yield object))))

(define (make-unfold-generator stop? f next seed)
  (lambda ()
    (if (stop? seed)
        end
        (let ((x (f seed)))
          (set! seed (next seed))
          x))))
