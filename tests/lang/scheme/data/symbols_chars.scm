'abc  ; => abc
'|hello world|  ; => |hello world|
'|a\x41;b|  ; => aAb
'||  ; => ||
(symbol->string 'abc)  ; => "abc"
(string->symbol "Hello")  ; => Hello
(string->symbol "a b")  ; => |a b|
(string->symbol "")  ; => ||
(string->symbol "1")  ; => |1|
(string->symbol "+1")  ; => |+1|
(string->symbol ".")  ; => |.|
(eq? 'abc (string->symbol "abc"))  ; => #t
(symbol? 'a)  ; => #t
(symbol? "a")  ; => #f
(symbol=? 'a 'a 'a)  ; => #t
(symbol=? 'a 'b)  ; => #f
(symbol-append 'foo 'bar)  ; => foobar
'λ  ; => λ
'...  ; => ...
'->x  ; => ->x
'+  ; => +
'-  ; => -
'1+  ; => 1+
(symbol->string 5)  ; !! WrongType: symbol->string: .*symbol.*5
(string->symbol 'a)  ; !! WrongType: string->symbol
(eq? (generate-uninterned-symbol) (generate-uninterned-symbol))  ; => #f

#\a  ; => #\a
#\space  ; => #\space
#\newline  ; => #\newline
#\tab  ; => #\tab
#\null  ; => #\null
#\alarm  ; => #\alarm
#\backspace  ; => #\backspace
#\delete  ; => #\delete
#\escape  ; => #\escape
#\return  ; => #\return
#\x41  ; => #\A
#\x3bb  ; => #\λ
#\x  ; => #\x
#\(  ; => #\(
#\;  ; => #\;
(integer->char 0)  ; => #\null
(char->integer #\A)  ; => 65
(integer->char 955)  ; => #\λ
(char->integer (integer->char #x10ffff))  ; => 1114111
(integer->char #xd800)  ; !! OutOfRange: integer->char
(integer->char #x110000)  ; !! OutOfRange: integer->char
(integer->char -1)  ; !! OutOfRange: integer->char
(char->integer "a")  ; !! WrongType: char->integer

(char? #\a)  ; => #t
(char? "a")  ; => #f
(char=? #\a #\a #\a)  ; => #t
(char<? #\a #\b #\c)  ; => #t
(char<? #\a #\c #\b)  ; => #f
(char>? #\b #\a)  ; => #t
(char<=? #\a #\a #\b)  ; => #t
(char>=? #\a #\b)  ; => #f
(char-ci=? #\a #\A)  ; => #t
(char-ci<? #\a #\B)  ; => #t
(char=? #\a "a")  ; !! WrongType: char=\?: argument 2
(char-upcase #\a)  ; => #\A
(char-upcase #\ß)  ; => #\ß
(char-downcase #\Σ)  ; => #\σ
(char-foldcase #\A)  ; => #\a
(char-alphabetic? #\a)  ; => #t
(char-alphabetic? #\λ)  ; => #t
(char-alphabetic? #\1)  ; => #f
(char-numeric? #\1)  ; => #t
(char-numeric? #\x0664)  ; => #t
(char-whitespace? #\space)  ; => #t
(char-whitespace? #\x00A0)  ; => #t
(char-whitespace? #\a)  ; => #f
(char-upper-case? #\A)  ; => #t
(char-lower-case? #\A)  ; => #f
(digit-value #\7)  ; => 7
(digit-value #\x0664)  ; => 4
(digit-value #\a)  ; => #f
