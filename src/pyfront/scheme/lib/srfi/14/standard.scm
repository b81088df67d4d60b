;; The standard sets that need no table. The others are made with the package, from the Unicode data of the Python that
;; it is for: text, of which the bounds are made when a set is used for the first time.

(define (decode text)
  (make-set (lambda () (bounds-of-text text))))

(define (bounds-of-text text)
  (let ((size (string-length text)))
    (let loop ((i 0) (last 0) (done '()))
      (if (< i size)
          (let* ((code (char->integer (string-ref text i)))
                 (next (+ last (if (< code #xD800) code (- code #x800)))))
            (loop (+ i 1) next (cons next done)))
          (list->vector (reverse done))))))

(define char-set:empty (make-set '#()))
(define char-set:full (make-set everything))
(define char-set:ascii (make-set '#(0 128)))
(define char-set:hex-digit (make-set '#(48 58 65 71 97 103)))
