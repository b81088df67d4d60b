(import (scheme base) (srfi 115) (srfi 14))
(define (found re s . range) (let ((m (apply regexp-search re s range))) (and m (regexp-match->list m))))
(define (whole re s . range) (let ((m (apply regexp-matches re s range))) (and m (regexp-match->list m))))
(define (yes? re s) (regexp-matches? re s))

; expressions
(map regexp? (list (regexp "a") (rx "a" (* "b")) "a"))  ; => (#t #t #f)
(let ((r (regexp '(: "a" "b")))) (eq? r (regexp r)))  ; => #t
(regexp->sre (regexp '(: "a" (* "b"))))  ; => (: "a" (* "b"))
(let ((n '(+ num))) (found (rx ,n "-" ,@(list n "x")) "a 12-3x"))  ; => ("12-3x")
(map valid-sre? (list "a" '(* "a") '(** 2 1 "a") 'nothing '(foo) 5 '(: . "a") '(= "a") '(- "ab") (regexp "a") '(backref 1) '(/ "a") '(: ($ "a") (backref 1)) #\a char-set:digit))  ; => (#t #t #f #f #f #f #f #f #f #t #f #f #t #t #t)
(regexp '(foo "a"))  ; !! OutOfRange: regexp: not a regular expression: \(foo "a"\)
(regexp 5)  ; !! OutOfRange: regexp: not a regular expression: 5
(regexp-search '(~ "ab") "x")  ; !! OutOfRange: regexp: not a regular expression: \(~ "ab"\)
(char-set->sre (string->char-set "abcx"))  ; => (/ #\a #\c #\x #\x)
(char-set->sre (char-set))  ; => (or)
(yes? `(+ ,(char-set->sre (string->char-set "abcx"))) "xabc")  ; => #t
(char-set->sre "a")  ; !! WrongType: char-set->sre: argument 1 is not a char-set: "a"

; basic patterns
(found "needle" "hayneedlehay")  ; => ("needle")
(found "needle" "haynEEdlehay")  ; => #f
(found '(: "one" space "two") "zero one two")  ; => ("one two")
(found '(or "eeney" "meeney" "miney") "my meeney")  ; => ("meeney")
(found '(or "eeney" "meeney") "moe")  ; => #f
(found '(|\|| "a" "bc") "xbc")  ; => ("bc")
(whole "" "")  ; => ("")
(whole '(:) "")  ; => ("")
(whole '(or) "")  ; => #f
(found '(:) "abc" 1)  ; => ("")
(whole '(seq "a" #\b) "ab")  ; => ("ab")
(whole "abc" "xabcx" 1 4)  ; => ("abc")
(whole "abc" "xabcx" 1)  ; => #f
(map (lambda (s) (yes? '(: "match" (? "es") "!") s)) '("matches!" "match!" "matche!"))  ; => (#t #t #f)
(map (lambda (s) (yes? '(: "<" (* (~ #\>)) ">") s)) '("<html>" "<>" "<html"))  ; => (#t #t #f)
(map (lambda (s) (yes? '(: "<" (+ (~ #\>)) ">") s)) '("<a>" "<>"))  ; => (#t #f)
(map (lambda (s) (yes? '(>= 3 "a") s)) '("aa" "aaa" "aaaa"))  ; => (#f #t #t)
(map (lambda (s) (yes? '(= 2 "a" "b") s)) '("ab" "abab" "ababab"))  ; => (#f #t #f)
(map (lambda (s) (yes? '(** 1 3 num) s)) '("" "1" "123" "1234"))  ; => (#f #t #t #f)
(map (lambda (s) (yes? '(: (= 3 (** 1 3 numeric) ".") (** 1 3 numeric)) s)) '("192.168.1.10" "192.168.1" "192.0168.1.10"))  ; => (#t #f #f)
(map (lambda (re) (yes? re "aa")) '((zero-or-more "a") (one-or-more "a") (: (optional "a") "a") (at-least 1 "a") (exactly 2 "a") (repeated 0 2 "a")))  ; => (#t #t #t #t #t #t)
(yes? '(** 0 0 "a") "")  ; => #t

; the longest match at the leftmost place
(found '(or "a" "ab" "abc") "xabcd")  ; => ("abc")
(found '(: (or "a" "ab") (or "c" "bcd") (* "d")) "abcd")  ; => ("abcd")
(found '(: ($ (or "a" "ab")) ($ (or "c" "bcd")) ($ (* "d"))) "abcd")  ; => ("abcd" "ab" "c" "d")
(found '(* "a") "baaa")  ; => ("")
(found '(+ "a") "baaab")  ; => ("aaa")
(found '(or "b" "bcdef" "cde") "abcdex")  ; => ("b")
(whole '(: (* any) ($ "foo" (* any)) ($ "bar" (* any))) "fooxbarfbar")  ; => ("fooxbarfbar" "fooxbarf" "bar")
(whole '(* (or "a" (: "a" "b"))) "aababa")  ; => ("aababa")
(whole '(* (* (? "a"))) "aaa")  ; => ("aaa")
(whole '(: (* "a") (* "a") (* "a") "b") "aaaaaaaaaaaaaaaaaaaaaaaaaaaaac")  ; => #f

; submatches
(whole '(: ($ (* "ab")) "c") "ababc")  ; => ("ababc" "abab")
(whole '($ "a" ($ "b") (* ($ "c"))) "ab")  ; => ("ab" "ab" "b" #f)
(whole '(* ($ (or "a" "b"))) "aba")  ; => ("aba" "a")
(whole '(or (: "a" ($ "b")) (: ($ "a") "c")) "ac")  ; => ("ac" #f "a")
(define m (regexp-search '(: (submatch-named head (+ alpha)) "=" (-> tail (+ num)) (? ($ "!"))) "x: abc=12;"))
(list (regexp-match? m) (regexp-match? #f) (regexp-match-count m))  ; => (#t #f 3)
(map (lambda (f) (regexp-match-submatch m f)) '(0 1 2 3 head tail))  ; => ("abc=12" "abc" "12" #f "abc" "12")
(map (lambda (f) (regexp-match-submatch-start m f)) '(0 1 tail 3))  ; => (3 3 7 #f)
(map (lambda (f) (regexp-match-submatch-end m f)) '(0 head 2 3))  ; => (9 6 9 #f)
(regexp-match->list m)  ; => ("abc=12" "abc" "12" #f)
(map (lambda (s) (regexp-match-submatch (regexp-matches '(or (-> foo "ab") (-> foo "cd")) s) 'foo)) '("ab" "cd"))  ; => ("ab" "cd")
(regexp-match-submatch m 4)  ; !! OutOfRange: regexp-match-submatch: no such submatch: 4
(regexp-match-submatch m 'foo)  ; !! OutOfRange: regexp-match-submatch: no such submatch: foo
(regexp-match-submatch m "x")  ; !! WrongType: regexp-match-submatch: argument 2 is not an index or a symbol: "x"
(regexp-match->list #f)  ; !! WrongType: regexp-match->list: argument 1 is not a regexp match: #f
(let ((number '($ (+ digit)))) (cdr (found `(: ,number "-" (w/nocapture ,number) "-" ,number) "555-867-5309")))  ; => ("555" "5309")
(regexp-match-count (regexp-matches '(submatch "x") "x"))  ; => 1

; case and contexts
;; skip: vm-gc-stress
(found '(w/nocase "needle") "haynEEdlehay")  ; => ("nEEdle")
(found '(w/nocase "SMALL" (w/case "BIG")) "smallBIGsmall")  ; => ("smallBIG")
(map (lambda (re) (yes? re "b")) '((~ ("Aab")) (w/nocase (~ ("Aab"))) (~ (w/nocase ("Aab"))) (w/nocase (~ (w/case ("Aab"))))))  ; => (#f #f #f #f)
(map (lambda (re) (yes? re "B")) '((~ ("Aab")) (w/nocase (~ ("Aab"))) (~ (w/nocase ("Aab"))) (w/nocase (~ (w/case ("Aab"))))))  ; => (#t #f #f #t)
(map (lambda (s) (yes? '(w/nocase "straße") s)) '("STRAßE" "strasse"))  ; => (#t #f)
(yes? '(w/nocase (* lower)) "abcD")  ; => #t
(yes? '(w/nocase (/ "az")) "Q")  ; => #t
(yes? '(w/nocase "ΛΣ") "λσ")  ; => #t
(yes? '(w/nocase "k") "\x212a;")  ; => #t
(yes? '(w/ascii (w/nocase "k")) "\x212a;")  ; => #f
(map (lambda (s) (yes? '(w/ascii (* alpha)) s)) '("English" "Ελληνική"))  ; => (#t #f)
(map (lambda (s) (yes? '(w/unicode bos (* alpha) eos) s)) '("English" "Ελληνική"))  ; => (#t #t)
(yes? '(w/ascii (~ "a")) "λ")  ; => #f
(yes? '(w/ascii (w/unicode (+ num))) "１２")  ; => #t
(yes? '(w/ascii upper) "É")  ; => #f

; character sets
(map (lambda (re) (yes? re "-")) (list #\- "-" '("+-") '(char-set "+-") '(/ "+-.9") '(char-range #\+ "-") '(~ alpha) (char-set #\-) '(or #\- "x") '(& punct ("-a")) '(- punct ("+"))))  ; => (#t #t #t #t #t #t #t #t #t #t #t)
(map (lambda (s) (yes? '(* (/ "AZ09")) s)) '("R2D2" "C-3PO"))  ; => (#t #f)
(map (lambda (s) (yes? '(* (- (/ "az") ("aeiou"))) s)) '("xyzzy" "vowels"))  ; => (#t #f)
(map (lambda (s) (yes? '(* (and (/ "az") (complement ("aeiou")))) s)) '("xyzzy" "vowels"))  ; => (#t #f)
(map (lambda (s) (yes? '(* (difference alpha "x" "y")) s)) '("abc" "abx"))  ; => (#t #f)
(regexp-partition `(+ ,(string->char-set "aeiou")) "vowels")  ; => ("v" "o" "w" "e" "ls")
(define (in name) (map (lambda (c) (yes? name (string c))) (string->list "aZ1_ \n\t!+\x7;λ")))
(map in '(any nonl ascii lower upper title alpha num))  ; => ((#t #t #t #t #t #t #t #t #t #t #t) (#t #t #t #t #t #f #t #t #t #t #t) (#t #t #t #t #t #t #t #t #t #t #f) (#t #f #f #f #f #f #f #f #f #f #t) (#f #t #f #f #f #f #f #f #f #f #f) (#f #f #f #f #f #f #f #f #f #f #f) (#t #t #f #f #f #f #f #f #f #f #t) (#f #f #t #f #f #f #f #f #f #f #f))
(map in '(alnum punct symbol graph space print cntrl xdigit))  ; => ((#t #t #t #f #f #f #f #f #f #f #t) (#f #f #f #t #f #f #f #t #f #f #f) (#f #f #f #f #f #f #f #f #t #f #f) (#t #t #t #t #f #f #f #t #t #f #t) (#f #f #f #f #t #t #t #f #f #f #f) (#t #t #t #t #t #t #t #t #t #f #t) (#f #f #f #f #f #t #t #f #f #t #f) (#t #f #t #f #f #f #f #f #f #f #f))
(map (lambda (names) (let ((first (in (car names)))) (map (lambda (name) (equal? first (in name))) (cdr names)))) '((lower lower-case) (upper upper-case) (title title-case) (alpha alphabetic) (num numeric) (alnum alphanum alphanumeric) (punct punctuation) (graph graphic) (space white whitespace) (print printing) (cntrl control) (xdigit hex-digit)))  ; => ((#t) (#t) (#t) (#t) (#t) (#t #t) (#t) (#t) (#t #t) (#t) (#t) (#t))

; places
(map (lambda (re) (found re "foo foobar")) '((: bos "foo") (: bos "foobar") (: "bar" eos) (: "foo" eos)))  ; => (("foo") #f ("bar") #f)
(found '(: bos "b" eos) "abc" 1 2)  ; => ("b")
(regexp-extract '(: bol (+ alpha) eol) "ab\ncd\r\nef\rg1\nh")  ; => ("ab" "cd" "ef" "h")
(map (lambda (s) (found '(: bow "foo") s)) '("foo" "<foo>>" "snafoo"))  ; => (("foo") ("foo") #f)
(map (lambda (s) (found '(: "foo" eow) s)) '("foo" "foo!" "foobar"))  ; => (("foo") ("foo") #f)
(map (lambda (s) (found '(: nwb "foo" nwb) s)) '(" foo " "xfoox"))  ; => (#f ("foo"))
(regexp-extract 'word "to be, or-not_to be")  ; => ("to" "be" "or" "not_to" "be")
(found '(word "be" (* any)) "tobe be or")  ; => ("be or")
(regexp-extract '(word+ ("a-z_")) "_a-z x z")  ; => ("_a" "z" "z")
(regexp-extract '(word+ alpha) "ab1 cd")  ; => ("cd")
(equal? (regexp-extract 'grapheme "e\x301;x\r\n\x1F1E6;\x1F1E7;\x1F1E8;\x1112;\x1161;\x11AB;") '("e\x301;" "x" "\r\n" "\x1F1E6;\x1F1E7;" "\x1F1E8;" "\x1112;\x1161;\x11AB;"))  ; => #t
(whole '(: bog grapheme eog) "한")  ; => ("한")
(found '(: "e" eog) "e\x301;")  ; => #f
(yes? '(w/ascii grapheme) "a")  ; => #t
(yes? '(w/ascii "a" bog eog) "a")  ; => #t

; preferring the shorter
(whole '(: ($ (*? alpha)) (* any)) "abc  ")  ; => ("abc  " "")
(found '(: "<" ($ (*? any)) ">") "<em>x</em>")  ; => ("<em>" "em")
(found '(: "a" (?? "b")) "ab")  ; => ("a")
(found '(: "a" (non-greedy-optional "b") eos) "ab")  ; => ("ab")
(found '(**? 2 3 "a") "aaaa")  ; => ("aa")
(found '(: (non-greedy-repeated 1 3 "a") "b") "aaaab")  ; => ("aaab")
(found '(: ($ (non-greedy-zero-or-more any)) ($ (* "a"))) "baa")  ; => ("" "" "")

; looking around
(whole '(: "regular" (look-ahead " expression") " expression") "regular expression")  ; => ("regular expression")
(whole '(: "regular" (look-ahead " ") "expression") "regular expression")  ; => #f
(regexp-extract '(: (+ num) (look-ahead "px")) "10px 20em 30px")  ; => ("10" "30")
(found '(: (+ alpha) (neg-look-ahead (or alpha ":"))) "ab: cd")  ; => ("cd")
(found '(: (look-behind "$" (* num)) num eow) "12 $345")  ; => ("5")
(found '(: (neg-look-behind "$") bow (+ num)) "$12 34")  ; => ("34")
(found '(: (look-behind bos "ab") "c") "abc")  ; => ("c")
(found '(: (look-behind "a") "b") "ab" 1)  ; => #f
(found '(: (look-ahead ($ (+ num))) any) "12")  ; => ("1" "12")

; groups again
;; skip: vm-gc-stress
(found '(: ($ (+ alpha)) " " (backref 1)) "the the cat")  ; => ("the the" "the")
(found '(: (-> q ("\"'")) (* any) (backref q)) "say \"it's\" now")  ; => ("\"it's\"" "\"")
(whole '(: ($ (* "a")) "b" (backref 1)) "aabaa")  ; => ("aabaa" "aa")
(whole '(: ($ (* "a")) "b" (backref 1)) "aaba")  ; => #f
(whole '(: ($ (+ "a")) (+ (backref 1))) "aaaa")  ; => ("aaaa" "aa")
(whole '(w/nocase ($ "ab") (backref 1)) "abAB")  ; => ("abAB" "ab")
(whole '(: (or ($ "a") "b") (backref 1)) "b")  ; => #f

; all matches
;; skip: vm-gc-stress
(reverse (regexp-fold 'word (lambda (i m s acc) (cons (list i (regexp-match-submatch m 0)) acc)) '() "to be or"))  ; => ((0 "to") (2 "be") (5 "or"))
(regexp-fold "a" (lambda (i m s n) (+ n 1)) 0 "banana" (lambda (i m s n) (list i m s n)) 2 5)  ; => (4 #f "banana" 1)
(regexp-fold '(* "a") (lambda (i m s n) (cons (regexp-match-submatch-start m 0) n)) '() "aab")  ; => (3 2 0)
(regexp-extract '(* numeric) "abc123def456ghi789")  ; => ("123" "456" "789")
(regexp-extract "a" "banana" 2 4)  ; => ("a")
(regexp-split '(+ space) " fee fi  fo\tfum\n")  ; => ("" "fee" "fi" "fo" "fum" "")
(regexp-split '(",;") "a,,b,")  ; => ("a" "" "b" "")
(regexp-split "," "")  ; => ("")
(regexp-split "," "a,b,c" 2)  ; => ("b" "c")
(regexp-partition '(+ (or space punct)) "")  ; => ("")
(regexp-partition '(+ (or space punct)) "Hello, world!\n")  ; => ("Hello" ", " "world" "!\n")
(regexp-partition '(+ (or space punct)) "¿Dónde Estás?")  ; => ("" "¿" "Dónde" " " "Estás" "?")
(regexp-partition '(* numeric) "abc123def456ghi")  ; => ("abc" "123" "def" "456" "ghi")
(regexp-search "a" 5)  ; !! WrongType: regexp-search: argument 2 is not a string: 5
(regexp-matches "a" "a" 2)  ; !! OutOfRange: regexp-matches: argument 3 is out of range \(length 1\): 2
(regexp-fold "a" list 0 5)  ; !! WrongType: regexp-fold: argument 4 is not a string: 5
(regexp-split "a" "abc" 2 1)  ; !! OutOfRange: regexp-split: argument 3 is out of range \(length 1\): 2

; replacing
(regexp-replace '(+ space) "one two three" "_")  ; => "one_two three"
(map (lambda (n) (regexp-replace '(+ space) "one two three" "_" 0 #f n)) '(0 1 2))  ; => ("one_two three" "one two_three" "one two three")
(regexp-replace '(+ space) "one two three four" "_" 4 13 0)  ; => "two_three"
(regexp-replace-all '(+ space) "one two three" "_")  ; => "one_two_three"
(regexp-replace-all "a" "banana" "" 1 5)  ; => "nn"
(regexp-replace-all '(* "a") "baac" "-")  ; => "-b--c-"
(regexp-replace '(: ($ (+ alpha)) ":" (* space)) "  abc: " '(1 "-" 1))  ; => "  abc-abc"
(regexp-replace '(: (-> k (+ alpha)) "=" ($ (+ num))) "x a=1 y" '(2 "=" k))  ; => "x 1=a y"
(regexp-replace "b" "abc" '("<" pre "|" post ">"))  ; => "a<a|c>c"
(regexp-replace '(: "a" (? ($ "b"))) "ac" 1)  ; => "c"
(regexp-replace-all 'num "a1b2" (lambda (m) (let ((s (regexp-match-submatch m 0))) (string-append s s))))  ; => "a11b22"
(regexp-replace "x" "abc" "y")  ; => "abc"
(regexp-replace "b" "abc" #\x)  ; !! WrongType: regexp-replace: argument 3 is not a string, a submatch or a list of them: #\\x
(regexp-replace "b" "abc" 1)  ; !! OutOfRange: regexp-replace: no such submatch: 1
(regexp-replace 'any "abc" "" 0 #f -1)  ; !! WrongType: regexp-replace: argument 6 is not an index: -1
(regexp-replace-all "b" 'abc "x")  ; !! WrongType: regexp-replace-all: argument 2 is not a string: abc

; what the implementation says that it can
(map (lambda (x) x) (list (cond-expand (regexp-non-greedy 1) (else 0)) (cond-expand (regexp-look-around 1) (else 0)) (cond-expand (regexp-backrefs 1) (else 0)) (cond-expand (regexp-unicode 1) (else 0))))  ; => (1 1 1 1)

; time linear in the text, no stack in proportion to it
;; skip: vm-gc-stress
(define long (make-string 20000 #\a))
(whole '(: (* (or "a" (: "a" "a"))) "b") long)  ; => #f
(string-length (car (found '(* (* "a")) long)))  ; => 20000
(length (regexp-extract "a" long))  ; => 20000

(import (scheme base) (scheme regex))
(regexp-matches? "a" "a")  ; => #t
