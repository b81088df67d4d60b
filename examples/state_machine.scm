;; Tail calls as control flow: state machines whose states are procedures, some of them run for a million steps
;; in constant space. A CSV reader, a comment stripper, a vending machine, a Turing machine.
(import (scheme base) (scheme cxr) (scheme write))

(define (show-line . parts)
  (for-each display parts)
  (newline))

;;; ------------------------------------------------------------------- CSV

;; States: at the start of a field, in a plain field, in a quoted field, after a quote inside one.
(define (parse-csv text)
  (let ((port (open-input-string text)))
    (define (field-text chars) (list->string (reverse chars)))

    (define (start-field fields rows)
      (let ((c (read-char port)))
        (cond
          ((eof-object? c) (if (null? fields) (reverse rows) (finish (cons "" fields) rows)))
          ((char=? c #\") (quoted '() fields rows))
          ((char=? c #\,) (start-field (cons "" fields) rows))
          ((char=? c #\newline) (end-row (cons "" fields) rows))
          (else (plain (list c) fields rows)))))

    (define (plain chars fields rows)
      (let ((c (read-char port)))
        (cond
          ((eof-object? c) (finish (cons (field-text chars) fields) rows))
          ((char=? c #\,) (start-field (cons (field-text chars) fields) rows))
          ((char=? c #\newline) (end-row (cons (field-text chars) fields) rows))
          (else (plain (cons c chars) fields rows)))))

    (define (quoted chars fields rows)
      (let ((c (read-char port)))
        (cond
          ((eof-object? c) (raise 'quote-without-end))
          ((char=? c #\") (after-quote chars fields rows))
          (else (quoted (cons c chars) fields rows)))))

    (define (after-quote chars fields rows)
      (let ((c (read-char port)))
        (cond
          ((eof-object? c) (finish (cons (field-text chars) fields) rows))
          ((char=? c #\") (quoted (cons #\" chars) fields rows))
          ((char=? c #\,) (start-field (cons (field-text chars) fields) rows))
          ((char=? c #\newline) (end-row (cons (field-text chars) fields) rows))
          (else (raise (list 'unexpected c 'after-quote))))))

    (define (end-row fields rows) (start-field '() (cons (reverse fields) rows)))
    (define (finish fields rows) (reverse (cons (reverse fields) rows)))

    (start-field '() '())))

(define (try-csv text)
  (write (guard (e ((or (symbol? e) (pair? e)) (list 'error e)))
           (parse-csv text)))
  (newline))

;;; -------------------------------------------------------- comment stripper

;; removes // and /* */ comments, but not inside string literals
(define (strip-comments text)
  (let ((in (open-input-string text))
        (out (open-output-string)))
    (define (done) (get-output-string out))
    (define (code)
      (let ((c (read-char in)))
        (cond
          ((eof-object? c) (done))
          ((char=? c #\/) (slash))
          (else
           (write-char c out)
           (if (char=? c #\") (literal) (code))))))
    (define (slash)
      (let ((c (peek-char in)))
        (cond
          ((eqv? c #\/) (line-comment))
          ((eqv? c #\*) (read-char in) (block-comment))
          (else (write-char #\/ out) (code)))))
    (define (line-comment)
      (let ((c (peek-char in)))
        (if (or (eof-object? c) (char=? c #\newline))
            (code)
            (begin (read-char in) (line-comment)))))
    (define (block-comment)
      (let ((c (read-char in)))
        (cond
          ((eof-object? c) (done))
          ((and (char=? c #\*) (eqv? (peek-char in) #\/))
           (read-char in)
           (write-char #\space out)
           (code))
          (else (block-comment)))))
    (define (literal)
      (let ((c (read-char in)))
        (cond
          ((eof-object? c) (done))
          (else
           (write-char c out)
           (cond
             ((char=? c #\") (code))
             ((char=? c #\\) (write-char (read-char in) out) (literal))
             (else (literal)))))))
    (code)))

;;; --------------------------------------------------------- vending machine

;; A machine is a procedure from an event to the next machine; what it puts out goes to `emit`.
(define (vending price emit)
  (define (idle event)
    (cond
      ((number? event) (collecting event))
      ((eq? event 'cancel) idle)
      (else (emit 'insert-coins) idle)))
  (define (collecting paid)
    (lambda (event)
      (cond
        ((number? event) (collecting (+ paid event)))
        ((eq? event 'cancel) (emit (list 'back paid)) idle)
        ((< paid price) (emit (list 'missing (- price paid))) (collecting paid))
        (else
         (emit event)
         (when (> paid price) (emit (list 'change (- paid price))))
         idle))))
  idle)

(define (feed machine events)
  (if (null? events)
      machine
      (feed (machine (car events)) (cdr events))))

(define (vend price events)
  (let ((out '()))
    (feed (vending price (lambda (x) (set! out (cons x out)))) events)
    (reverse out)))

;;; ---------------------------------------------------------- Turing machine

;; A tape is two lists: the cells to the left (nearest first), and the cell under the head with those to its right.
;; A rule is (state read write move next); 0 is the blank.
(define (turing rules start)
  (define (rule-for state cell)
    (let loop ((rules rules))
      (cond
        ((null? rules) #f)
        ((and (eq? state (caar rules)) (eqv? cell (cadar rules))) (cddar rules))
        (else (loop (cdr rules))))))
  (let run ((state start) (left '()) (right '(0)) (steps 0))
    (let ((rule (rule-for state (car right))))
      (if (not rule)
          (list 'steps steps 'ones (count-ones left (count-ones right 0)))
          (let ((cells (cons (car rule) (cdr right)))
                (next (list-ref rule 2)))
            (if (eq? (cadr rule) 'right)
                (run next (cons (car cells) left) (if (null? (cdr cells)) '(0) (cdr cells)) (+ steps 1))
                (run next (if (null? left) '() (cdr left)) (cons (if (null? left) 0 (car left)) cells)
                     (+ steps 1))))))))

(define (count-ones cells count)
  (cond
    ((null? cells) count)
    ((eqv? 1 (car cells)) (count-ones (cdr cells) (+ count 1)))
    (else (count-ones (cdr cells) count))))

(define busy-beaver-3
  '((a 0 1 right b) (a 1 1 right halt) (b 0 0 right c) (b 1 1 right b) (c 0 1 left c) (c 1 1 left a)))

(define busy-beaver-4
  '((a 0 1 right b) (a 1 1 left b) (b 0 1 left a) (b 1 0 left c) (c 0 1 right halt) (c 1 1 left d)
    (d 0 1 right d) (d 1 0 right a)))

;;; ------------------------------------------------------- mutual recursion

(define (even-steps? n) (if (= n 0) #t (odd-steps? (- n 1))))
(define (odd-steps? n) (if (= n 0) #f (even-steps? (- n 1))))

;; a ring of three states through apply, and, or, cond and case: all of their last calls are tail calls
(define (red n) (and #t (or (and (= n 0) 'red) (green (- n 1)))))
(define (green n) (cond ((= n 0) 'green) (else (apply amber (list (- n 1))))))
(define (amber n) (case n ((0) 'amber) (else (let* ((m (- n 1))) (begin (when #t (red m)))))))

;; continuation passing: all calls are tail calls, what is left to do is in closures
(define (count-leaves tree k)
  (cond
    ((null? tree) (k 0))
    ((pair? tree)
     (count-leaves (car tree)
                   (lambda (a) (count-leaves (cdr tree) (lambda (b) (k (+ a b)))))))
    (else (k 1))))

(define (nested n)
  (let loop ((n n) (tree '()))
    (if (= n 0) tree (loop (- n 1) (list tree n)))))

;;; ----------------------------------------------------------------- samples

(try-csv "name,age\nann,31\n\"Jones, Bob\",\"said \"\"hi\"\"\"\n")
(try-csv "a,,c\n,\n\"\",x")
(try-csv "")
(try-csv "\"two\nlines\",1")
(try-csv "\"never closed, 1")
(try-csv "\"a\"b,1")
(show-line (strip-comments "x = 1; // one\ny = \"// no /* comment */ \\\" here\"; /* two\n lines */ z = x / y;"))
(show-line (vend 120 '(tea 50 50 tea 50 tea 100 cancel 200 coffee)))
(show-line (turing busy-beaver-3 'a))
(show-line (turing busy-beaver-4 'a))
(show-line (even-steps? 1000000) " " (odd-steps? 1000000))
(show-line (map red '(0 1 2 300000 300001 300002)))
(show-line (count-leaves '((1 2) (3 (4 5)) ()) (lambda (n) n)) " "
           (count-leaves (nested 100000) (lambda (n) n)))
