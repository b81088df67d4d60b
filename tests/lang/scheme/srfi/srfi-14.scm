(import (scheme base) (scheme char) (srfi 14))
(define (show set) (char-set->string set))
(define abc (string->char-set "cab"))
(define-syntax listed (syntax-rules () ((_ e) (call-with-values (lambda () e) list))))

; sets
(map char-set? (list abc "abc" #\a))  ; => (#t #f #f)
(show abc)  ; => "abc"
(char-set->list (char-set #\z #\a #\z))  ; => (#\a #\z)
(char-set=)  ; => #t
(char-set= abc)  ; => #t
(char-set= abc (char-set #\c #\b #\a) (list->char-set '(#\a #\b #\c)))  ; => #t
(char-set= abc (char-set #\a))  ; => #f
(char-set<=)  ; => #t
(char-set<= (char-set) (char-set #\a) abc abc)  ; => #t
(char-set<= abc (char-set #\a))  ; => #f
(= (char-set-hash abc) (char-set-hash (char-set #\a #\b #\c)))  ; => #t
(< -1 (char-set-hash abc 7) 7)  ; => #t
(char-set-hash abc -1)  ; !! WrongType: char-set-hash: argument 2
(char-set= abc "abc")  ; !! WrongType: char-set=: argument 2 is not a char-set: "abc"
(char-set<= 5)  ; !! WrongType: char-set<=: argument 1 is not a char-set: 5

; walking
(let loop ((c (char-set-cursor abc)) (l '())) (if (end-of-char-set? c) l (loop (char-set-cursor-next abc c) (cons (char-set-ref abc c) l))))  ; => (#\c #\b #\a)
(end-of-char-set? (char-set-cursor char-set:empty))  ; => #t
(char-set-ref abc 5)  ; !! WrongType: char-set-ref: argument 2 is not a cursor of a member: 5
(char-set-cursor-next abc #f)  ; !! WrongType: char-set-cursor-next: argument 2 is not a cursor of a member: #f
(char-set-fold cons '() abc)  ; => (#\c #\b #\a)
(show (char-set-unfold null? car cdr '(#\b #\a)))  ; => "ab"
(show (char-set-unfold null? car cdr '(#\b #\a) (char-set #\x)))  ; => "abx"
(show (char-set-unfold! null? car cdr '(#\b) (char-set #\x)))  ; => "bx"
(let ((n 0)) (char-set-for-each (lambda (c) (set! n (+ n 1))) abc) n)  ; => 3
(show (char-set-map char-upcase abc))  ; => "ABC"
(char-set-fold cons '() 5)  ; !! WrongType: char-set-fold: argument 3 is not a char-set: 5

; making
(show (char-set-copy abc))  ; => "abc"
(show (list->char-set '(#\b) abc))  ; => "abc"
(show (list->char-set! '(#\x) (char-set)))  ; => "x"
(show (string->char-set "xy" abc))  ; => "abcxy"
(show (string->char-set! "xy" (char-set #\a)))  ; => "axy"
(show (char-set-filter char-upper-case? (string->char-set "aBcD")))  ; => "BD"
(show (char-set-filter char-upper-case? (string->char-set "aBcD") abc))  ; => "BDabc"
(show (char-set-filter! char-upper-case? (string->char-set "aBcD") (char-set)))  ; => "BD"
(show (ucs-range->char-set 65 70))  ; => "ABCDE"
(show (ucs-range->char-set 65 67 #t abc))  ; => "ABabc"
(show (ucs-range->char-set! 65 67 #t (char-set)))  ; => "AB"
(char-set-size (ucs-range->char-set #xD7FF #xE001))  ; => 2
(char-set-size (ucs-range->char-set 5 5))  ; => 0
(ucs-range->char-set #xD7FF #xE001 #t)  ; !! OutOfRange: ucs-range->char-set: there are no characters for codes in this range
(ucs-range->char-set 5 4)  ; !! WrongType: ucs-range->char-set: argument 2
(map show (map ->char-set (list "ba" #\x abc)))  ; => ("ab" "x" "abc")
(->char-set 5)  ; !! WrongType: ->char-set: argument 1 is not a char-set, a string or a character: 5
(char-set #\a 5)  ; !! WrongType: char-set: argument 2 is not a character: 5
(string->char-set 5)  ; !! WrongType: string->char-set: argument 1 is not a string: 5
(list->char-set 5)  ; !! WrongType: list->char-set: argument 1 is not a list of characters: 5

; asking
(char-set-size abc)  ; => 3
(char-set-size char-set:full)  ; => 1112064
(char-set-count char-upper-case? (string->char-set "aBcD"))  ; => 2
(map (lambda (c) (char-set-contains? abc c)) '(#\a #\c #\d #\A #\λ))  ; => (#t #t #f #f #f)
(char-set-contains? abc 5)  ; !! WrongType: char-set-contains\?: argument 2 is not a character: 5
(char-set-contains? "abc" #\a)  ; !! WrongType: char-set-contains\?: argument 1 is not a char-set
(char-set-every char-lower-case? abc)  ; => #t
(char-set-every char-lower-case? char-set:empty)  ; => #t
(char-set-every char-upper-case? abc)  ; => #f
(char-set-any (lambda (c) (and (char=? c #\b) 'b)) abc)  ; => b
(char-set-any char-upper-case? abc)  ; => #f

; algebra
(show (char-set-adjoin abc #\b #\z))  ; => "abcz"
(show (char-set-adjoin! (char-set) #\z))  ; => "z"
(show (char-set-delete abc #\b #\z))  ; => "ac"
(show (char-set-delete! (char-set #\a #\b) #\b))  ; => "a"
(show abc)  ; => "abc"
(char-set-contains? (char-set-complement abc) #\a)  ; => #f
(char-set-contains? (char-set-complement abc) #\x)  ; => #t
(char-set-size (char-set-complement abc))  ; => 1112061
(char-set= abc (char-set-complement! (char-set-complement abc)))  ; => #t
(show (char-set-union abc (string->char-set "cde") (char-set #\z)))  ; => "abcdez"
(char-set= (char-set-union) char-set:empty)  ; => #t
(show (char-set-union! (char-set #\a) (char-set #\b)))  ; => "ab"
(show (char-set-intersection abc (string->char-set "bcd") (string->char-set "cd")))  ; => "c"
(char-set= (char-set-intersection) char-set:full)  ; => #t
(show (char-set-intersection! abc abc))  ; => "abc"
(show (char-set-difference abc (char-set #\a) (char-set #\b)))  ; => "c"
(show (char-set-difference! abc (char-set #\a)))  ; => "bc"
(show (char-set-xor abc (string->char-set "cd")))  ; => "abd"
(show (char-set-xor abc (string->char-set "cd") (string->char-set "de")))  ; => "abe"
(show (char-set-xor! abc abc))  ; => ""
(char-set= (char-set-xor) char-set:empty)  ; => #t
(map show (listed (char-set-diff+intersection abc (char-set #\a) (char-set #\c #\x))))  ; => ("b" "ac")
(map show (listed (char-set-diff+intersection! abc (char-set #\a))))  ; => ("bc" "a")
(char-set-union abc 5)  ; !! WrongType: char-set-union: argument 2 is not a char-set: 5
(char-set-difference "abc")  ; !! WrongType: char-set-difference: argument 1
(show (char-set-union (ucs-range->char-set 97 99) (ucs-range->char-set 99 101)))  ; => "abcd"

; standard sets
(define (in? set text) (map (lambda (c) (char-set-contains? set c)) (string->list text)))
(in? char-set:lower-case "aA1ßλ")  ; => (#t #f #f #t #t)
(in? char-set:upper-case "aA1Λ")  ; => (#f #t #f #t)
(in? char-set:title-case "aAǅ")  ; => (#f #f #t)
(in? char-set:letter "aA1λ字_")  ; => (#t #t #f #t #t #f)
(in? char-set:digit "a1٣")  ; => (#f #t #t)
(in? char-set:letter+digit "a1_")  ; => (#t #t #f)
(in? char-set:graphic "a1_+ \n")  ; => (#t #t #t #t #f #f)
(in? char-set:printing "a \n\x7f;")  ; => (#t #t #t #f)
(in? char-set:whitespace "a \n\t\xa0;")  ; => (#f #t #t #t #t)
(in? char-set:iso-control "a\n\x7f; ")  ; => (#f #t #t #f)
(in? char-set:punctuation "!\"#%&'()*,-./:;?@[\\]_{}«$+a")  ; => (#t #t #t #t #t #t #t #t #t #t #t #t #t #t #t #t #t #t #t #t #t #t #t #t #f #f #f)
(in? char-set:symbol "$+<=>^`|~€a!")  ; => (#t #t #t #t #t #t #t #t #t #t #f #f)
(show char-set:hex-digit)  ; => "0123456789ABCDEFabcdef"
(in? char-set:blank " \t\n\xa0;")  ; => (#t #t #f #t)
(list (char-set-size char-set:ascii) (char-set-size char-set:empty))  ; => (128 0)

; they agree with the predicates of the language
;; skip: vm-gc-stress
(define (agrees? set is?) (let loop ((i 0)) (cond ((= i #x3000) #t) ((<= #xD800 i #xDFFF) (loop (+ i 1))) ((eq? (char-set-contains? set (integer->char i)) (is? (integer->char i))) (loop (+ i 1))) (else i))))
(list (agrees? char-set:letter char-alphabetic?) (agrees? char-set:lower-case char-lower-case?) (agrees? char-set:upper-case char-upper-case?) (agrees? char-set:digit char-numeric?) (agrees? char-set:whitespace char-whitespace?))  ; => (#t #t #t #t #t)

(import (scheme base) (srfi 14 char-sets))
(char-set-size (char-set #\a))  ; => 1

(import (scheme base) (scheme charset))
(char-set-size (char-set #\a))  ; => 1
