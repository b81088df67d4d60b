(import (scheme base) (scheme write))
(define (f x) (* x 2))
(f 4)  ; => 8

(import (only (scheme base) car cdr) (prefix (only (scheme base) cons list) my-))
(my-list 1 2)  ; => (1 2)

(import (rename (scheme base) (car first-item)))
(first-item '(1 2))  ; => 1

(define-library (counter)
  (export make-counter (rename internal-next next))
  (import (scheme base))
  (begin
    (define (make-counter) (vector 0))
    (define (internal-next c) (vector-set! c 0 (+ 1 (vector-ref c 0))) (vector-ref c 0))))
(import (counter))
(let ((c (make-counter))) (next c) (next c))  ; => 2

(cond-expand (r7rs 'yes) (else 'no))  ; => yes
(cond-expand ((not r7rs) 'no) (else 'yes))  ; => yes
(cond-expand ((and r7rs ratios) 'both) (else 'no))  ; => both
(cond-expand ((or nothing full-unicode) 'or) (else 'no))  ; => or
(cond-expand ((library (scheme base)) 'lib) (else 'no))  ; => lib
(cond-expand ((library (no such)) 'lib) (else 'no))  ; => no
(and (memq 'r7rs (features)) #t)  ; => #t

(define-library (out-of-macro) (export bump! count)
  (import (scheme base))
  (begin (define n 0)
    (define (count) n)
    (define-syntax bump! (syntax-rules () ((_) (set! n (+ n 1)))))))
(import (scheme base) (out-of-macro))
(bump!)
(count)  ; => 1

; where nothing is imported, everything is the program's own
(set! list vector)
(list 1)  ; => #(1)
