;; Making strings: from others, from lists, by procedures.

(define (string-tabulate f size)
  (if (not (and (exact-integer? size) (>= size 0)))
      (wrong "string-tabulate" 2 "a size" size))
  (let loop ((i 0) (chars '()))
    (if (< i size)
        (loop (+ i 1) (cons (f i) chars))
        (reverse-list->string chars))))

(define (reverse-list->string chars)
  (if (not (list? chars))
      (wrong "reverse-list->string" 1 "a list of characters" chars))
  (list->string (reverse chars)))

;;; ------------------------------------------------------------- joining

;; the length of all strings of a list
(define (total who strings)
  (let loop ((rest strings) (size 0))
    (cond ((pair? rest)
           (check-string who 1 (car rest))
           (loop (cdr rest) (+ size (string-length (car rest)))))
          ((null? rest) size)
          (else (wrong who 1 "a list of strings" strings)))))

(define (string-concatenate strings)
  (let ((new (make-string (total "string-concatenate" strings))))
    (let loop ((rest strings) (at 0))
      (if (pair? rest)
          (begin
            (string-copy! new at (car rest))
            (loop (cdr rest) (+ at (string-length (car rest)))))
          new))))

(define string-concatenate-reverse
  (case-lambda
    ((strings)
     (total "string-concatenate-reverse" strings)
     (string-concatenate (reverse strings)))
    ((strings final)
     (check-string "string-concatenate-reverse" 2 final)
     (string-concatenate-reverse strings final (string-length final)))
    ((strings final end)
     (total "string-concatenate-reverse" strings)
     (check-string "string-concatenate-reverse" 2 final)
     (check-index "string-concatenate-reverse" 3 end (string-length final))
     (string-concatenate (reverse (cons (substring final 0 end) strings))))))

(define string-join
  (case-lambda
    ((strings) (string-join strings " " 'infix))
    ((strings delimiter) (string-join strings delimiter 'infix))
    ((strings delimiter grammar)
     (total "string-join" strings)
     (check-string "string-join" 2 delimiter)
     (if (not (memq grammar '(infix strict-infix prefix suffix)))
         (wrong "string-join" 3 "infix, strict-infix, prefix or suffix" grammar))
     (if (null? strings)
         (if (eq? grammar 'strict-infix)
             (%out-of-range "string-join: an empty list and strict-infix" strings)
             "")
         (let ((all (if (eq? grammar 'suffix) (list delimiter) '())))
           (let loop ((rest (reverse strings)) (all all))
             (let ((all (cons (car rest) all)))
               (cond ((pair? (cdr rest)) (loop (cdr rest) (cons delimiter all)))
                     ((eq? grammar 'prefix) (string-concatenate (cons delimiter all)))
                     (else (string-concatenate all))))))))))

;;; ------------------------------------------------------------- folds and unfolds

(define-on-range "string-fold" 3 (string-fold f first) (s start end)
  (let loop ((i start) (result first))
    (if (< i end)
        (loop (+ i 1) (f (string-ref s i) result))
        result)))

(define-on-range "string-fold-right" 3 (string-fold-right f first) (s start end)
  (let loop ((i (- end 1)) (result first))
    (if (>= i start)
        (loop (- i 1) (f (string-ref s i) result))
        result)))

(define string-unfold
  (case-lambda
    ((stop? f next seed) (string-unfold stop? f next seed "" (lambda (x) "")))
    ((stop? f next seed base) (string-unfold stop? f next seed base (lambda (x) "")))
    ((stop? f next seed base make-final)
     (check-string "string-unfold" 5 base)
     (let loop ((seed seed) (chars '()))
       (if (stop? seed)
           (string-append base (list->string (reverse chars)) (make-final seed))
           (let ((c (f seed)))
             (loop (next seed) (cons c chars))))))))

(define string-unfold-right
  (case-lambda
    ((stop? f next seed) (string-unfold-right stop? f next seed "" (lambda (x) "")))
    ((stop? f next seed base) (string-unfold-right stop? f next seed base (lambda (x) "")))
    ((stop? f next seed base make-final)
     (check-string "string-unfold-right" 5 base)
     (let loop ((seed seed) (chars '()))
       (if (stop? seed)
           (string-append (make-final seed) (list->string chars) base)
           (let ((c (f seed)))
             (loop (next seed) (cons c chars))))))))
