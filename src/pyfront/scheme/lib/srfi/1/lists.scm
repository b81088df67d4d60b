;; Lists without procedure arguments: kinds of lists, parts, joining.

(define (xcons a b) (cons b a))

(define (circular-list first . rest)
  (let ((items (cons first rest)))
    (set-cdr! (last-pair items) items)
    items))

;;; ------------------------------------------------------------- kinds of lists

;; proper, dotted or circular? One of two pointers goes twice as fast, and meets the other if there is no end.
(define (kind-of x)
  (let loop ((slow x) (fast x))
    (cond ((not (pair? fast)) (if (null? fast) 'proper 'dotted))
          ((not (pair? (cdr fast))) (if (null? (cdr fast)) 'proper 'dotted))
          ((eq? (cdr slow) (cddr fast)) 'circular)
          (else (loop (cdr slow) (cddr fast))))))

(define (circular-list? x) (eq? (kind-of x) 'circular))
(define (dotted-list? x) (eq? (kind-of x) 'dotted))

(define (not-pair? x) (not (pair? x)))

(define (null-list? x)
  (cond ((pair? x) #f)
        ((null? x) #t)
        (else (wrong "null-list?" 1 "a proper or circular list" x))))

(define (length+ x)
  (cond ((list? x) (length x))
        ((circular-list? x) #f)
        (else (wrong "length+" 1 "a proper or circular list" x))))

(define (list= same? . lists)
  (or (null? lists)
      (let loop ((a (car lists)) (rest (cdr lists)))
        (or (null? rest)
            (and (two= same? a (car rest))
                 (loop (car rest) (cdr rest)))))))

(define (two= same? as bs)
  (let loop ((a as) (b bs))
    (cond ((pair? a)
           (if (pair? b)
               (and (same? (car a) (car b))
                    (loop (cdr a) (cdr b)))
               (and (not (null? b)) (%improper "list=" bs))))
          ((not (null? a)) (%improper "list=" as))
          ((pair? b) #f)
          ((null? b) #t)
          (else (%improper "list=" bs)))))

;;; ------------------------------------------------------------- parts

(define (nth items i who)
  (let loop ((rest items) (i i))
    (cond ((not (pair? rest)) (%bad-length who items))
          ((eqv? i 0) (car rest))
          (else (loop (cdr rest) (- i 1))))))

(define (sixth items) (nth items 5 "sixth"))
(define (seventh items) (nth items 6 "seventh"))
(define (eighth items) (nth items 7 "eighth"))
(define (ninth items) (nth items 8 "ninth"))
(define (tenth items) (nth items 9 "tenth"))

(define (car+cdr pair) (values (car pair) (cdr pair)))

(define (check-count k who)
  (if (not (and (exact-integer? k) (>= k 0)))
      (wrong who 2 "a non-negative exact integer" k)))

;; the pair with number k
(define (nth-pair items k who)
  (let loop ((rest items) (k k))
    (cond ((not (pair? rest)) (%bad-length who items))
          ((eqv? k 0) rest)
          (else (loop (cdr rest) (- k 1))))))

(define (take! items k)
  (check-count k "take!")
  (if (eqv? k 0)
      '()
      (begin
        (set-cdr! (nth-pair items (- k 1) "take!") '())
        items)))

(define (drop-right! items k)
  (check-count k "drop-right!")
  (let loop ((lag #f) (lead items) (k k))
    (cond ((> k 0)
           (if (pair? lead)
               (loop lag (cdr lead) (- k 1))
               (%bad-length "drop-right!" items)))
          ((pair? lead) (loop (if lag (cdr lag) items) (cdr lead) 0))
          (lag (set-cdr! lag '()) items)
          (else '()))))

(define (split-at items k)
  (check-count k "split-at")
  (let loop ((rest items) (k k) (done '()))
    (cond ((eqv? k 0) (values (reverse done) rest))
          ((pair? rest) (loop (cdr rest) (- k 1) (cons (car rest) done)))
          (else (%bad-length "split-at" items)))))

(define (split-at! items k)
  (check-count k "split-at!")
  (if (eqv? k 0)
      (values '() items)
      (let* ((last (nth-pair items (- k 1) "split-at!"))
             (rest (cdr last)))
        (set-cdr! last '())
        (values items rest))))

;;; ------------------------------------------------------------- joining

;; the last list stays as it is
(define (concatenate! lists)
  (if (null? lists)
      '()
      (let ((backward (reverse lists)))
        (let loop ((rest (cdr backward)) (result (car backward)))
          (cond ((null? rest) result)
                ((pair? (car rest))
                 (set-cdr! (last-pair (car rest)) result)
                 (loop (cdr rest) (car rest)))
                (else (loop (cdr rest) result)))))))

(define (column lists i who)
  (%map1 (lambda (items) (nth items i who)) lists))

(define (unzip1 lists) (column lists 0 "unzip1"))
(define (unzip2 lists)
  (values (column lists 0 "unzip2") (column lists 1 "unzip2")))
(define (unzip3 lists)
  (values (column lists 0 "unzip3") (column lists 1 "unzip3") (column lists 2 "unzip3")))
(define (unzip4 lists)
  (values (column lists 0 "unzip4") (column lists 1 "unzip4") (column lists 2 "unzip4") (column lists 3 "unzip4")))
(define (unzip5 lists)
  (values (column lists 0 "unzip5") (column lists 1 "unzip5") (column lists 2 "unzip5") (column lists 3 "unzip5")
          (column lists 4 "unzip5")))

(define (alist-cons key datum alist) (cons (cons key datum) alist))
