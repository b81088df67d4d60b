;; A set is a vector of code points in ascending order: those at which a range of members begins, and, alternating, those
;; at which it is over. So a character is a member if an odd number of them is not above it.

(define-record-type char-set (make-set bounds) char-set?
  (bounds bounds-field set-bounds!)) ; or what makes the vector when it is wanted

(define (bounds-of set)
  (let ((bounds (bounds-field set)))
    (if (procedure? bounds)
        (let ((made (bounds)))
          (set-bounds! set made)
          made)
        bounds)))

(define (bounds who n x)
  (if (char-set? x)
      (bounds-of x)
      (wrong who n "a char-set" x)))

(define everything '#(0 #xD800 #xE000 #x110000))

;; the set of a set and another one; keep: is a character kept that is in neither, the second, the first, both?
(define (combine a b keep)
  (let ((a-size (vector-length a))
        (b-size (vector-length b)))
    (let loop ((i 0) (j 0) (inside? #f) (done '()))
      (if (and (eqv? i a-size) (eqv? j b-size))
          (list->vector (reverse done))
          (let* ((x (if (< i a-size) (vector-ref a i) #x110001)) ; above any bound
                 (y (if (< j b-size) (vector-ref b j) #x110001))
                 (i (if (<= x y) (+ i 1) i))
                 (j (if (<= y x) (+ j 1) j))
                 (now? (vector-ref keep (+ (if (odd? i) 2 0) (if (odd? j) 1 0)))))
            (loop i j now? (if (eq? now? inside?) done (cons (if (< x y) x y) done))))))))

(define (either a b) (combine a b '#(#f #t #t #t)))
(define (both a b) (combine a b '#(#f #f #f #t)))
(define (first-only a b) (combine a b '#(#f #f #t #f)))
(define (one-only a b) (combine a b '#(#f #t #t #f)))

;; of code points in any order
(define (bounds-of-points points)
  (let loop ((rest (list-sort < points)) (done '()))
    (cond ((null? rest) (list->vector (reverse done)))
          ((and (pair? done) (eqv? (car rest) (car done))) ; goes on where the last range is over
           (loop (cdr rest) (cons (+ (car rest) 1) (cdr done))))
          ((and (pair? done) (< (car rest) (car done))) ; twice
           (loop (cdr rest) done))
          (else (loop (cdr rest) (cons (+ (car rest) 1) (cons (car rest) done)))))))

;; how many bounds are not above a code point
(define (rank bounds point)
  (let loop ((low 0) (high (vector-length bounds)))
    (if (< low high)
        (let ((middle (quotient (+ low high) 2)))
          (if (<= (vector-ref bounds middle) point)
              (loop (+ middle 1) high)
              (loop low middle)))
        low)))

(define (member? bounds point) (odd? (rank bounds point)))

;;; ------------------------------------------------------------- algebra

(define (fold-sets who combine first sets)
  (let loop ((rest sets) (n 1) (result first))
    (if (pair? rest)
        (let ((own (bounds who n (car rest))))
          (loop (cdr rest) (+ n 1) (if result (combine result own) own)))
        result)))

(define (char-set-union . sets)
  (make-set (fold-sets "char-set-union" either '#() sets)))

(define (char-set-intersection . sets)
  (make-set (or (fold-sets "char-set-intersection" both #f sets) everything)))

(define (char-set-xor . sets)
  (make-set (fold-sets "char-set-xor" one-only '#() sets)))

(define (char-set-difference set . sets)
  (make-set (fold-sets "char-set-difference" first-only (bounds "char-set-difference" 1 set) sets)))

(define (char-set-complement set)
  (make-set (first-only everything (bounds "char-set-complement" 1 set))))

(define (char-set-diff+intersection set . sets)
  (let ((own (bounds "char-set-diff+intersection" 1 set))
        (others (fold-sets "char-set-diff+intersection" either '#() sets)))
    (values (make-set (first-only own others))
            (make-set (both own others)))))

(define (ordered? who holds? sets)
  (or (null? sets)
      (let loop ((own (bounds who 1 (car sets))) (rest (cdr sets)) (n 2))
        (or (null? rest)
            (let ((next (bounds who n (car rest))))
              (and (holds? own next)
                   (loop next (cdr rest) (+ n 1))))))))

(define (char-set= . sets)
  (ordered? "char-set=" equal? sets))

(define (char-set<= . sets)
  (ordered? "char-set<=" (lambda (a b) (eqv? 0 (vector-length (first-only a b)))) sets))

(define char-set-hash
  (case-lambda
    ((set) (char-set-hash set 0))
    ((set bound)
     (if (not (and (exact-integer? bound) (>= bound 0)))
         (wrong "char-set-hash" 2 "a non-negative exact integer" bound))
     (equal-hash (bounds "char-set-hash" 1 set) (if (eqv? bound 0) 1073741824 bound)))))

;;; ------------------------------------------------------------- adding and removing

(define (points who n chars)
  (let loop ((rest chars) (n n) (done '()))
    (cond ((null? rest) done)
          ((char? (car rest)) (loop (cdr rest) (+ n 1) (cons (char->integer (car rest)) done)))
          (else (wrong who n "a character" (car rest))))))

(define (char-set . chars)
  (make-set (bounds-of-points (points "char-set" 1 chars))))

(define (char-set-adjoin set . chars)
  (make-set (either (bounds "char-set-adjoin" 1 set) (bounds-of-points (points "char-set-adjoin" 2 chars)))))

(define (char-set-delete set . chars)
  (make-set (first-only (bounds "char-set-delete" 1 set) (bounds-of-points (points "char-set-delete" 2 chars)))))

(define list->char-set
  (case-lambda
    ((chars)
     (if (not (list? chars))
         (wrong "list->char-set" 1 "a list of characters" chars))
     (make-set (bounds-of-points (points "list->char-set" 1 chars))))
    ((chars base)
     (let ((base (bounds "list->char-set" 2 base)))
       (make-set (either base (bounds-of (list->char-set chars))))))))

(define string->char-set
  (case-lambda
    ((s)
     (if (not (string? s))
         (wrong "string->char-set" 1 "a string" s))
     (list->char-set (string->list s)))
    ((s base)
     (let ((base (bounds "string->char-set" 2 base)))
       (make-set (either base (bounds-of (string->char-set s))))))))

;; codes that no character has are left out, or an error
(define ucs-range->char-set
  (case-lambda
    ((lower upper) (ucs-range->char-set lower upper #f))
    ((lower upper error?)
     (if (not (and (exact-integer? lower) (>= lower 0)))
         (wrong "ucs-range->char-set" 1 "an index" lower))
     (if (not (and (exact-integer? upper) (>= upper lower)))
         (wrong "ucs-range->char-set" 2 "an index from the first on" upper))
     (let* ((wanted (if (< lower upper) (vector lower upper) '#()))
            (found (both everything wanted)))
       (if (and error? (not (equal? wanted found)))
           (%out-of-range "ucs-range->char-set: there are no characters for codes in this range" (cons lower upper)))
       (make-set found)))
    ((lower upper error? base)
     (let ((base (bounds "ucs-range->char-set" 4 base)))
       (make-set (either base (bounds-of (ucs-range->char-set lower upper error?))))))))

(define (char-set-copy set)
  (make-set (bounds "char-set-copy" 1 set)))

(define (->char-set x)
  (cond ((char-set? x) x)
        ((char? x) (char-set x))
        ((string? x) (string->char-set x))
        (else (wrong "->char-set" 1 "a char-set, a string or a character" x))))
