(import (scheme base) (scheme char) (srfi 13) (srfi 14))
(define-syntax listed (syntax-rules () ((_ e) (call-with-values (lambda () e) list))))

; predicates
(map string? '("" a))  ; => (#t #f)
(map string-null? '("" "a"))  ; => (#t #f)
(string-null? 5)  ; !! WrongType: string-null\?: argument 1 is not a string: 5
(string-every #\a "aaa")  ; => #t
(string-every char-set:digit "12a")  ; => #f
(string-every (lambda (c) (char->integer c)) "ab")  ; => 98
(string-every char-numeric? "")  ; => #t
(string-every char-numeric? "a12b" 1 3)  ; => #t
(string-any #\b "abc")  ; => #t
(string-any (lambda (c) (and (char-numeric? c) c)) "ab1c2")  ; => #\1
(string-any char-numeric? "")  ; => #f
(string-any char-set:digit "1ab" 1)  ; => #f
(string-any 5 "abc")  ; !! WrongType: string-any: argument 1 is not a character, a char-set or a procedure: 5
(string-every #\a 5)  ; !! WrongType: string-every: argument 2 is not a string: 5
(string-any #\a "abc" 4)  ; !! OutOfRange: string-any: argument 3 is out of range \(length 3\): 4

; constructors and conversion
(list (make-string 2 #\x) (string #\a #\b))  ; => ("xx" "ab")
(string-tabulate (lambda (i) (integer->char (+ i 97))) 4)  ; => "abcd"
(string-tabulate values -1)  ; !! WrongType: string-tabulate: argument 2 is not a size
(list (string->list "abcd" 1 3) (list->string '(#\x #\y)))  ; => ((#\b #\c) "xy")
(reverse-list->string '(#\a #\B #\c))  ; => "cBa"
(reverse-list->string 5)  ; !! WrongType: reverse-list->string: argument 1 is not a list of characters: 5
(string-join '("foo" "bar" "baz"))  ; => "foo bar baz"
(string-join '("foo" "bar" "baz") ":")  ; => "foo:bar:baz"
(string-join '("foo" "bar") ":" 'suffix)  ; => "foo:bar:"
(string-join '("foo" "bar") ":" 'prefix)  ; => ":foo:bar"
(string-join '("foo") ":" 'strict-infix)  ; => "foo"
(string-join '() ":")  ; => ""
(string-join '("") ":" 'suffix)  ; => ":"
(string-join '() ":" 'suffix)  ; => ""
(string-join '() ":" 'strict-infix)  ; !! OutOfRange: string-join: an empty list and strict-infix
(string-join '("a") ":" 'other)  ; !! WrongType: string-join: argument 3 is not infix, strict-infix, prefix or suffix: other
(string-join '("a" 5))  ; !! WrongType: string-join: argument 1 is not a string: 5

; parts
(list (string-length "abc") (string-ref "abc" 1) (string-copy "abc" 1))  ; => (3 #\b "bc")
(substring/shared "abcd" 1)  ; => "bcd"
(substring/shared "abcd" 1 3)  ; => "bc"
(substring/shared "abcd" 3 1)  ; !! OutOfRange: substring/shared: argument 2 is out of range
(let ((s (string-copy "12345"))) (string-copy! s 1 "abc" 1) s)  ; => "1bc45"
(string-take "Pete Szilagyi" 6)  ; => "Pete S"
(string-take-right "Beta rules" 5)  ; => "rules"
(string-drop "Pete Szilagyi" 6)  ; => "zilagyi"
(string-drop-right "Beta rules" 5)  ; => "Beta "
(string-take "abc" 4)  ; !! OutOfRange: string-take: argument 2 is out of range \(length 3\): 4
(string-drop "abc" -1)  ; !! WrongType: string-drop: argument 2 is not an index: -1
(string-take-right 'a 1)  ; !! WrongType: string-take-right: argument 1 is not a string: a
(string-pad "325" 5)  ; => "  325"
(string-pad "71325" 5)  ; => "71325"
(string-pad "8871325" 5)  ; => "71325"
(string-pad "7" 3 #\0)  ; => "007"
(string-pad "abcde" 4 #\- 1 3)  ; => "--bc"
(string-pad-right "325" 5)  ; => "325  "
(string-pad-right "8871325" 5)  ; => "88713"
(string-pad-right "abcde" 4 #\- 3)  ; => "de--"
(string-pad "a" 'x)  ; !! WrongType: string-pad: argument 2 is not a size: x
(string-pad "a" 5 5)  ; !! WrongType: string-pad: argument 3 is not a character: 5
(string-pad "a" 5 #\x 2)  ; !! OutOfRange: string-pad: argument 4 is out of range \(length 1\): 2
(string-trim "  The outlook wasn't brilliant,  \n\r")  ; => "The outlook wasn't brilliant,  \n\r"
(string-trim-right "  brilliant,  \n\r")  ; => "  brilliant,"
(string-trim-both "  brilliant,  \n\r")  ; => "brilliant,"
(string-trim "aab" #\a)  ; => "b"
(string-trim-right "b123" char-set:digit)  ; => "b"
(string-trim-both "xaxbxx" (lambda (c) (char=? c #\x)) 1 5)  ; => "axb"
(string-trim "   ")  ; => ""
(string-trim-right "   ")  ; => ""
(string-trim-both "   ")  ; => ""
(string-trim "a" 5)  ; !! WrongType: string-trim: argument 2 is not a character, a char-set or a procedure: 5
(let ((s (make-string 2 #\a))) (string-set! s 0 #\b) (string-fill! s #\c 1) s)  ; => "bc"

; comparison
(string-compare "The cat in the hat" "abcdefgh" values values values 4 6 2 4)  ; => 5
(map (lambda (b) (string-compare "abc" b (lambda (i) (list '< i)) (lambda (i) (list '= i)) (lambda (i) (list '> i)))) '("abd" "abc" "ab" "abcd" "aab" ""))  ; => ((< 2) (= 3) (> 2) (< 3) (> 1) (> 0))
(string-compare-ci "ABC" "abd" (lambda (i) (list '< i)) (lambda (i) (list '= i)) (lambda (i) (list '> i)))  ; => (< 2)
(map (lambda (f) (f "abc" "abd")) (list string= string<> string< string> string<= string>=))  ; => (#f #t #t #f #t #f)
(map (lambda (f) (f "abc" "abc")) (list string= string<> string< string> string<= string>=))  ; => (#t #f #f #f #t #t)
(map (lambda (f) (f "xabc" "abcd" 1 4 0 3)) (list string= string<> string< string> string<= string>=))  ; => (#t #f #f #f #t #t)
(map (lambda (f) (f "xabc" "abcd" 1)) (list string= string<> string< string> string<= string>=))  ; => (#f #t #t #f #t #f)
(map (lambda (f) (f "ABC" "abd")) (list string-ci= string-ci<> string-ci< string-ci> string-ci<= string-ci>=))  ; => (#f #t #t #f #t #f)
(map (lambda (f) (f "xABC" "abcd" 1 4 0 3)) (list string-ci= string-ci<> string-ci< string-ci> string-ci<= string-ci>=))  ; => (#t #f #f #f #t #t)
(string= "a" 'a)  ; !! WrongType: string=: argument 2 is not a string: a
(string< "a" "b" 2)  ; !! OutOfRange: string<: argument 3 is out of range \(length 1\): 2
(string-ci> "a" "b" 0 1 2)  ; !! OutOfRange: string-ci>: argument 5 is out of range
(= (string-hash "abc") (string-hash "xabcx" 0 1 4))  ; => #t
(= (string-hash-ci "aBc" 1000) (string-hash-ci "AbC" 1000))  ; => #t
(< -1 (string-hash "hello" 10) 10)  ; => #t
(string-hash "a" -1)  ; !! WrongType: string-hash: argument 2 is not a non-negative exact integer: -1
(string-prefix-length "abcd" "abxd")  ; => 2
(string-prefix-length "xabcd" "abxd" 1)  ; => 2
(string-suffix-length "abcd" "axcd")  ; => 2
(string-prefix-length-ci "ABcd" "abxd")  ; => 2
(string-suffix-length-ci "abCD" "axcd")  ; => 2
(map (lambda (f) (f "ab" "abab")) (list string-prefix? string-suffix? string-prefix-ci? string-suffix-ci?))  ; => (#t #t #t #t)
(map (lambda (f) (f "AB" "abab")) (list string-prefix? string-suffix? string-prefix-ci? string-suffix-ci?))  ; => (#f #f #t #t)
(string-prefix? "abx" "zab" 0 2 1)  ; => #t
(string-prefix? "abab" "ab")  ; => #f
(string-suffix? "" "ab")  ; => #t
(string-prefix? 'a "b")  ; !! WrongType: string-prefix\?: argument 1 is not a string: a

; searching
(string-index "abcd" #\c)  ; => 2
(string-index "abcd" char-set:digit)  ; => #f
(string-index "ab1d" char-numeric? 1)  ; => 2
(string-index "abcabc" #\a 1 3)  ; => #f
(string-index-right "abcabc" #\b)  ; => 4
(string-index-right "abcabc" #\b 0 4)  ; => 1
(string-skip "aab" #\a)  ; => 2
(string-skip-right "baa" #\a)  ; => 0
(string-skip "aa" #\a)  ; => #f
(string-count "abcabc" #\a)  ; => 2
(string-count "a1b2" char-set:digit 2)  ; => 1
(string-index "abc" "b")  ; !! WrongType: string-index: argument 2 is not a character, a char-set or a procedure: "b"
(string-count "abc" #\b 2 1)  ; !! OutOfRange: string-count: argument 3 is out of range
(string-contains "eek -- what a geek." "ee" 12 18)  ; => 15
(string-contains "abc" "d")  ; => #f
(string-contains "abc" "")  ; => 0
(string-contains "abcabc" "xcx" 3 6 1 2)  ; => 5
(string-contains "abc" "bc" 0 2)  ; => #f
(string-contains-ci "abCABc" "cab")  ; => 2
(string-contains-ci "STRASSE" "ss" 3)  ; => 4
(string-contains "abc" 'b)  ; !! WrongType: string-contains: argument 2 is not a string: b

; case
(string-titlecase "--capitalize tHIS sentence.")  ; => "--Capitalize This Sentence."
(string-titlecase "see Spot run. see Nix run.")  ; => "See Spot Run. See Nix Run."
(string-titlecase "greasy fried chicken" 2)  ; => "Easy Fried Chicken"
(list (string-upcase "aBc") (string-downcase "aBc") (string-upcase "abcd" 1 3) (string-downcase "ABCD" 2))  ; => ("ABC" "abc" "BC" "cd")
(let ((s (string-copy "hello world"))) (string-titlecase! s) s)  ; => "Hello World"
(let ((s (string-copy "abcd"))) (string-upcase! s 1 3) s)  ; => "aBCd"
(let ((s (string-copy "ABCD"))) (string-downcase! s 2) s)  ; => "ABcd"
(string-upcase 5)  ; !! WrongType: string-upcase: argument 1 is not a string: 5

; reversal and joining
(string-reverse "Able was I")  ; => "I saw elbA"
(string-reverse "abcd" 1 3)  ; => "cb"
(let ((s (string-copy "abcd"))) (string-reverse! s 1) s)  ; => "adcb"
(string-append "a" "b")  ; => "ab"
(string-append/shared "a" "" "b")  ; => "ab"
(string-concatenate '("a" "bc" ""))  ; => "abc"
(string-concatenate/shared '())  ; => ""
(string-concatenate-reverse '(" must be" "Hello, I") " going.XXXX" 7)  ; => "Hello, I must be going."
(string-concatenate-reverse '("c" "b" "a"))  ; => "abc"
(string-concatenate-reverse/shared '("b" "a") "c")  ; => "abc"
(string-concatenate '("a" b))  ; !! WrongType: string-concatenate: argument 1 is not a string: b
(string-concatenate "a")  ; !! WrongType: string-concatenate: argument 1 is not a list of strings: "a"
(string-concatenate-reverse '() "ab" 3)  ; !! OutOfRange: string-concatenate-reverse: argument 3 is out of range

; folds and maps
(string-map char-upcase "abcd" 1 3)  ; => "BC"
(string-map char-upcase "abcd")  ; => "ABCD"
(string-map (lambda (a b) (if (char<? a b) a b)) "adc" "bbbb")  ; => "abb"
(let ((s (string-copy "abcd"))) (string-map! char-upcase s 1 3) s)  ; => "aBCd"
(string-fold cons '() "abc")  ; => (#\c #\b #\a)
(string-fold (lambda (c n) (+ n 1)) 0 "abcd" 1 3)  ; => 2
(string-fold-right cons '() "abc")  ; => (#\a #\b #\c)
(string-fold-right cons '() "abcd" 2)  ; => (#\c #\d)
(string-unfold null? car cdr '(#\a #\b))  ; => "ab"
(string-unfold null? car cdr '(#\a #\b) "x" (lambda (s) "y"))  ; => "xaby"
(string-unfold-right null? car cdr '(#\a #\b))  ; => "ba"
(string-unfold-right null? car cdr '(#\a #\b) "x" (lambda (s) "y"))  ; => "ybax"
(let ((l '())) (string-for-each (lambda (c) (set! l (cons c l))) "abcd" 1 3) l)  ; => (#\c #\b)
(let ((l '())) (string-for-each (lambda (a b) (set! l (cons (list a b) l))) "ab" "xyz") l)  ; => ((#\b #\y) (#\a #\x))
(let ((l '())) (string-for-each-index (lambda (i) (set! l (cons i l))) "abcd" 1) l)  ; => (3 2 1)
(string-fold cons '() 5)  ; !! WrongType: string-fold: argument 3 is not a string: 5
(string-map char-upcase 5)  ; !! WrongType: string-map: argument 2 is not a string: 5

; repeating, replacing, selecting
(xsubstring "abcdef" 2)  ; => "cdefab"
(xsubstring "abcdef" -2)  ; => "efabcd"
(xsubstring "abc" 0 7)  ; => "abcabca"
(xsubstring "abcdef" -1 4 1 4)  ; => "dbcdb"
(xsubstring "" 0 0)  ; => ""
(xsubstring "" 0 1)  ; !! OutOfRange: xsubstring: nothing to repeat
(xsubstring "abc" 3 2)  ; !! OutOfRange: xsubstring: the part ends before it begins
(let ((s (make-string 6 #\-))) (string-xcopy! s 1 "abc" 1 5) s)  ; => "-bcab-"
(let ((s (string-copy "abcdef"))) (string-xcopy! s 0 s 3) s)  ; => "defabc"
(string-xcopy! (make-string 2) 1 "abc" 0 2)  ; !! OutOfRange: string-xcopy!: argument 2 is out of range
(string-replace "The TCL programmer" "another miserable perl drone" 4 7 8 22)  ; => "The miserable perl programmer"
(string-replace "abc" "XY" 1 1)  ; => "aXYbc"
(string-replace "abc" "XY" 1 4)  ; !! OutOfRange: string-replace: argument 4 is out of range \(length 3\): 4
(string-tokenize "Help make programs run, run, RUN!")  ; => ("Help" "make" "programs" "run," "run," "RUN!")
(string-tokenize "a1b22c" char-set:digit)  ; => ("1" "22")
(string-tokenize "one two three" char-set:letter 4 9)  ; => ("two" "t")
(string-tokenize "   ")  ; => ()
(string-filter char-numeric? "a1b2")  ; => "12"
(string-filter #\a "banana")  ; => "aaa"
(string-filter "a1b2" char-set:digit)  ; => "12"
(string-delete char-set:digit "a1b2" 1)  ; => "b"
(string-delete #\a "banana")  ; => "bnn"
(string-filter 5 "abc")  ; !! WrongType: string-filter: argument 1 is not a character, a char-set or a procedure: 5

; the level below
(listed (string-parse-start+end 'f "abc" '(1 2 x)))  ; => ((x) 1 2)
(listed (string-parse-start+end 'f "abc" '()))  ; => (() 0 3)
(listed (string-parse-final-start+end 'f "abc" '(1)))  ; => (1 3)
(string-parse-final-start+end 'f "abc" '(1 2 3))  ; !! OutOfRange: f: too many arguments
(string-parse-start+end 'f "abc" '(4))  ; !! OutOfRange: f: not a part of a string of length 3: \(4 . 3\)
(define (part s . range) (let-string-start+end (start end) part s range (substring s start end)))
(part "abcd" 1)  ; => "bcd"
(part 5)
; !! WrongType: part: not a string: 5
(let-string-start+end (start end rest) part "abcd" '(1 2 x) (list start end rest))  ; => (1 2 (x))
(substring-spec-ok? "abc" 1 3)  ; => #t
(map (lambda (x) (apply substring-spec-ok? x)) '(("abc" 1 4) ("abc" 2 1) (abc 0 0) ("abc" 0.0 1)))  ; => (#f #f #f #f)
(check-substring-spec part "abc" 2 1)  ; !! OutOfRange: part: not a part of a string
(define (positions pattern text) (let ((rv (make-kmp-restart-vector pattern)) (n (string-length pattern))) (let loop ((k 0) (i 0) (found '())) (if (= k (string-length text)) (reverse found) (let ((i (kmp-step pattern rv (string-ref text k) i char=? 0))) (if (= i n) (loop (+ k 1) 0 (cons (- k n -1) found)) (loop (+ k 1) i found)))))))
(positions "abab" "abacababcabab")  ; => (4 9)
(positions "aab" "aaaab")  ; => (2)
(let* ((p "needle") (rv (make-kmp-restart-vector p)) (i (string-kmp-partial-search p rv "hay nee" 0))) (list i (string-kmp-partial-search p rv "dle hay" i)))  ; => (3 -3)
(let* ((p "xABx") (rv (make-kmp-restart-vector p char-ci=? 1 3))) (string-kmp-partial-search p rv "zzabzz" 0 char-ci=? 1 1 6))  ; => -4

(import (scheme base) (srfi 13 strings))
(string-index "abc" #\b)  ; => 1
