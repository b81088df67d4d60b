;; Strings: what takes a procedure, and a few of SRFI 13. Several strings: until the shortest ends.

(define string-map
  (case-lambda
    ((f s) (list->string (%map1 f (string->list s))))
    ((f s . more)
     (let* ((strings (cons s more))
            (n (%shortest strings string-length)))
       (let loop ((i 0) (done '()))
         (if (< i n)
             (loop (+ i 1) (cons (apply f (%row strings i string-ref)) done))
             (list->string (reverse done))))))))

(define string-for-each
  (case-lambda
    ((f s)
     (let ((n (string-length s)))
       (let loop ((i 0))
         (if (< i n)
             (begin
               (f (string-ref s i))
               (loop (+ i 1)))))))
    ((f s . more)
     (let* ((strings (cons s more))
            (n (%shortest strings string-length)))
       (let loop ((i 0))
         (if (< i n)
             (begin
               (apply f (%row strings i string-ref))
               (loop (+ i 1)))))))))

;; a character stands for the predicate that is true of it
(define (%char-predicate wanted who)
  (cond ((procedure? wanted) wanted)
        ((char? wanted) (lambda (c) (char=? c wanted)))
        (else (%wrong-type (string-append who ": not a character or a procedure") wanted))))

(define string-count
  (case-lambda
    ((s wanted) (string-count s wanted 0 (string-length s)))
    ((s wanted start) (string-count s wanted start (string-length s)))
    ((s wanted start end)
     (let ((wanted? (%char-predicate wanted "string-count")))
       (let loop ((i start) (n 0))
         (if (< i end)
             (loop (+ i 1) (if (wanted? (string-ref s i)) (+ n 1) n))
             n))))))

(define (string-any f s)
  (let ((n (string-length s)))
    (let loop ((i 0))
      (and (< i n)
           (or (f (string-ref s i))
               (loop (+ i 1)))))))

(define (string-every f s)
  (let ((n (string-length s)))
    (let loop ((i 0) (result #t))
      (if (< i n)
          (let ((result (f (string-ref s i))))
            (and result (loop (+ i 1) result)))
          result))))

(define (make-initialized-string n f)
  (list->string (list-tabulate n f)))

(define (string-tabulate f n) (make-initialized-string n f))

(define (string-null? s) (eqv? (string-length s) 0))

(define (string-reverse s)
  (list->string (reverse (string->list s))))

;; cut or padded on the left; on the right below
(define string-pad-left
  (case-lambda
    ((s n) (string-pad-left s n #\space))
    ((s n char)
     (let ((size (string-length s)))
       (if (> n size)
           (string-append (make-string (- n size) char) s)
           (substring s (- size n) size))))))

(define string-pad-right
  (case-lambda
    ((s n) (string-pad-right s n #\space))
    ((s n char)
     (let ((size (string-length s)))
       (if (> n size)
           (string-append s (make-string (- n size) char))
           (substring s 0 n))))))

(define (string-head s end) (substring s 0 end))
(define (string-tail s start) (substring s start (string-length s)))
(define (string-trim s) (string-trim-both s))

;; the parts of a string between the places where a character or a string stands
(define (string-split s delimiter)
  (let* ((delimiter (if (char? delimiter) (string delimiter) delimiter))
         (size (string-length delimiter)))
    (if (eqv? size 0)
        (%out-of-range "string-split: the delimiter is empty" delimiter))
    (let loop ((start 0) (done '()))
      (let ((at (string-search-forward delimiter s start)))
        (if at
            (loop (+ at size) (cons (substring s start at) done))
            (reverse (cons (substring s start (string-length s)) done)))))))

(define (symbol-append . symbols)
  (string->symbol (apply string-append (%map1 (lambda (s) (symbol->string s)) symbols))))

(define gensym
  (case-lambda
    (() (%gensym))
    ((prefix) (%gensym (if (symbol? prefix) (symbol->string prefix) prefix)))))

(define (generate-uninterned-symbol) (%gensym))
