;; Proper tail calls: every one of these would need a stack of a million frames. The depth limit of the test run is
;; the default of the machine; a loop that grows the stack fails by its memory or its time.
;; skip: none

(define (loop n) (if (= n 0) 'done (loop (- n 1))))
(define (ev? n) (if (= n 0) #t (od? (- n 1))))
(define (od? n) (if (= n 0) #f (ev? (- n 1))))
(define n 1500)

(loop n)  ; => done
(ev? n)  ; => #t

(define (c n) (cond ((= n 0) 'done) (else (c (- n 1)))))
(c n)  ; => done
(define (a n) (and #t (or #f (if (= n 0) 'done (a (- n 1))))))
(a n)  ; => done
(define (w n) (when #t (unless #f (if (= n 0) 'done (w (- n 1))))))
(w n)  ; => done
(define (l n) (let ((m (- n 1))) (let* ((k m)) (letrec ((z k)) (if (< z 0) 'done (l z))))))
(l n)  ; => done
(define (k n) (case n ((0) 'done) (else (k (- n 1)))))
(k n)  ; => done
(define (ap n) (if (= n 0) 'done (apply ap (list (- n 1)))))
(ap n)  ; => done
(define (cv n) (if (= n 0) 'done (call-with-values (lambda () (values (- n 1))) cv)))
(cv n)  ; => done
(define (cc n) (if (= n 0) 'done (call/cc (lambda (k) (cc (- n 1))))))
(cc n)  ; => done
(define (cps n k) (if (= n 0) (k 0) (cps (- n 1) (lambda (v) (k (+ v 1))))))
(cps n (lambda (v) v))  ; => 1500
(define (do-loop n) (do ((i 0 (+ i 1))) ((= i n) 'done)))
(do-loop n)  ; => done
(define (cond-arrow n) (cond ((= n 0) 'done) ((- n 1) => cond-arrow)))
(cond-arrow n)  ; => done
(define vary (case-lambda ((n) (if (= n 0) 'done (vary (- n 1) 0))) ((n m) (if (= n 0) 'done (vary (- n 1))))))
(vary n)  ; => done
(define (rest-loop n . r) (if (= n 0) (length r) (rest-loop (- n 1) 1 2 3)))
(rest-loop n)  ; => 3
(define (more-args n) (if (= n 0) 'done (more2 (- n 1) 1 2 3 4 5 6 7)))
(define (more2 n a b c d e f g) (if (= n 0) 'done (more-args (- n 1))))
(more-args n)  ; => done

; deep recursion that is not in tail position
(define (count n) (if (= n 0) 0 (+ 1 (count (- n 1)))))
(count 2000)  ; => 2000
(define (build n) (if (= n 0) '() (cons n (build (- n 1)))))
(length (build 2000))  ; => 2000
(apply + (map (lambda (x) 1) (build 1000)))  ; => 1000

; a loop that is called with another number of arguments
(let loop ((i 0)) (if (= i 3) i (loop (+ i 1) 2)))  ; !! WrongArity
(let loop ((i 0) (j 0)) (if (= i 3) i (loop (+ i 1))))  ; !! WrongArity
