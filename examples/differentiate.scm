;; Symbolic differentiation and simplification of expressions, evaluation, and printing in the usual notation.
;;
;; expr = number | symbol | (+ expr ...) | (* expr ...) | (- expr) | (- expr expr) | (/ expr expr) | (^ expr number)
;;      | (sin expr) | (cos expr) | (exp expr) | (log expr)
(import (scheme base) (scheme cxr) (scheme inexact) (scheme write))

;;; ------------------------------------------------------------ derivative

(define (derivative e x)
  (cond
    ((number? e) 0)
    ((symbol? e) (if (eq? e x) 1 0))
    (else
     (let ((d (lambda (e) (derivative e x)))
           (args (cdr e)))
       (case (car e)
         ((+) (cons '+ (map d args)))
         ((-) (cons '- (map d args)))
         ((*) (derive-product args d))
         ((/) (let ((u (car args)) (v (cadr args)))
                `(/ (- (* ,(d u) ,v) (* ,u ,(d v))) (^ ,v 2))))
         ((^) (let ((u (car args)) (n (cadr args)))
                `(* ,n (^ ,u ,(- n 1)) ,(d u))))
         ((sin) `(* (cos ,(car args)) ,(d (car args))))
         ((cos) `(* -1 (sin ,(car args)) ,(d (car args))))
         ((exp) `(* ,e ,(d (car args))))
         ((log) `(/ ,(d (car args)) ,(car args)))
         (else (error "no rule for" (car e))))))))

(define (derive-product factors d)
  (let loop ((before '()) (after factors) (terms '()))
    (if (null? after)
        (cons '+ (reverse terms))
        (loop (cons (car after) before) (cdr after)
              (cons (cons '* (append (reverse before) (list (d (car after))) (cdr after))) terms)))))

(define (nth-derivative e x n)
  (if (= n 0) e (nth-derivative (simplify (derivative e x)) x (- n 1))))

;;; ------------------------------------------------------------- simplifier

;; Simplified expressions have flat sums and products, numbers first, like terms and like factors collected,
;; differences and quotients written as sums and powers.
(define (simplify e)
  (if (pair? e)
      (let ((args (map simplify (cdr e))))
        (case (car e)
          ((+) (make-sum args))
          ((*) (make-product args))
          ((-) (if (null? (cdr args))
                   (make-product (list -1 (car args)))
                   (make-sum (list (car args) (make-product (list -1 (cadr args)))))))
          ((/) (make-product (list (car args) (make-power (cadr args) -1))))
          ((^) (make-power (car args) (cadr args)))
          (else (make-call (car e) (car args)))))
      e))

(define (tagged? e tag) (and (pair? e) (eq? (car e) tag)))

;; the arguments of nested sums in one list, the same for products
(define (flatten tag args)
  (apply append (map (lambda (e) (if (tagged? e tag) (cdr e) (list e))) args)))

;; (key . number) pairs with equal keys added up, in the order of first appearance
(define (collect pairs)
  (let loop ((pairs pairs) (result '()))
    (cond
      ((null? pairs) (reverse result))
      ((assoc (caar pairs) result)
       => (lambda (found)
            (loop (cdr pairs)
                  (map (lambda (p) (if (eq? p found) (cons (car p) (+ (cdr p) (cdar pairs))) p)) result))))
      (else (loop (cdr pairs) (cons (car pairs) result))))))

(define (filter keep? items)
  (cond
    ((null? items) '())
    ((keep? (car items)) (cons (car items) (filter keep? (cdr items))))
    (else (filter keep? (cdr items)))))

;; term -> (expression without its number . number)
(define (split-term e)
  (cond
    ((number? e) (cons 1 e))
    ((and (tagged? e '*) (number? (cadr e))) (cons (rebuild '* (cddr e)) (cadr e)))
    (else (cons e 1))))

(define (rebuild tag args) (if (null? (cdr args)) (car args) (cons tag args)))

(define (make-sum args)
  (let* ((pairs (filter (lambda (p) (not (= 0 (cdr p)))) (collect (map split-term (flatten '+ args)))))
         (terms (map (lambda (p) (make-product (list (cdr p) (car p)))) pairs))
         (ordered (append (filter (lambda (e) (not (number? e))) terms) (filter number? terms))))
    (if (null? ordered) 0 (rebuild '+ ordered))))

;; factor -> (base . exponent)
(define (split-factor e)
  (if (tagged? e '^) (cons (cadr e) (caddr e)) (cons e 1)))

(define (make-product args)
  (let* ((factors (flatten '* args))
         (number (apply * (filter number? factors)))
         (pairs (collect (map split-factor (filter (lambda (e) (not (number? e))) factors))))
         (powers (filter (lambda (e) (not (eqv? e 1)))
                         (map (lambda (p) (make-power (car p) (cdr p))) pairs))))
    (cond
      ((= number 0) 0)
      ((null? powers) number)
      ((= number 1) (rebuild '* powers))
      ((and (null? (cdr powers)) (tagged? (car powers) '+))
       (make-sum (map (lambda (e) (make-product (list number e))) (cdar powers))))
      (else (cons '* (cons number powers))))))

(define (make-power base n)
  (cond
    ((= n 0) 1)
    ((= n 1) base)
    ((number? base) (expt base n))
    ((tagged? base '^) (make-power (cadr base) (* n (caddr base))))
    ((tagged? base '*) (make-product (map (lambda (e) (make-power e n)) (cdr base))))
    (else (list '^ base n))))

(define (make-call name arg)
  (cond
    ((and (eqv? arg 0) (memq name '(sin log))) 0)
    ((and (eqv? arg 0) (memq name '(cos exp))) 1)
    ((and (eqv? arg 1) (eq? name 'log)) 0)
    ((and (eq? name 'exp) (tagged? arg 'log)) (cadr arg))
    ((and (eq? name 'log) (tagged? arg 'exp)) (cadr arg))
    (else (list name arg))))

;;; ------------------------------------------------------------- evaluation

(define (evaluate e bindings)
  (define (value e) (evaluate e bindings))
  (cond
    ((number? e) e)
    ((symbol? e) (cdr (or (assq e bindings) (error "no value for" e))))
    (else
     (let ((args (map value (cdr e))))
       (case (car e)
         ((+) (apply + args))
         ((*) (apply * args))
         ((-) (apply - args))
         ((/) (apply / args))
         ((^) (apply expt args))
         ((sin) (sin (car args)))
         ((cos) (cos (car args)))
         ((exp) (exp (car args)))
         ((log) (log (car args)))
         (else (error "cannot evaluate" (car e))))))))

;;; --------------------------------------------------------------- printing

;; strength of an operator: a weaker one inside a stronger one needs parentheses
(define (strength e)
  (cond
    ((tagged? e '+) 1)
    ((and (number? e) (negative? e)) 1)
    ((or (tagged? e '*) (and (number? e) (not (integer? e)))) 2)
    ((tagged? e '^) 3)
    (else 4)))

(define (infix e)
  (cond
    ((number? e) (number->string e))
    ((symbol? e) (symbol->string e))
    ((tagged? e '+) (infix-sum (cdr e)))
    ((tagged? e '*) (infix-product (cdr e)))
    ((tagged? e '^) (string-append (inner (cadr e) 4) "^" (inner (caddr e) 3)))
    (else (string-append (symbol->string (car e)) "(" (infix (cadr e)) ")"))))

(define (inner e needed)
  (if (< (strength e) needed) (string-append "(" (infix e) ")") (infix e)))

(define (infix-sum terms)
  (let loop ((terms (cdr terms)) (text (infix (car terms))))
    (if (null? terms)
        text
        (let ((t (infix (car terms))))
          (loop (cdr terms)
                (if (char=? (string-ref t 0) #\-)
                    (string-append text " - " (substring t 1 (string-length t)))
                    (string-append text " + " t)))))))

(define (infix-product factors)
  (if (eqv? (car factors) -1)
      (string-append "-" (infix-product (cdr factors)))
      (let loop ((factors (cdr factors))
                 (text (if (number? (car factors)) (infix (car factors)) (inner (car factors) 2))))
        (if (null? factors)
            text
            (loop (cdr factors) (string-append text "*" (inner (car factors) 2)))))))

;;; ---------------------------------------------------------------- samples

(define (show e)
  (let* ((e (simplify e))
         (d (simplify (derivative e 'x))))
    (display (infix e))
    (newline)
    (display "   d/dx  ")
    (display (infix d))
    (newline)
    (display "   d2/dx ")
    (display (infix (simplify (derivative d 'x))))
    (newline)))

(for-each show
          '((+ (* 3 (^ x 2)) (* 2 x) 7)
            (* (+ x 1) (- x 1))
            (/ x (+ x 1))
            (* x (sin x))
            (exp (* a x))
            (log (^ x 3))
            (^ (cos (* 2 x)) 2)
            (- (* x y) (/ y x))
            (+ x x (* 2 x) (* -4 x) 5)
            (* x x (^ x -2) 1/2)
            (exp (log (* x x)))))

(define polynomial '(+ (* 2 (^ x 5)) (* -3 (^ x 3)) (* 4 x) -9))

(let loop ((n 0))
  (when (<= n 6)
    (display (infix (nth-derivative (simplify polynomial) 'x n)))
    (newline)
    (loop (+ n 1))))

;; exact values: the derivative at rational points
(write (map (lambda (x) (evaluate (simplify (derivative polynomial 'x)) (list (cons 'x x))))
            '(0 1 -2 1/2 -3/4)))
(newline)

;; the symbolic derivative against a numeric one
(define (close? e x)
  (let* ((h 1e-6)
         (at (lambda (e x) (evaluate e (list (cons 'x x)))))
         (numeric (/ (- (at e (+ x h)) (at e (- x h))) (* 2 h)))
         (symbolic (at (simplify (derivative e 'x)) x)))
    (< (abs (- numeric symbolic)) 1e-4)))

(write (map (lambda (e) (close? e 1.3))
            '((* (sin x) (exp (* -1 x))) (log (+ 1 (^ x 4))) (/ (cos x) (^ x 2)) (^ (+ x 2) -3))))
(newline)

(write (guard (e ((error-object? e) (list (error-object-message e) (error-object-irritants e))))
         (derivative '(tan x) 'x)))
(newline)
