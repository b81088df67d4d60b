;; Searching: for characters, for other strings.

;; the last call is a tail call
(define-on-range "string-any" 2 (string-any wanted) (s start end)
  (if (procedure? wanted)
      (and (< start end)
           (let loop ((i start))
             (if (eqv? (+ i 1) end)
                 (wanted (string-ref s i))
                 (or (wanted (string-ref s i))
                     (loop (+ i 1))))))
      (and (find-index s start end (predicate "string-any" 1 wanted) #t) #t)))

(define-on-range "string-every" 2 (string-every wanted) (s start end)
  (if (procedure? wanted)
      (or (eqv? start end)
          (let loop ((i start))
            (if (eqv? (+ i 1) end)
                (wanted (string-ref s i))
                (and (wanted (string-ref s i))
                     (loop (+ i 1))))))
      (not (find-index s start end (predicate "string-every" 1 wanted) #f))))

;; (name s wanted [start end])
(define-syntax define-searches
  (syntax-rules ()
    ((_ (name who find yes?) ...)
     (begin
       (define name
         (case-lambda
           ((s wanted)
            (check-string who 1 s)
            (find s 0 (string-length s) (predicate who 2 wanted) yes?))
           ((s wanted start)
            (check-string who 1 s)
            (name s wanted start (string-length s)))
           ((s wanted start end)
            (check-string who 1 s)
            (check-range who 3 start end (string-length s))
            (find s start end (predicate who 2 wanted) yes?))))
       ...))))

(define (count-index s start end wanted? yes?)
  (let loop ((i start) (n 0))
    (if (eqv? i end)
        n
        (loop (+ i 1) (if (wanted? (string-ref s i)) (+ n 1) n)))))

(define-searches
  (string-index "string-index" find-index #t)
  (string-index-right "string-index-right" find-index-right #t)
  (string-skip "string-skip" find-index #f)
  (string-skip-right "string-skip-right" find-index-right #f)
  (string-count "string-count" count-index #t))

;; where the second string is in the first
(define (string-contains s1 s2 . range)
  (on-both "string-contains" 1 s1 s2 3 range
    (lambda (start1 end1 start2 end2)
      (contains s1 start1 end1 (if (null? range) s2 (substring s2 start2 end2))))))

(define (contains s start end pattern)
  (if (eqv? end (string-length s))
      (string-search-forward pattern s start)
      (let ((i (string-search-forward pattern (substring s start end) 0)))
        (and i (+ start i)))))

(define (string-contains-ci s1 s2 . range)
  (on-both "string-contains-ci" 1 s1 s2 3 range
    (lambda (start1 end1 start2 end2)
      (let ((i (string-search-forward (map-part char-foldcase s2 start2 end2)
                                      (map-part char-foldcase s1 start1 end1)
                                      0)))
        (and i (+ start1 i))))))

;;; ------------------------------------------------------------- selection

;; (name wanted s [start end]); the order of the first two may be the other one, which is older
(define-on-range "string-filter" 2 (filter-part wanted) (s start end)
  (keep s start end (predicate "string-filter" 1 wanted) #t))

(define-on-range "string-delete" 2 (delete-part wanted) (s start end)
  (keep s start end (predicate "string-delete" 1 wanted) #f))

(define (string-filter wanted s . range)
  (if (string? wanted)
      (apply filter-part s wanted range)
      (apply filter-part wanted s range)))

(define (string-delete wanted s . range)
  (if (string? wanted)
      (apply delete-part s wanted range)
      (apply delete-part wanted s range)))

(define (keep s start end wanted? yes?)
  (let loop ((i (- end 1)) (chars '()))
    (if (< i start)
        (list->string chars)
        (loop (- i 1)
              (if (eq? yes? (if (wanted? (string-ref s i)) #t #f))
                  (cons (string-ref s i) chars)
                  chars)))))

(define-on-range/optional "string-tokenize" (string-tokenize s) (in-token char-set:graphic) (start end)
  (let ((in-token? (predicate "string-tokenize" 2 in-token)))
    (let loop ((end end) (tokens '()))
      (let ((last (find-index-right s start end in-token? #t)))
        (if last
            (let* ((before (find-index-right s start last in-token? #f))
                   (first (if before (+ before 1) start)))
              (loop first (cons (substring s first (+ last 1)) tokens)))
            tokens)))))
