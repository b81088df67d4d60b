;; Two compressors: Huffman coding of characters, and Lempel-Ziv coding of repeated phrases. Both are undone again and
;; their results compared.
(import (scheme base) (scheme cxr) (scheme char) (scheme write) (srfi 69) (srfi 132))

(define (show-line . parts)
  (for-each display parts)
  (newline))

;;; ---------------------------------------------------------------- Huffman

;; a tree is (leaf char weight) or (node left right weight)
(define (make-leaf char weight) (list 'leaf char weight))
(define (make-node left right) (list 'node left right (+ (weight left) (weight right))))
(define (leaf? tree) (eq? (car tree) 'leaf))
(define (weight tree) (if (leaf? tree) (caddr tree) (cadddr tree)))

;; a total order, so that the tree depends on the text alone
(define (first-char tree) (if (leaf? tree) (cadr tree) (first-char (cadr tree))))

(define (lighter? a b)
  (or (< (weight a) (weight b))
      (and (= (weight a) (weight b)) (char<? (first-char a) (first-char b)))))

(define (frequencies text)
  (let ((table (make-hash-table)))
    (string-for-each
     (lambda (char) (hash-table-update!/default table char (lambda (n) (+ n 1)) 0))
     text)
    (list-sort lighter?
               (map (lambda (entry) (make-leaf (car entry) (cdr entry)))
                    (hash-table->alist table)))))

(define (insert tree trees)
  (if (or (null? trees) (lighter? tree (car trees)))
      (cons tree trees)
      (cons (car trees) (insert tree (cdr trees)))))

(define (build-tree trees)
  (if (null? (cdr trees))
      (car trees)
      (build-tree (insert (make-node (car trees) (cadr trees)) (cddr trees)))))

;; char -> string of bits
(define (code-table tree)
  (let ((table (make-hash-table)))
    (let walk ((tree tree) (bits ""))
      (if (leaf? tree)
          (hash-table-set! table (cadr tree) (if (string=? bits "") "0" bits))
          (begin
            (walk (cadr tree) (string-append bits "0"))
            (walk (caddr tree) (string-append bits "1")))))
    table))

(define (encode text codes)
  (let ((out (open-output-string)))
    (string-for-each
     (lambda (char) (write-string (hash-table-ref/default codes char #f) out))
     text)
    (get-output-string out)))

(define (decode bits tree)
  (let ((out (open-output-string))
        (end (string-length bits)))
    (let loop ((i 0) (at tree))
      (cond
        ((and (leaf? at) (not (eq? at tree)))
         (write-char (cadr at) out)
         (loop i tree))
        ((= i end) (get-output-string out))
        ;; a tree of one leaf has one bit a character all the same
        ((leaf? at)
         (write-char (cadr at) out)
         (loop (+ i 1) tree))
        ((char=? #\0 (string-ref bits i)) (loop (+ i 1) (cadr at)))
        (else (loop (+ i 1) (caddr at)))))))

(define (show-codes codes)
  (for-each (lambda (entry) (show-line "  " (car entry) " " (cdr entry)))
            (list-sort (lambda (a b)
                         (let ((la (string-length (cdr a))) (lb (string-length (cdr b))))
                           (or (< la lb) (and (= la lb) (string<? (cdr a) (cdr b))))))
                       (hash-table->alist codes))))

;; bits as bytes: the last one is filled with zeros
(define (pack bits)
  (let* ((end (string-length bits))
         (bytes (make-bytevector (quotient (+ end 7) 8) 0)))
    (do ((i 0 (+ i 1)))
        ((= i end) bytes)
      (when (char=? #\1 (string-ref bits i))
        (let ((k (quotient i 8)))
          (bytevector-u8-set! bytes k (+ (bytevector-u8-ref bytes k)
                                         (expt 2 (- 7 (remainder i 8))))))))))

(define (unpack bytes count)
  (let ((bits (make-string count #\0)))
    (do ((i 0 (+ i 1)))
        ((= i count) bits)
      (let ((byte (bytevector-u8-ref bytes (quotient i 8))))
        (when (odd? (quotient byte (expt 2 (- 7 (remainder i 8)))))
          (string-set! bits i #\1))))))

(define (huffman text)
  (let* ((tree (build-tree (frequencies text)))
         (bits (encode text (code-table tree)))
         (packed (pack bits))
         (back (decode (unpack packed (string-length bits)) tree)))
    (show-line "huffman: " (string-length text) " characters, " (string-length bits) " bits, "
               (bytevector-length packed) " bytes, same again: " (string=? text back))))

;;; -------------------------------------------------------------- Lempel-Ziv

;; LZW: the dictionary starts with the single characters and learns every phrase seen plus one character.
(define (alphabet text)
  (list-sort char<? (map cadr (frequencies text))))

(define (lzw-encode text letters)
  (let ((phrases (make-hash-table)))
    (define (learn! phrase)
      (hash-table-set! phrases phrase (hash-table-size phrases)))
    (for-each (lambda (char) (learn! (string char))) letters)
    (let loop ((chars (string->list text)) (phrase "") (codes '()))
      (define (code) (hash-table-ref/default phrases phrase #f))
      (if (null? chars)
          (reverse (if (string=? phrase "") codes (cons (code) codes)))
          (let* ((longer (string-append phrase (string (car chars)))))
            (if (hash-table-ref/default phrases longer #f)
                (loop (cdr chars) longer codes)
                (let ((codes (cons (code) codes)))
                  (learn! longer)
                  (loop (cdr chars) (string (car chars)) codes))))))))

(define (lzw-decode codes letters)
  (let ((phrases (make-hash-table))
        (out (open-output-string)))
    (define (learn! phrase)
      (hash-table-set! phrases (hash-table-size phrases) phrase))
    (for-each (lambda (char) (learn! (string char))) letters)
    (let loop ((codes codes) (last #f))
      (unless (null? codes)
        ;; a code may name the phrase that is just being learnt: it begins as the last one did
        (let ((phrase (or (hash-table-ref/default phrases (car codes) #f)
                          (string-append last (string (string-ref last 0))))))
          (write-string phrase out)
          (when last
            (learn! (string-append last (string (string-ref phrase 0)))))
          (loop (cdr codes) phrase))))
    (get-output-string out)))

(define (lzw text)
  (let* ((letters (alphabet text))
         (codes (lzw-encode text letters))
         (back (lzw-decode codes letters)))
    (show-line "lzw:     " (string-length text) " characters, " (length codes) " codes, largest "
               (apply max codes) ", same again: " (string=? text back))))

;;; ----------------------------------------------------------------- samples

(define (repeat text n)
  (if (= n 0) "" (string-append text (repeat text (- n 1)))))

(define saying "how much wood would a woodchuck chuck if a woodchuck could chuck wood")

(let ((codes (code-table (build-tree (frequencies "abracadabra")))))
  (show-codes codes)
  (show-line (encode "abracadabra" codes)))
(show-line (lzw-encode "abababababab" '(#\a #\b)))

(for-each (lambda (text) (huffman text) (lzw text))
          (list saying
                (repeat saying 20)
                (repeat "ab" 500)
                (make-string 1000 #\x)
                "x"
                "ΑΒΓ αβγ ΑΒΓ αβγ"))
