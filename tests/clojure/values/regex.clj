; [clojure.string]
(re-seq #"" "ab")
;=> ("" "" "")
(re-seq #"a*" "aaa")
;=> ("aaa" "")
(re-seq #"(a*)*" "aaa")
;=> (["aaa" ""] ["" ""])
(re-find #"[a-z&&[^m-p]]+" "klmnoqr")
;=> "kl"
(re-find #"(?x)a b # foo" "abc")
;=> "ab"
(re-find #"a(?i)b|c" "C")
;=> "C"
(re-find #"a(?i:b)c" "aBc")
;=> "aBc"
(re-find #"(?<=a|ab)c" "abc")
;=> "c"
(re-find #"(?<!a|ab)c" "abc")
;=> nil
(re-find #"(?<n>x)\k<n>" "xx")
;=> ["xx" "x"]
(re-seq #"\p{Lu}" "aÄB")
;=> ("Ä" "B")
(re-find #"[\w&&[^_]]+" "a_b")
;=> "a"
(re-seq #"(?m)^." "ab\ncd\r\nef\n")
;=> ("a" "c" "e")
(re-matches #".*\$" "a$")
;=> "a$"
(re-find #"\Qa.b\E" "a.b")
;=> "a.b"
(mapv #(re-find % "-") [#"[-a]" #"[a-]"])
;=> ["-" "-"]
(re-find #"[\[\]]" "]")
;=> "]"
(re-find #"\d{2,3}?" "1234")
;=> "12"
(re-find #"\x41\u0042\t" "AB\t")
;=> "AB\t"
(re-find #"(?:a|b)+$" "xab\n")
;=> "ab"
(re-find #"a.b" "a\rb")
;=> nil
(re-find #"(?s)a.b" "a\nb")
;=> "a\nb"
(re-find #"(?iu)ä" "Ä")
;=> "Ä"
(re-find #"(?i)ä" "Ä")
;=> nil
(re-find #"[[:alpha:]]+" "ab1")
;=> "a"
(re-find #"\p{Punct}+" "a!?b")
;=> "!?"
(re-find #"[^\p{L}]+" "é12é")
;=> "12"
(re-find #"(a)|(b)" "b")
;=> ["b" nil "b"]
(re-find #"\0101" "A")
;=> "A"
(clojure.string/replace "a1b2" #"(\d)" "<$1>")
;=> "a<1>b<2>"
(clojure.string/split "a1b22c" #"\d+")
;=> ["a" "b" "c"]
(java.util.regex.Pattern/quote "a\\Eb")
;=> "\\Qa\\E\\\\E\\Qb\\E"
(re-pattern "(")
;=> !! java.util.regex.PatternSyntaxException: Unclosed group near index 1\n(
(re-pattern "[a")
;=> !! java.util.regex.PatternSyntaxException: Unclosed character class near index 1\n[a\n ^
(re-pattern "a{")
;=> !! java.util.regex.PatternSyntaxException: Illegal repetition near index 2\na{
(vec (.split "a,b,,c,," ","))
;=> ["a" "b" "" "c"]
(vec (.split "a,b,,c,," "," -1))
;=> ["a" "b" "" "c" "" ""]
(.replaceAll "abc" "(.)" "$1$1")
;=> "aabbcc"
