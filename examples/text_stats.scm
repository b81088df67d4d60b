;; Statistics of text files: lines, words, sentences, the commonest words, lengths, letters; then a small report
;; of a table with damaged lines.
(import (scheme base) (scheme char) (scheme cxr) (scheme file) (scheme read) (scheme write) (srfi 69) (srfi 132))

;; The data lie beside this program; it may be run from there or from the folder above.
(define (data-file name)
  (let ((path (string-append "data/" name)))
    (if (file-exists? path) path (string-append "examples/" path))))

(define (show-line . parts)
  (for-each display parts)
  (newline))

(define (pad-left text width)
  (string-append (make-string (max 0 (- width (string-length text))) #\space) text))

(define (pad-right text width)
  (string-append text (make-string (max 0 (- width (string-length text))) #\space)))

;;; ------------------------------------------------------------- reading

(define (read-lines path)
  (call-with-port
   (open-input-file path)
   (lambda (port)
     (let loop ((lines '()))
       (let ((line (read-line port)))
         (if (eof-object? line)
             (reverse lines)
             (loop (cons line lines))))))))

;; calls (f word) for each run of letters, in lower case; an apostrophe between letters belongs to the word
(define (for-each-word f path)
  (call-with-port
   (open-input-file path)
   (lambda (port)
     (define (finish letters)
       (let ((letters (if (and (pair? letters) (char=? (car letters) #\')) (cdr letters) letters)))
         (unless (null? letters)
           (f (list->string (reverse letters))))))
     (let loop ((letters '()))
       (let ((char (read-char port)))
         (cond
           ((eof-object? char) (finish letters))
           ((char-alphabetic? char) (loop (cons (char-downcase char) letters)))
           ((and (char=? char #\') (pair? letters)) (loop (cons char letters)))
           (else (finish letters) (loop '()))))))))

(define (count-char path wanted)
  (call-with-port
   (open-input-file path)
   (lambda (port)
     (let loop ((count 0))
       (let ((char (read-char port)))
         (cond
           ((eof-object? char) count)
           ((memv char wanted) (loop (+ count 1)))
           (else (loop count))))))))

;;; ------------------------------------------------------------ counting

(define (increment! table key)
  (hash-table-update!/default table key (lambda (n) (+ n 1)) 0))

(define (count-words path)
  (let ((table (make-hash-table)))
    (for-each-word (lambda (word) (increment! table word)) path)
    table))

;; most frequent first, equal counts in alphabetical order
(define (by-frequency table)
  (list-sort (lambda (a b)
               (or (> (cdr a) (cdr b))
                   (and (= (cdr a) (cdr b)) (string<? (car a) (car b)))))
             (hash-table->alist table)))

(define (take items n)
  (if (or (= n 0) (null? items)) '() (cons (car items) (take (cdr items) (- n 1)))))

(define (total counts)
  (apply + (map cdr counts)))

;;; ------------------------------------------------------------- reports

(define (show-bar label count unit)
  (show-line (pad-right label 10) (pad-left (number->string count) 4) " "
             (make-string (quotient (+ count unit -1) unit) #\*)))

(define (text-report path)
  (let* ((lines (read-lines path))
         (words (count-words path))
         (ranked (by-frequency words)))
    (show-line "lines      " (length lines))
    (show-line "blank      " (length (let loop ((lines lines))
                                       (cond ((null? lines) '())
                                             ((string=? (car lines) "") (cons 1 (loop (cdr lines))))
                                             (else (loop (cdr lines)))))))
    (show-line "longest    " (apply max (map string-length lines)))
    (show-line "sentences  " (count-char path '(#\. #\? #\!)))
    (show-line "words      " (total ranked))
    (show-line "different  " (hash-table-size words))
    (show-line "once only  " (length (let loop ((rest ranked))
                                       (cond ((null? rest) '())
                                             ((= 1 (cdar rest)) rest)
                                             (else (loop (cdr rest)))))))
    (show-line "the piano  " (hash-table-ref/default words "piano" 0)
               ", the violin " (hash-table-ref/default words "violin" 0))
    (newline)
    (for-each (lambda (entry) (show-bar (car entry) (cdr entry) 1)) (take ranked 8))
    (newline)
    (length-report words)
    (newline)
    (letter-report words)))

(define (length-report words)
  (let ((lengths (make-hash-table)))
    (for-each (lambda (word) (increment! lengths (string-length word))) (hash-table-keys words))
    (for-each (lambda (n)
                (show-bar (string-append (number->string n) " letters")
                          (hash-table-ref/default lengths n 0) 2))
              (list-sort < (hash-table-keys lengths)))))

(define (letter-report words)
  (let ((counts (make-vector 26 0))
        (a (char->integer #\a)))
    (for-each
     (lambda (entry)
       (string-for-each
        (lambda (char)
          (when (char<=? #\a char #\z)
            (let ((i (- (char->integer char) a)))
              (vector-set! counts i (+ (vector-ref counts i) (cdr entry))))))
        (car entry)))
     (hash-table->alist words))
    (let loop ((i 0))
      (when (< i 26)
        (display (integer->char (+ a i)))
        (display (pad-left (number->string (vector-ref counts i)) 4))
        (display (if (= 0 (modulo (+ i 1) 6)) "\n" "  "))
        (loop (+ i 1))))
    (newline)))

;;; a table: station, temperature, humidity; lines that do not fit are counted and shown

(define (read-fields line)
  (let ((port (open-input-string line)))
    (let loop ((fields '()))
      (let ((field (read port)))
        (if (eof-object? field) (reverse fields) (loop (cons field fields)))))))

(define (valid? fields)
  (and (= 3 (length fields))
       (symbol? (car fields))
       (number? (cadr fields))
       (number? (caddr fields))))

(define (table-report path)
  (let ((stations (make-hash-table)))
    (let loop ((lines (read-lines path)) (number 1))
      (unless (null? lines)
        (let ((line (car lines)))
          (unless (or (string=? line "") (char=? #\# (string-ref line 0)))
            (let ((fields (read-fields line)))
              (if (valid? fields)
                  (hash-table-update!/default stations (car fields)
                                              (lambda (rows) (cons (cdr fields) rows)) '())
                  (show-line "line " number " left out: " line)))))
        (loop (cdr lines) (+ number 1))))
    (for-each
     (lambda (station)
       (let* ((rows (hash-table-ref/default stations station '()))
              (temperatures (map car rows))
              (count (length rows)))
         (show-line (pad-right (symbol->string station) 8)
                    " readings " count
                    ", from " (apply min temperatures) " to " (apply max temperatures)
                    ", mean " (/ (apply + temperatures) count)
                    ", humidity " (round (/ (apply + (map cadr rows)) count)))))
     (list-sort (lambda (a b) (string<? (symbol->string a) (symbol->string b)))
                (hash-table-keys stations)))))

(text-report (data-file "lighthouse.txt"))
(newline)
(table-report (data-file "readings.txt"))
