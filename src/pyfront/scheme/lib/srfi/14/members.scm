;; The members of a set, one by one, in ascending order.

(define (char-set-contains? set c)
  (if (not (char? c))
      (wrong "char-set-contains?" 2 "a character" c))
  (member? (bounds "char-set-contains?" 1 set) (char->integer c)))

(define (char-set-size set)
  (let* ((b (bounds "char-set-size" 1 set))
         (size (vector-length b)))
    (let loop ((i 0) (n 0))
      (if (< i size)
          (loop (+ i 2) (+ n (- (vector-ref b (+ i 1)) (vector-ref b i))))
          n))))

;; (f char result): the last result
(define (fold-members f start b)
  (let ((size (vector-length b)))
    (let ranges ((i 0) (result start))
      (if (< i size)
          (let ((end (vector-ref b (+ i 1))))
            (let loop ((point (vector-ref b i)) (result result))
              (if (< point end)
                  (loop (+ point 1) (f (integer->char point) result))
                  (ranges (+ i 2) result))))
          result))))

(define (char-set-fold f start set)
  (fold-members f start (bounds "char-set-fold" 3 set)))

(define (char-set-for-each f set)
  (fold-members (lambda (c result) (f c) result) #f (bounds "char-set-for-each" 2 set))
  (if #f #f))

(define (char-set->list set)
  (reverse (fold-members cons '() (bounds "char-set->list" 1 set))))

(define (char-set->string set)
  (list->string (reverse (fold-members cons '() (bounds "char-set->string" 1 set)))))

(define (char-set-count f set)
  (fold-members (lambda (c n) (if (f c) (+ n 1) n)) 0 (bounds "char-set-count" 2 set)))

(define (char-set-map f set)
  (list->char-set (fold-members (lambda (c chars) (cons (f c) chars)) '() (bounds "char-set-map" 2 set))))

;; the first true answer, or the last answer
(define (char-set-any f set)
  (bounds "char-set-any" 2 set)
  (let loop ((cursor (char-set-cursor set)))
    (and cursor
         (or (f (char-set-ref set cursor))
             (loop (char-set-cursor-next set cursor))))))

(define (char-set-every f set)
  (bounds "char-set-every" 2 set)
  (let loop ((cursor (char-set-cursor set)) (result #t))
    (if cursor
        (let ((result (f (char-set-ref set cursor))))
          (and result
               (loop (char-set-cursor-next set cursor) result)))
        result)))

(define char-set-filter
  (case-lambda
    ((f set)
     (make-set
      (bounds-of-points
       (fold-members (lambda (c points) (if (f c) (cons (char->integer c) points) points))
                     '()
                     (bounds "char-set-filter" 2 set)))))
    ((f set base)
     (let ((base (bounds "char-set-filter" 3 base)))
       (make-set (either base (bounds-of (char-set-filter f set))))))))

(define char-set-unfold
  (case-lambda
    ((stop? f next seed)
     (let loop ((seed seed) (chars '()))
       (if (stop? seed)
           (list->char-set chars)
           (let ((c (f seed)))
             (loop (next seed) (cons c chars))))))
    ((stop? f next seed base)
     (let ((base (bounds "char-set-unfold" 5 base)))
       (make-set (either base (bounds-of (char-set-unfold stop? f next seed))))))))

;;; ------------------------------------------------------------- cursors: a code point, or #f at the end

(define (char-set-cursor set)
  (let ((b (bounds "char-set-cursor" 1 set)))
    (and (> (vector-length b) 0)
         (vector-ref b 0))))

(define (check-cursor who b cursor)
  (if (not (and (exact-integer? cursor) (member? b cursor)))
      (wrong who 2 "a cursor of a member" cursor)))

(define (char-set-ref set cursor)
  (check-cursor "char-set-ref" (bounds "char-set-ref" 1 set) cursor)
  (integer->char cursor))

(define (char-set-cursor-next set cursor)
  (let ((b (bounds "char-set-cursor-next" 1 set)))
    (check-cursor "char-set-cursor-next" b cursor)
    (next-member b (+ cursor 1))))

;; the first member from a code point on
(define (next-member b point)
  (let ((i (rank b point)))
    (cond ((odd? i) point)
          ((< i (vector-length b)) (vector-ref b i))
          (else #f))))

(define (end-of-char-set? cursor) (not cursor))
