; [clojure.string clojure.edn]
(subs nil 1)
;=> !! java.lang.NullPointerException
(subs "abc" 2 1)
;=> !! java.lang.StringIndexOutOfBoundsException
(clojure.string/blank? 5)
;=> !! java.lang.ClassCastException
(clojure.string/split "a,b" ",")
;=> !! java.lang.ClassCastException
(sorted-map :a 1 "b" 2)
;=> !! java.lang.ClassCastException
(let [t (transient [])] (persistent! t) (conj! t 1))
;=> !! java.lang.IllegalAccessError
(key 5)
;=> !! java.lang.ClassCastException
(int 3000000000)
;=> !! java.lang.ArithmeticException
(int 3e10)
;=> !! java.lang.IllegalArgumentException
(int 3000000000N)
;=> !! java.lang.ArithmeticException
(long 1e30)
;=> !! java.lang.IllegalArgumentException
(bit-and 1.5 1)
;=> !! java.lang.IllegalArgumentException
(bit-shift-left 1 "a")
;=> !! java.lang.IllegalArgumentException
(abs Long/MIN_VALUE)
;=> -9223372036854775808
[(abs -5) (abs -1.5) (abs 1/2) (abs -3N)]
;=> [5 1.5 1/2 3N]
(read-string "#{1 1}")
;=> !! java.lang.IllegalArgumentException
(contains? "abc" "b")
;=> !! java.lang.IllegalArgumentException
(contains? (int-array 3) :a)
;=> !! java.lang.IllegalArgumentException
[(contains? "abc" 1) (contains? "abc" 5) (contains? (int-array 3) 2)]
;=> [true false true]
(find "abc" 1)
;=> !! java.lang.IllegalArgumentException
(select-keys "" [:a])
;=> !! java.lang.IllegalArgumentException
(underive nil :a :b)
;=> !! java.lang.NullPointerException
(derive {:parents nil} ::a ::b)
;=> !! java.lang.NullPointerException
(Class/forName "no.such.Class")
;=> !! java.lang.ClassNotFoundException
(Class/forName "java.util.Date")
;=> java.util.Date
(aget (int-array 2) 5)
;=> !! java.lang.ArrayIndexOutOfBoundsException
(clojure.edn/read (java.io.PushbackReader. (java.io.StringReader. "")))
;=> !! java.lang.RuntimeException
(clojure.edn/read-string "#foo 1")
;=> !! java.lang.RuntimeException
(find-keyword "never-used-anywhere")
;=> nil
[(find-keyword "a") (find-keyword :b) (find-keyword 'name)]
;=> [:a :b :name]
(.group (doto (re-matcher #"(?<n>b)c" "abc") .find) "n")
;=> "b"
(.group (doto (re-matcher #"(?<n>b)c" "abc") .find) "other")
;=> !! java.lang.IllegalArgumentException
