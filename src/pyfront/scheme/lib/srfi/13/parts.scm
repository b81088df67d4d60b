;; Parts of strings.

(define (string-null? s)
  (check-string "string-null?" 1 s)
  (eqv? (string-length s) 0))

(define substring/shared
  (case-lambda
    ((s start)
     (check-string "substring/shared" 1 s)
     (substring/shared s start (string-length s)))
    ((s start end)
     (check-string "substring/shared" 1 s)
     (check-range "substring/shared" 2 start end (string-length s))
     (substring s start end))))

(define (check-count who s n)
  (check-string who 1 s)
  (check-index who 2 n (string-length s)))

(define (string-take s n)
  (check-count "string-take" s n)
  (substring s 0 n))

(define (string-drop s n)
  (check-count "string-drop" s n)
  (substring s n (string-length s)))

(define (string-take-right s n)
  (check-count "string-take-right" s n)
  (substring s (- (string-length s) n) (string-length s)))

(define (string-drop-right s n)
  (check-count "string-drop-right" s n)
  (substring s 0 (- (string-length s) n)))

;;; ------------------------------------------------------------- padding and trimming

(define (check-padding who size char)
  (if (not (and (exact-integer? size) (>= size 0)))
      (wrong who 2 "a size" size))
  (if (not (char? char))
      (wrong who 3 "a character" char)))

;; on the left
(define-on-range/optional "string-pad" (string-pad s size) (char #\space) (start end)
  (check-padding "string-pad" size char)
  (if (<= size (- end start))
      (substring s (- end size) end)
      (let ((new (make-string size char)))
        (string-copy! new (- size (- end start)) s start end)
        new)))

(define-on-range/optional "string-pad-right" (string-pad-right s size) (char #\space) (start end)
  (check-padding "string-pad-right" size char)
  (if (<= size (- end start))
      (substring s start (+ start size))
      (let ((new (make-string size char)))
        (string-copy! new 0 s start end)
        new)))

(define-on-range/optional "string-trim" (string-trim s) (unwanted char-whitespace?) (start end)
  (let ((i (find-index s start end (predicate "string-trim" 2 unwanted) #f)))
    (if i (substring s i end) "")))

(define-on-range/optional "string-trim-right" (string-trim-right s) (unwanted char-whitespace?) (start end)
  (let ((i (find-index-right s start end (predicate "string-trim-right" 2 unwanted) #f)))
    (if i (substring s start (+ i 1)) "")))

(define-on-range/optional "string-trim-both" (string-trim-both s) (unwanted char-whitespace?) (start end)
  (let* ((unwanted? (predicate "string-trim-both" 2 unwanted))
         (i (find-index s start end unwanted? #f)))
    (if i
        (substring s i (+ 1 (find-index-right s i end unwanted? #f)))
        "")))

;;; ------------------------------------------------------------- repeated and replaced

;; as if s, or the part of it, went on for ever in both directions
(define (cycle-into! to at s start end from n)
  (let ((size (- end start)))
    (if (> n 0)
        (if (eqv? size 0)
            (%out-of-range "xsubstring: nothing to repeat" s)
            (let loop ((i 0))
              (if (< i n)
                  (let* ((offset (modulo (+ from i) size))
                         (count (min (- size offset) (- n i))))
                    (string-copy! to (+ at i) s (+ start offset) (+ start offset count))
                    (loop (+ i count)))))))))

(define (check-integer who n i)
  (if (not (exact-integer? i))
      (wrong who n "an exact integer" i)))

(define (check-span who n from to)
  (check-integer who n from)
  (check-integer who (+ n 1) to)
  (if (< to from)
      (%out-of-range (string-append who ": the part ends before it begins") (cons from to))))

(define (xsubstring s from . range)
  (check-string "xsubstring" 1 s)
  (check-integer "xsubstring" 2 from)
  (let* ((start (optional range 1 0))
         (end (optional range 2 (string-length s))))
    (check-range "xsubstring" 4 start end (string-length s))
    (let ((to (optional range 0 (+ from (- end start)))))
      (check-span "xsubstring" 2 from to)
      (let ((new (make-string (- to from))))
        (cycle-into! new 0 s start end from (- to from))
        new))))

(define (string-xcopy! target at s from . range)
  (check-string "string-xcopy!" 1 target)
  (check-index "string-xcopy!" 2 at (string-length target))
  (check-string "string-xcopy!" 3 s)
  (check-integer "string-xcopy!" 4 from)
  (let* ((start (optional range 1 0))
         (end (optional range 2 (string-length s))))
    (check-range "string-xcopy!" 6 start end (string-length s))
    (let ((to (optional range 0 (+ from (- end start)))))
      (check-span "string-xcopy!" 4 from to)
      (if (> (+ at (- to from)) (string-length target))
          (beyond "string-xcopy!" 2 (string-length target) at))
      (cycle-into! target at (if (eq? s target) (string-copy s) s) start end from (- to from)))))

(define (string-replace s1 s2 start1 end1 . range)
  (check-string "string-replace" 1 s1)
  (check-string "string-replace" 2 s2)
  (check-range "string-replace" 3 start1 end1 (string-length s1))
  (let ((start2 (optional range 0 0))
        (end2 (optional range 1 (string-length s2))))
    (check-range "string-replace" 5 start2 end2 (string-length s2))
    (string-append (substring s1 0 start1) (substring s2 start2 end2) (substring s1 end1 (string-length s1)))))
