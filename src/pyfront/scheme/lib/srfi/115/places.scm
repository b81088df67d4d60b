;; Tests of places in a text: (text i start end). What is before the start and after the end counts for nothing.

(define (at-start? s i start end) (eqv? i start))
(define (at-end? s i start end) (eqv? i end))

;; the end of a line is a line feed, a carriage return, or both
(define (at-line-start? s i start end)
  (or (eqv? i start)
      (let ((before (string-ref s (- i 1))))
        (or (eqv? before #\newline)
            (and (eqv? before #\return)
                 (not (and (< i end) (eqv? (string-ref s i) #\newline))))))))

(define (at-line-end? s i start end)
  (or (eqv? i end)
      (let ((next (string-ref s i)))
        (or (eqv? next #\return)
            (and (eqv? next #\newline)
                 (not (and (> i start) (eqv? (string-ref s (- i 1)) #\return))))))))

(define (letter-before? letters s i start)
  (and (> i start)
       (char-set-contains? letters (string-ref s (- i 1)))))

(define (letter-after? letters s i end)
  (and (< i end)
       (char-set-contains? letters (string-ref s i))))

(define (word-start? letters)
  (lambda (s i start end)
    (and (letter-after? letters s i end)
         (not (letter-before? letters s i start)))))

(define (word-end? letters)
  (lambda (s i start end)
    (and (letter-before? letters s i start)
         (not (letter-after? letters s i end)))))

(define (inside-word? letters)
  (lambda (s i start end)
    (eq? (letter-before? letters s i start)
         (letter-after? letters s i end))))

;;; ------------------------------------------------------------- grapheme clusters (Unicode, annex 29)

(define (at-grapheme? s i start end)
  (or (eqv? i start)
      (eqv? i end)
      (not (joined? (string-ref s (- i 1)) (string-ref s i) s i start))))

(define (inside-grapheme? s i start end)
  (and (< i end)
       (not (at-grapheme? s i start end))))

(define joiner #\x200D)

;; a and b are around index i
(define (joined? a b s i start)
  (cond ((eqv? a #\return) (eqv? b #\newline))
        ((or (control? a) (control? b)) #f)
        ((char-set-contains? char-set:mark b) #t)
        ((eqv? a joiner) (char-set-contains? char-set:symbol b)) ; pictures
        ((regional? b) (odd? (regional-before s i start)))
        (else (hangul-joined? (hangul a) (hangul b)))))

(define (control? c)
  (and (not (eqv? c joiner))
       (not (eqv? c #\x200C))
       (char-set-contains? char-set:separator-or-control c)))

(define (regional? c) (char<=? #\x1F1E6 c #\x1F1FF))

;; how many regional indicators, which come in pairs, are right before an index
(define (regional-before s i start)
  (let loop ((k i))
    (if (and (> k start) (regional? (string-ref s (- k 1))))
        (loop (- k 1))
        (- i k))))

;; leading consonant, vowel, trailing consonant, syllable without and with one
(define (hangul c)
  (let ((code (char->integer c)))
    (cond ((< code #x1100) #f)
          ((or (<= #x1100 code #x115F) (<= #xA960 code #xA97C)) 'l)
          ((or (<= #x1160 code #x11A7) (<= #xD7B0 code #xD7C6)) 'v)
          ((or (<= #x11A8 code #x11FF) (<= #xD7CB code #xD7FB)) 't)
          ((<= #xAC00 code #xD7A3) (if (eqv? 0 (modulo (- code #xAC00) 28)) 'lv 'lvt))
          (else #f))))

(define (hangul-joined? a b)
  (case a
    ((l) (memq b '(l v lv lvt)))
    ((v lv) (memq b '(v t)))
    ((t lvt) (eq? b 't))
    (else #f)))
