(display "hi")  ; prints: hi
(write "a\"b")  ; prints: "a\"b"
(display #\a)  ; prints: a
(write #\a)  ; prints: #\a
(display '(1 "two" #\3 four))  ; prints: (1 two 3 four)
(write '(1 "two" #\3 four))  ; prints: (1 "two" #\3 four)
(display 1.5)  ; prints: 1.5
(begin (display 1) (newline) (display 2))
; prints: 1
; prints: 2
(begin (write-string "ab") (write-char #\c) (write-u8 65 (open-output-bytevector)))  ; prints: abc
(write ''a)  ; prints: (quote a)
(write '|a b|)  ; prints: |a b|
(display '|a b|)  ; prints: a b
(write (string->symbol "A"))  ; prints: A
(write '())  ; prints: ()
(write #t)  ; prints: #t
(write #(1 #(2)))  ; prints: #(1 #(2))
(write #u8(1 2))  ; prints: #u8(1 2)
(let ((x (list 1 2))) (write (list x x)))  ; prints: ((1 2) (1 2))
(let ((x (list 1 2))) (write-shared (list x x)))  ; prints: (#0=(1 2) #0#)
(let ((x (list 1 2))) (set-cdr! (cdr x) x) (write x))  ; prints: #0=(1 2 . #0#)
(let ((x (list 1 2))) (set-car! x x) (write x))  ; prints: #0=(#0# 2)
(let ((v (vector 1 2))) (vector-set! v 0 v) (write v))  ; prints: #0=#(#0# 2)
(let ((x (list 1 2))) (set-cdr! (cdr x) x) (display x))  ; prints: #0=(1 2 . #0#)
(write-simple '(1 "a"))  ; prints: (1 "a")
(write "é\x7;\t")  ; prints: "é\a\t"

(define (with-string text proc) (proc (open-input-string text)))
(with-string "abc" read-char)  ; => #\a
(with-string "" read-char)  ; => #<eof>
(with-string "abc" (lambda (p) (peek-char p) (read-char p) (read-char p)))  ; => #\b
(with-string "a\nb\n" (lambda (p) (let* ((a (read-line p)) (b (read-line p)) (c (read-line p))) (list a b (eof-object? c)))))  ; => ("a" "b" #t)
(with-string "hello world" (lambda (p) (read-string 5 p)))  ; => "hello"
(with-string "hello" (lambda (p) (read-string 50 p)))  ; => "hello"
(with-string "" (lambda (p) (eof-object? (read-string 5 p))))  ; => #t
(with-string "abc" (lambda (p) (char-ready? p)))  ; => #t
(with-string "(1 . 2) foo \"bar\" #(1 2) 'q" (lambda (p) (let* ((a (read p)) (b (read p)) (c (read p)) (d (read p)) (e (read p)) (f (read p))) (list a b c d e (eof-object? f)))))  ; => ((1 . 2) foo "bar" #(1 2) (quote q) #t)
(with-string "#0=(a . #0#)" (lambda (p) (let ((x (read p))) (eq? x (cdr x)))))  ; => #t
(with-string "(1 2" read)
; !! ReadError
(with-string ")" read)
; !! ReadError
(with-string "#<foo>" read)
; !! ReadError
(eof-object? (eof-object))  ; => #t
(let ((p (open-output-string))) (write 'a p) (write-string "bc" p) (write-char #\d p) (get-output-string p))  ; => "abcd"
(let ((p (open-output-string))) (write-string "hello" p 1 3) (get-output-string p))  ; => "el"
(let ((p (open-output-bytevector))) (write-u8 1 p) (write-bytevector #u8(2 3) p) (get-output-bytevector p))  ; => #u8(1 2 3)
(let ((p (open-input-bytevector #u8(1 2 3)))) (let* ((a (read-u8 p)) (b (peek-u8 p)) (c (read-bytevector 10 p)) (d (read-u8 p))) (list a b c (eof-object? d))))  ; => (1 2 #u8(2 3) #t)
(let ((p (open-input-bytevector #u8(1 2 3))) (b (make-bytevector 5 0))) (list (read-bytevector! b p 1) b))  ; => (3 #u8(0 1 2 3 0))
(call-with-output-string (lambda (p) (display 'x p)))  ; => "x"
(with-output-to-string (lambda () (display 'y)))  ; => "y"
(let ((p (open-input-string "x"))) (close-port p) (input-port-open? p))  ; => #f
(let ((p (open-input-string "x"))) (close-port p) (read-char p))  ; !! .*read-char
(input-port? (open-input-string ""))  ; => #t
(output-port? (open-input-string ""))  ; => #f
(textual-port? (open-output-string))  ; => #t
(binary-port? (open-output-bytevector))  ; => #t
(port? 5)  ; => #f
(read-char 5)  ; !! WrongType: read-char
(read-char (open-output-string))  ; !! read-char
(write-char "a")  ; !! WrongType: write-char
(write-u8 300 (open-output-bytevector))  ; !! write-u8
(call-with-port (open-input-string "abc") read-line)  ; => "abc"
(read-line)
(eof-object? (read-char))  ; => #t
(open-input-file "/etc/hostname")  ; !! CapabilityError
(delete-file "/tmp/x")  ; !! CapabilityError
