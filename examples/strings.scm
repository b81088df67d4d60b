;; Work with text: word wrap and justification, Caesar cipher and its breaking by frequencies, run-length and base64
;; coding, number formats, string ports.
(import (scheme base) (scheme char) (scheme write))

(define (show-line . parts)
  (for-each display parts)
  (newline))

;; what (f port) writes, as a string
(define (with-output-string f)
  (let ((port (open-output-string)))
    (f port)
    (get-output-string port)))

;;; ------------------------------------------------------ splitting, joining

(define (split text separator?)
  (let loop ((chars (string->list text)) (word '()) (words '()))
    (define (finish) (if (null? word) words (cons (list->string (reverse word)) words)))
    (cond
      ((null? chars) (reverse (finish)))
      ((separator? (car chars)) (loop (cdr chars) '() (finish)))
      (else (loop (cdr chars) (cons (car chars) word) words)))))

(define (join words separator)
  (with-output-string
   (lambda (port)
     (let loop ((words words) (first #t))
       (unless (null? words)
         (unless first (write-string separator port))
         (write-string (car words) port)
         (loop (cdr words) #f))))))

(define (string-index text wanted)
  (let loop ((i 0))
    (cond
      ((= i (string-length text)) #f)
      ((char=? wanted (string-ref text i)) i)
      (else (loop (+ i 1))))))

;;; ---------------------------------------------------------- justification

;; words -> lines, each a list of words that fit into the width
(define (wrap words width)
  (let loop ((words words) (line '()) (used 0) (lines '()))
    (cond
      ((null? words)
       (reverse (if (null? line) lines (cons (reverse line) lines))))
      ((or (null? line) (<= (+ used 1 (string-length (car words))) width))
       (loop (cdr words) (cons (car words) line)
             (+ used (if (null? line) 0 1) (string-length (car words)))
             lines))
      (else (loop words '() 0 (cons (reverse line) lines))))))

;; the spare blanks are dealt out from the left
(define (justify line width)
  (let* ((gaps (- (length line) 1))
         (letters (apply + (map string-length line)))
         (blanks (- width letters)))
    (if (= gaps 0)
        (car line)
        (with-output-string
         (lambda (port)
           (let loop ((words line) (gap 0))
             (write-string (car words) port)
             (unless (null? (cdr words))
               (write-string (make-string (+ (quotient blanks gaps) (if (< gap (remainder blanks gaps)) 1 0))
                                          #\space)
                             port)
               (loop (cdr words) (+ gap 1)))))))))

(define (show-justified text width)
  (let loop ((lines (wrap (split text char-whitespace?) width)))
    (unless (null? lines)
      (show-line "|" (if (null? (cdr lines)) (join (car lines) " ") (justify (car lines) width)))
      (loop (cdr lines)))))

(define (centered text width)
  (let* ((blanks (max 0 (- width (string-length text))))
         (left (quotient blanks 2)))
    (string-append (make-string left #\.) text (make-string (- blanks left) #\.))))

;;; ----------------------------------------------------------------- ciphers

(define (shift-letter char base amount)
  (integer->char (+ base (modulo (+ (- (char->integer char) base) amount) 26))))

(define (caesar text amount)
  (string-map (lambda (char)
                (cond
                  ((char<=? #\a char #\z) (shift-letter char (char->integer #\a) amount))
                  ((char<=? #\A char #\Z) (shift-letter char (char->integer #\A) amount))
                  (else char)))
              text))

;; how English a text looks: points for the common letters
(define (englishness text)
  (let ((points 0))
    (string-for-each
     (lambda (char)
       (let ((rank (string-index "etaoinshrdlu" (char-downcase char))))
         (when rank (set! points (+ points (- 12 rank))))))
     text)
    points))

(define (break-caesar text)
  (let loop ((amount 0) (best text) (points -1))
    (if (= amount 26)
        best
        (let* ((candidate (caesar text amount))
               (p (englishness candidate)))
          (if (> p points)
              (loop (+ amount 1) candidate p)
              (loop (+ amount 1) best points))))))

;;; -------------------------------------------------------------- run length

(define (encode-runs text)
  (with-output-string
   (lambda (port)
     (let ((end (string-length text)))
       (let loop ((i 0))
         (when (< i end)
           (let ((char (string-ref text i)))
             (let run ((j i))
               (if (and (< j end) (char=? char (string-ref text j)))
                   (run (+ j 1))
                   (begin
                     (when (> (- j i) 1) (write (- j i) port))
                     (write-char char port)
                     (loop j)))))))))))

(define (decode-runs text)
  (with-output-string
   (lambda (port)
     (let loop ((chars (string->list text)) (count #f))
       (unless (null? chars)
         (let ((char (car chars)))
           (if (char-numeric? char)
               (loop (cdr chars) (+ (* 10 (or count 0)) (digit-value char)))
               (begin
                 (write-string (make-string (or count 1) char) port)
                 (loop (cdr chars) #f)))))))))

;;; ------------------------------------------------------------------ base64

(define alphabet "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")

(define (base64-encode bytes)
  (define (byte i) (if (< i (bytevector-length bytes)) (bytevector-u8-ref bytes i) 0))
  (with-output-string
   (lambda (port)
     (let loop ((i 0))
       (let ((left (- (bytevector-length bytes) i)))
         (when (> left 0)
           (let ((bits (+ (* 65536 (byte i)) (* 256 (byte (+ i 1))) (byte (+ i 2)))))
             (define (sextet k) (string-ref alphabet (modulo (quotient bits (expt 64 (- 3 k))) 64)))
             (write-char (sextet 0) port)
             (write-char (sextet 1) port)
             (write-char (if (> left 1) (sextet 2) #\=) port)
             (write-char (if (> left 2) (sextet 3) #\=) port)
             (loop (+ i 3)))))))))

(define (base64-decode text)
  (let loop ((chars (string->list text)) (bits 0) (count 0) (bytes '()))
    (cond
      ((or (null? chars) (char=? (car chars) #\=)) (apply bytevector (reverse bytes)))
      (else
       (let* ((bits (+ (* 64 bits) (string-index alphabet (car chars))))
              (count (+ count 6)))
         (if (>= count 8)
             (let ((unit (expt 2 (- count 8))))
               (loop (cdr chars) (modulo bits unit) (- count 8) (cons (quotient bits unit) bytes)))
             (loop (cdr chars) bits count bytes)))))))

;;; ----------------------------------------------------------------- formats

;; 1234567 -> "1,234,567"
(define (with-commas n)
  (let loop ((text (number->string (abs n))) (groups '()))
    (let ((end (string-length text)))
      (if (> end 3)
          (loop (substring text 0 (- end 3)) (cons (substring text (- end 3) end) groups))
          (string-append (if (negative? n) "-" "") (join (cons text groups) ","))))))

(define (roman n)
  (let loop ((n n)
             (parts '((1000 . "M") (900 . "CM") (500 . "D") (400 . "CD") (100 . "C") (90 . "XC")
                      (50 . "L") (40 . "XL") (10 . "X") (9 . "IX") (5 . "V") (4 . "IV") (1 . "I")))
             (text ""))
    (cond
      ((= n 0) text)
      ((>= n (caar parts)) (loop (- n (caar parts)) parts (string-append text (cdar parts))))
      (else (loop n (cdr parts) text)))))

(define (palindrome? text)
  (let* ((letters (map char-downcase (let keep ((chars (string->list text)))
                                       (cond ((null? chars) '())
                                             ((char-alphabetic? (car chars)) (cons (car chars) (keep (cdr chars))))
                                             (else (keep (cdr chars))))))))
    (equal? letters (reverse letters))))

;; a list of all lines a reader finds in a text
(define (text-lines text)
  (let ((port (open-input-string text)))
    (let loop ((lines '()))
      (let ((line (read-line port)))
        (if (eof-object? line) (reverse lines) (loop (cons line lines)))))))

;;; ----------------------------------------------------------------- samples

(define prose
  "A program is read more often than it is written, and it is changed more often than it is finished; so the
   kindest thing one can do for the next reader is to say plainly what it does, and then to do just that.")

(show-justified prose 32)
(show-justified prose 61)
(show-line (centered "title" 21))
(write (split "one, two,,three" (lambda (c) (memv c '(#\, #\space))))) (newline)

(let ((secret (caesar "Meet me under the old oak at ten tonight; bring the letters!" 7)))
  (show-line secret)
  (show-line (break-caesar secret)))

(for-each (lambda (text)
            (let ((coded (encode-runs text)))
              (show-line coded " " (string-length text) " " (string=? text (decode-runs coded)))))
          (list "wwwwbbbwwwwwwwwwwwwx" "abc" "" (make-string 120 #\z)))

(for-each (lambda (text)
            (let ((coded (base64-encode (string->utf8 text))))
              (show-line coded " " (utf8->string (base64-decode coded)))))
          '("" "f" "fo" "foo" "Grüße, Jürgen" "x̂ ∈ ℝ ⟶ λ"))

(show-line (map with-commas '(0 999 1000 -1234567 123456789012345678901)))
(show-line (map roman '(1 4 1987 2024 3999)))
(show-line (map palindrome? '("A man, a plan, a canal: Panama!" "Not one of those")))
(show-line (map string-length (text-lines "first\n\nthird line\nlast")))
(show-line (string-upcase "straight ahead") " " (string-downcase "LOUD") " "
           (string<? "apple" "banana" "cherry") " " (string-ci=? "Same" "sAME"))
(let ((text (make-string 5 #\-)))
  (string-set! text 2 #\λ)
  (string-copy! text 3 "xyz" 1)
  (write text)
  (write (string->number "1e2"))
  (write (list->string (reverse (string->list "desserts"))))
  (newline))
