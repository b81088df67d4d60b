;; What works on vectors or parts of them.

(define (check-vector who n v)
  (if (not (vector? v))
      (wrong who n "a vector" v)))

;; (define-on-range who n (name x ...) (v start end) body ...): a procedure of x ..., a vector, which is argument n, and
;; where the part to work on begins and ends, which need not be given.
(define-syntax define-on-range
  (syntax-rules ()
    ((_ who n (name x ...) (v start end) body ...)
     (define name
       (case-lambda
         ((x ... v)
          (check-vector who n v)
          (name x ... v 0 (vector-length v)))
         ((x ... v start)
          (check-vector who n v)
          (name x ... v start (vector-length v)))
         ((x ... v start end)
          (check-vector who n v)
          (check-range who (+ n 1) start end (vector-length v))
          body ...))))))

;; length of the shortest; the first is argument n
(define (shortest who n vectors)
  (let loop ((rest vectors) (n n) (size #f))
    (if (pair? rest)
        (begin
          (check-vector who n (car rest))
          (let ((own (vector-length (car rest))))
            (loop (cdr rest) (+ n 1) (if (and size (< size own)) size own))))
        size)))
