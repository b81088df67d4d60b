; [clojure.edn]
(print-str #"a\"b" [#"c"] #inst "2020-01-01" #uuid "00000000-0000-0000-0000-000000000001")
;=> "#\"a\\\"b\" [#\"c\"] #inst \"2020-01-01T00:00:00.000-00:00\" #uuid \"00000000-0000-0000-0000-000000000001\""
[(str #"a.b") (str #inst "2020-02-03T04:05:06Z") (str #inst "1969-12-31T23:59:59.999Z") (str #uuid "00000000-0000-0000-0000-000000000001") (str 'user)]
;=> ["a.b" "Mon Feb 03 04:05:06 UTC 2020" "Wed Dec 31 23:59:59 UTC 1969" "00000000-0000-0000-0000-000000000001" "user"]
(class (Object.))
;=> java.lang.Object
[(class (byte-array 1)) (class (int-array 1)) (class (long-array 1)) (class (char-array 1)) (class (boolean-array 1)) (class (double-array 1)) (class (object-array 1))]
;=> [[B [I [J [C [Z [D [Ljava.lang.Object;]
[(instance? (Class/forName "[B") (byte-array 1)) (instance? (Class/forName "[B") (int-array 1)) (instance? (class (byte-array 0)) (byte-array 3))]
;=> [true false true]
(do (defprotocol Bytes (kind [x])) (extend-protocol Bytes (Class/forName "[B") (kind [x] :bytes) Object (kind [x] :object)))
;=> nil
(map @(resolve 'kind) [(int-array 1) (byte-array 1) "a" (byte-array 2)])
;=> (:object :bytes :object :bytes)
[(vec (make-array Long/TYPE 2)) (mapv vec (make-array Integer/TYPE 2 2)) (vec (make-array String 1)) (vec (into-array Double/TYPE [1.0]))]
;=> [[0 0] [[0 0] [0 0]] [nil] [1.0]]
[(.hashCode [1 2]) (.hashCode '(1 2)) (.hashCode {1 2}) (.hashCode #{1 2}) (.hashCode "abc") (.hashCode [nil "a"])]
;=> [994 994 3 3 96354 1058]
(defrecord Pair [x y])
;=> user.Pair
(let [p (fn [x y] (eval (list '->Pair x y)))] [(.equals (p 1 2) {:x 1 :y 2}) (.equals (p 1 2) (p 1 2)) (.equals (p 1 2) (p 1 3))])
;=> [true true false]
(do (defprotocol Two (one [x]) (two [x])) (extend-protocol Two Object (two [x] :object)))
;=> nil
(deftype Half [] Two (one [x] 1))
;=> user.Half
(let [half (eval '(->Half))] [(one half) (two "a") (try (two half) (catch AbstractMethodError e :abstract))])
;=> [1 :object :abstract]
(do (defprotocol Who (who [x])) (extend-protocol Who String (who [x] 2) nil (who [x] 3)))
;=> nil
(defrecord Inside [] Who (who [x] 1))
;=> user.Inside
[(extenders Who) (extends? Who Inside) (extends? Who String)]
;=> [(java.lang.String nil) true true]
(let [it (.iterator [1 2])] [(.hasNext it) (.next it) (.next it) (.hasNext it)])
;=> [true 1 2 false]
(.next (.iterator []))
;=> !! java.util.NoSuchElementException
(with-open [r (java.io.PushbackReader. (java.io.StringReader. "[1 2] {:a\n #{3}} :end"))] [(clojure.edn/read r) (clojure.edn/read {} r) (clojure.edn/read {:eof 0} r) (clojure.edn/read {:eof 0} r)])
;=> [[1 2] {:a #{3}} :end 0]
(clojure.edn/read-string {:readers {'uuid (fn [x] [:own x]) 'inst (fn [x] [:time x])}} "[#uuid \"x\" #inst \"y\"]")
;=> [[:own "x"] [:time "y"]]
(clojure.edn/read {:readers {'p/q vector}} (java.io.PushbackReader. (java.io.StringReader. "[#p/q 1]")))
;=> [[1]]
