"abc"  ; => "abc"
"a\nb\t\"\\"  ; => "a\nb\t\"\\"
"\x41;bc"  ; => "Abc"
"a\
   b"  ; => "ab"
"λx"  ; => "λx"
"\a\b"  ; => "\a\b"
(string-length "")  ; => 0
(string-length "λ😀a")  ; => 3
(string-ref "abc" 0)  ; => #\a
(string-ref "aλ😀" 2)  ; => #\😀
(make-string 3 #\x)  ; => "xxx"
(string-length (make-string 5))  ; => 5
(make-string 0 #\x)  ; => ""
(string #\a #\λ)  ; => "aλ"
(string)  ; => ""
(string? "a")  ; => #t
(string? #\a)  ; => #f

(define s (make-string 3 #\a))
(string-set! s 1 #\b)
s  ; => "aba"
(string-set! s 0 #\λ)
s  ; => "λba"
(string-set! s 2 #\😀)
s  ; => "λb😀"
(string-length s)  ; => 3
(string-ref s 1)  ; => #\b
(string-set! s 0 #\z)
(string=? s "zb😀")  ; => #t

(string-append)  ; => ""
(string-append "a" "" "bc")  ; => "abc"
(string-append "é" "λ" "😀" "a")  ; => "éλ😀a"
(substring "hello" 1 3)  ; => "el"
(substring "hello" 2 2)  ; => ""
(string-copy "hello" 1)  ; => "ello"
(string-copy "hello" 1 2)  ; => "e"
(let* ((a (string #\a #\b)) (b (string-copy a))) (string-set! b 0 #\z) (list a b))  ; => ("ab" "zb")
(let ((s (string-copy "abcde"))) (string-copy! s 1 "XY") s)  ; => "aXYde"
(let ((s (string-copy "abcde"))) (string-copy! s 1 s 0 3) s)  ; => "aabce"
(let ((s (string-copy "abcde"))) (string-copy! s 0 s 2) s)  ; => "cdede"
(let ((s (string-copy "abc"))) (string-copy! s 0 "λ") s)  ; => "λbc"
(let ((s (string-copy "abcde"))) (string-fill! s #\x 1 3) s)  ; => "axxde"
(string->list "abc")  ; => (#\a #\b #\c)
(string->list "abc" 1)  ; => (#\b #\c)
(string->list "abc" 1 2)  ; => (#\b)
(list->string '(#\a #\λ))  ; => "aλ"
(list->string '())  ; => ""
(string->vector "abc")  ; => #(#\a #\b #\c)
(vector->string #(#\a #\b))  ; => "ab"
(string->vector "abc" 1)  ; => #(#\b #\c)
(vector->string #(#\1 #\2 #\3) 1 2)  ; => "2"

(string=? "a" "a" "a")  ; => #t
(string=? "a" "b")  ; => #f
(string<? "a" "b" "c")  ; => #t
(string<? "abc" "abcd")  ; => #t
(string<? "abcd" "abc")  ; => #f
(string<? "Z" "a")  ; => #t
(string<? "z" "λ" "😀")  ; => #t
(string>? "b" "a")  ; => #t
(string<=? "a" "a")  ; => #t
(string>=? "a" "b")  ; => #f
(string-ci=? "AbC" "aBc")  ; => #t
(string-ci=? "Straße" "STRASSE")  ; => #t
(string-ci<? "a" "B")  ; => #t
(string-upcase "abcß")  ; => "ABCSS"
(string-downcase "ABCΣ")
(string-downcase "ABC")  ; => "abc"
(string-foldcase "AbC")  ; => "abc"

(string-map char-upcase "abc")  ; => "ABC"
(string-map (lambda (a b) (if (char<? a b) a b)) "adc" "bbbzz")  ; => "abb"
(let ((l '())) (string-for-each (lambda (c) (set! l (cons c l))) "abc") l)  ; => (#\c #\b #\a)
(let ((l '())) (string-for-each (lambda (c d) (set! l (cons (list c d) l))) "ab" "xyz") l)  ; => ((#\b #\y) (#\a #\x))
(string-join '("a" "b" "c") ", ")  ; => "a, b, c"
(string-search-forward "l" "hello" 0)  ; => 2
(string-pad-left "42" 5)  ; => "   42"
(string-pad-left "12345" 3)  ; => "345"
(string-index "hello" #\l)  ; => 2
(number->string 3.5)  ; => "3.5"

(string-ref "abc" 3)  ; !! OutOfRange: string-ref: argument 2 is out of range \(length 3\): 3
(string-ref "abc" -1)  ; !! OutOfRange: string-ref
(string-ref "" 0)  ; !! OutOfRange: string-ref
(string-ref 'abc 0)  ; !! WrongType: string-ref: argument 1 is not a string: abc
(string-ref "abc" 1.0)  ; !! WrongType: string-ref: argument 2
(string-ref "abc" 100000000000000000000)  ; !! string-ref
(substring "abc" 2 1)  ; !! OutOfRange: substring
(substring "abc" 0 4)  ; !! OutOfRange: substring
(string-append "a" 'b)  ; !! WrongType: string-append: argument 2 is not a string: b
(string-append "a" "b" "c" 4)  ; !! WrongType: string-append: argument 4
(make-string -1 #\a)  ; !! OutOfRange: make-string
(make-string 2 "a")  ; !! WrongType: make-string
(list->string '(1))  ; !! WrongType: list->string
(list->string '(#\a . #\b))  ; !! WrongType: list->string
(string-length 5)  ; !! WrongType: string-length: argument 1 is not a string: 5
(string-upcase 'a)  ; !! WrongType: string-upcase
(string=? "a" 'a)  ; !! WrongType: string=\?: argument 2
(string-set! (symbol->string 'a) 0 #\b)  ; !! string-set!
(string-set! "literal" 0 #\b)  ; !! string-set!
(string-copy! (make-string 2) 1 "abc")  ; !! OutOfRange: string-copy!
