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
(re-seq #"" "abc")
;=> ("" "" "" "")
(re-seq #"|a" "aa")
;=> ("" "" "")
(re-seq #"(\w)(\d)?" "a1b")
;=> (["a1" "a" "1"] ["b" "b" nil])
(re-seq #"x" "abc")
;=> nil
(map (fn [n] (count (re-seq #"\d" (apply str (repeat n "1a"))))) [31 32 33 64 255 256 257 1000])
;=> (31 32 33 64 255 256 257 1000)
(map (fn [n] (count (re-seq #"(\d)|$" (apply str (repeat n "1a"))))) [31 32 63 1000])
;=> (32 33 64 1001)
(map (fn [n] (last (re-seq #"\d*" (apply str (repeat n "12a"))))) [10 15 16 200 400])
;=> ("" "" "" "" "")
(map (fn [n] (count (re-seq #"\d*" (apply str (repeat n "12a"))))) [10 15 16 200 400])
;=> (21 31 33 401 801)
(re-seq #"(?m)^." "ab\ncd\nef")
;=> ("a" "c" "e")
(re-seq #"\b" "ab cd")
;=> ("" "" "" "")
(take 2 (re-seq #"." (apply str (range 10000))))
;=> ("0" "1")
(clojure.string/replace "aab" #"|a" "x")
;=> "xaxaxbx"
(clojure.string/replace "abc" #"" "-")
;=> "-a-b-c-"
(clojure.string/replace "hello" #"l+" "$0\\$$0")
;=> "hell$llo"
(clojure.string/replace "hello world" #"(\w)(\w*)" (fn [[_ a b]] (str (clojure.string/upper-case a) b)))
;=> "Hello World"
(clojure.string/replace "abab" #"b" clojure.string/upper-case)
;=> "aBaB"
(clojure.string/replace-first "hello" #"l" (fn [x] (str x x x)))
;=> "hellllo"
(clojure.string/replace-first "hello" #"(l)(l)" (fn [[x a b]] (str a "-" b)))
;=> "hel-lo"
(clojure.string/replace-first "hello" #"z" clojure.string/upper-case)
;=> "hello"
(clojure.string/replace-first "hello" #"l" "[$0]")
;=> "he[l]lo"
(clojure.string/split "boo" #"o*")
;=> ["b"]
(clojure.string/split "a1b2" #"\d" 2)
;=> ["a" "b2"]
(let [m (re-matcher #"(\d)(x)?" "1x23")] [(re-find m) (.start m) (.end m) (.start m 2) (re-find m) (re-groups m) (.end m 2) (re-find m) (re-find m) (re-find m)])
;=> [["1x" "1" "x"] 0 2 1 ["2" "2" nil] ["2" "2" nil] -1 ["3" "3" nil] nil nil]
(let [m (re-matcher #"(?<y>\d+)-(\d+)" "10-20")] [(.matches m) (.group m 1) (.group m "y") (.group m) (.groupCount m) (.lookingAt m) (.start m "y")])
;=> [true "10" "10" "10-20" 2 true 0]
(let [m (re-matcher #"a" "banana")] [(.find m 2) (.start m) (.find m) (.start m) (.find m) (do (.reset m) (.find m)) (.start m) (.matches m) (.lookingAt m)])
;=> [true 3 true 5 false true 1 false false]
(.find (re-matcher #"a" "banana") 7)
;=> !! java.lang.IndexOutOfBoundsException: Illegal start index
(.start (re-matcher #"a" "banana"))
;=> !! java.lang.IllegalStateException
(re-groups (re-matcher #"a" "a"))
;=> !! java.lang.IllegalStateException: No match found
(re-seq #"a" 5)
;=> !! java.lang.ClassCastException
(re-find #"a" nil)
;=> !! java.lang.NullPointerException
