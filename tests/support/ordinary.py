"""Ordinary Scheme of any size, to measure the front end with: what programs are made of, in the usual proportions.

A part of some ninety lines has names of its own: records, nested defines, named lets, do loops, conds and cases,
let-values, strings, quasi-quotes, procedures that take procedures, uses of macros. The program prints one number that
its parts have computed together; ``answer`` is what it must be.
"""

from __future__ import annotations

HEAD = """\
(import (scheme base) (scheme char) (scheme write))

(define-syntax while
  (syntax-rules ()
    ((_ test body ...) (let again () (when test body ... (again))))))

(define-syntax push!
  (syntax-rules () ((_ place x) (set! place (cons x place)))))

(define total 0)
"""

PART = """\

;;; Part @: accounts, and a report on them.
(define-record-type account@
  (make-account@ owner balance history)
  account@?
  (owner account@-owner)
  (balance account@-balance set-account@-balance!)
  (history account@-history set-account@-history!))

(define rates@ '((checking . 1) (savings . 3) (gold . 5)))

(define (deposit@! a amount)
  "Adds to the balance, if the amount makes sense."
  (cond
    ((not (number? amount)) (error "deposit@: not a number" amount))
    ((negative? amount) (error "deposit@: negative" amount))
    ((zero? amount) (account@-balance a))
    (else
     (set-account@-balance! a (+ (account@-balance a) amount))
     (set-account@-history! a (cons `(deposit ,amount) (account@-history a)))
     (account@-balance a))))

(define (interest@ kind amount)
  (let* ((entry (assq kind rates@))
         (rate (if entry (cdr entry) 0)))
    (define (percent x) (quotient (* x rate) 100))
    (define (capped x limit) (if (> x limit) limit x))
    (capped (percent amount) 1000)))

(define (words@ text)
  (define (blank? c) (or (char-whitespace? c) (char=? c #\\,)))
  (let loop ((chars (string->list text)) (word '()) (found '()))
    (define (finish) (if (null? word) found (cons (list->string (reverse word)) found)))
    (cond ((null? chars) (reverse (finish)))
          ((blank? (car chars)) (loop (cdr chars) '() (finish)))
          (else (loop (cdr chars) (cons (char-downcase (car chars)) word) found)))))

(define (classify@ n)
  (case (modulo n 7)
    ((0) 'sunday)
    ((6) 'saturday)
    ((1 2 3 4 5) 'weekday)
    (else => (lambda (x) (list 'unknown x)))))

(define (report@ items . options)
  (define lines '())
  (define (line! . parts) (push! lines (apply string-append parts)))
  (for-each
    (lambda (item)
      (let-values (((q r) (floor/ item 3)))
        (line! "item " (number->string item) ": " (number->string q) " and " (number->string r))))
    items)
  (when (memq 'summary options)
    (line! "in all " (number->string (apply + items))))
  (do ((rest (reverse lines) (cdr rest))
       (n 0 (+ n (string-length (car rest)))))
      ((null? rest) n)))

(define (template@ name fields)
  `(define-record ,name (fields ,@(map (lambda (f) `(,f (type any))) fields)) (version 1 @)))

(define (run@)
  (let ((a (make-account@ "owner @" @ '()))
        (steps 0))
    (while (< steps 3)
      (set! steps (+ steps 1))
      (deposit@! a (* steps 10)))
    (let ((sum (+ (account@-balance a)
                  (interest@ 'gold (account@-balance a))
                  (length (words@ "The quick, brown fox @"))
                  (report@ '(1 2 3) 'summary)
                  (length (template@ 'point '(x y z)))
                  (if (eq? (classify@ @) 'weekday) 1 0))))
      (set! total (+ total (modulo sum 1000)))
      (vector-length (vector sum steps total)))))

(run@)
"""

TAIL = """
(display total)
(newline)
"""


def parts(lines: int) -> int:
    """How many parts a program of about that many lines has."""
    return max(1, (lines - HEAD.count("\n") - TAIL.count("\n")) // PART.count("\n"))


def program(lines: int) -> str:
    """A program of about that many lines."""
    return "".join([HEAD, *(PART.replace("@", str(n)) for n in range(1, parts(lines) + 1)), TAIL])


def answer(lines: int) -> int:
    """What that program prints."""
    total = 0
    for n in range(1, parts(lines) + 1):
        balance = n + 10 + 20 + 30
        interest = min(balance * 5 // 100, 1000)
        words = 5
        report = 3 * len("item 1: 0 and 1") + len("in all 6")
        template = 4
        total += (balance + interest + words + report + template + (1 <= n % 7 <= 5)) % 1000
    return total
