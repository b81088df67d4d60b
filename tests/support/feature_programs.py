"""Small programs that between them reach every feature that allocates; each with its value as `write` prints it."""

from __future__ import annotations

PROGRAMS: dict[str, tuple[str, str]] = {
    "lists": ("(let ((a (list 1 2 3))) (list (append a a) (reverse a) (map (lambda (x) (* x x)) a) (list-copy a)"
              " (assq 'b '((a 1) (b 2))) (apply list 1 2 a) (filter odd? a)))",
              "((1 2 3 1 2 3) (3 2 1) (1 4 9) (1 2 3) (b 2) (1 2 1 2 3) (1 3))"),
    "closures": ("(let loop ((i 0) (s '())) (if (< i 5) (loop (+ i 1) (cons (lambda () (set! i (+ i 10)) i) s))"
                 " (map (lambda (p) (p)) s)))", "(14 13 12 11 10)"),
    "rest arguments": ("(define (f a . r) (cons a r)) (define (g . r) r) (list (f 1) (f 1 2 3) (g) (apply g 1 '(2 3)))",
                       "((1) (1 2 3) () (1 2 3))"),
    "vectors": ("(list (vector 1 2) (make-vector 2 'x) (vector-map + #(1 2) #(3 4)) (vector-append #(1) #(2))"
                " (list->vector '(1 2)) (vector->list #(1 2)) (vector-copy #(1 2 3) 1))",
                "(#(1 2) #(x x) #(4 6) #(1 2) #(1 2) (1 2) #(2 3))"),
    "strings": ("(let ((s (make-string 2 #\\a))) (string-set! s 0 #\\λ) (list s (string-append s \"b\" \"😀\")"
                " (string->list \"abc\") (list->string '(#\\x #\\λ)) (substring \"hello\" 1 3) (string-upcase \"abß\")"
                " (string->symbol \"new symbol\") (symbol->string 'abc) (string-map char-upcase \"xyz\")))",
                "(\"λa\" \"λab😀\" (#\\a #\\b #\\c) \"xλ\" \"el\" \"ABSS\" |new symbol| \"abc\" \"XYZ\")"),
    "numbers": ("(list (expt 3 100) (/ 1 3) (+ 1/2 1/3) (* 9223372036854775807 2) (quotient (expt 10 40) 7) 1.5"
                " (exact 2.5) (number->string (expt 2 70) 16) (string->number \"123456789012345678901234567890\")"
                " (exact->inexact 1/3) (- (expt 2 62)) (gcd (expt 6 30) (expt 4 40)))",
                "(515377520732011331036461129765621272702107522001 1/3 5/6 18446744073709551614"
                " 1428571428571428571428571428571428571428 1.5 5/2 \"400000000000000000\" 123456789012345678901234567890"
                " 0.3333333333333333 -4611686018427387904 1073741824)"),
    "bytevectors": ("(list (bytevector 1 2) (make-bytevector 2 7) (bytevector-append #u8(1) #u8(2)) (string->utf8 \"λ\")"
                    " (utf8->string #u8(65 66)) (bytevector-copy #u8(1 2 3) 1))",
                    "(#u8(1 2) #u8(7 7) #u8(1 2) #u8(206 187) \"AB\" #u8(2 3))"),
    "tables": ("(let ((t (make-equal-hash-table))) (do ((i 0 (+ i 1))) ((= i 20)) (hash-table-set! t (list i) (* i i)))"
               " (hash-table-delete! t '(3)) (list (hash-table-ref/default t '(4) #f) (hash-table-size t)"
               " (length (hash-table->alist t)) (hash-table-size (hash-table-copy t))))", "(16 19 19 19)"),
    "records": ("(define-record-type p (make-p x y) p? (x p-x set-p-x!) (y p-y)) (let ((a (make-p 1 (list 2)))) "
                "(set-p-x! a 5) (list (p-x a) (p-y a) (p? a)))", "(5 (2) #t)"),
    "continuations": ("(define k #f) (define (deep n) (if (= n 0) (call/cc (lambda (c) (set! k c) 0)) (+ 1 (deep (- n 1)))))"
                      "(define n 0) (let ((x (deep 10))) (set! n (+ n 1)) (if (< n 3) (k n) (list x n)))", "(12 3)"),
    "dynamic-wind": ("(let ((l '())) (call/cc (lambda (k) (dynamic-wind (lambda () (set! l (cons 'in l))) (lambda () (k 1))"
                     " (lambda () (set! l (cons 'out l)))))) l)", "(out in)"),
    "errors": ("(list (guard (e (#t (condition/report-string e))) (error \"msg\" 1 '(2)))"
               " (guard (e (#t (list 'caught e))) (raise 'x)) (guard (e ((error-object? e) 'type)) (car 5))"
               " (with-exception-handler (lambda (e) 10) (lambda () (+ 1 (raise-continuable 'c)))))",
               "(\"msg 1 (2)\" (caught x) type 11)"),
    "parameters": ("(define p (make-parameter 1 (lambda (x) (list x)))) (list (p) (parameterize ((p 2)) (p)) (p))",
                   "((1) (2) (1))"),
    "promises": ("(let* ((p (delay (list 1 2))) (q (delay-force p))) (list (force p) (force q) (eq? (force p) (force q))))",
                 "((1 2) (1 2) #t)"),
    "values": ("(call-with-values (lambda () (values 1 2 3)) list)", "(1 2 3)"),
    "ports": ("(let ((o (open-output-string))) (write '(1 \"a\" #\\b 1.5) o) (newline o) (list (get-output-string o)"
              " (read-line (open-input-string \"ab\\ncd\")) (read (open-input-string \"(1 . #(2))\"))"
              " (let ((x (list 1))) (set-cdr! x x) (call-with-output-string (lambda (p) (write x p))))))",
              "(\"(1 \\\"a\\\" #\\\\b 1.5)\\n\" \"ab\" (1 . #(2)) \"#0=(1 . #0#)\")"),
    "sort": ("(list (sort '(3 1 2 9 8 7 6 5 4 0) <) (sort (vector \"b\" \"a\") string<?) (list-sort > '(1 2 3)))",
             "((0 1 2 3 4 5 6 7 8 9) #(\"a\" \"b\") (3 2 1))"),
    "definitions": ("(define a1 '(constant list)) (define (b1 x) (define c1 (lambda (y) (+ x y))) (c1 1))"
                    "(define-values (d1 e1) (values 1 2)) (set! a1 (cons 1 a1)) (list a1 (b1 2) d1 e1)",
                    "((1 constant list) 3 1 2)"),
    "equal": ("(let ((a (list 1 (vector 2 \"s\" 1/2))) (b (list 1 (vector 2 \"s\" 1/2)))) (set-cdr! (cdr a) a)"
              " (set-cdr! (cdr b) b) (list (equal? a b) (equal? '(1 (2 #(3))) '(1 (2 #(3))))))", "(#t #t)"),
    "cells": ("(let ((n 0)) (define (inc!) (set! n (+ n 1)) n) (letrec ((e? (lambda (k) (or (= k 0) (o? (- k 1)))))"
              " (o? (lambda (k) (and (> k 0) (e? (- k 1)))))) (inc!) (list (inc!) n (e? 10))))", "(2 2 #t)"),
}
