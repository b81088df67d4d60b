; [[clojure.pprint :as p]]
(with-out-str (p/pprint {:a 1 :b [1 2 3]}))
;=> "{:a 1, :b [1 2 3]}\n"
(with-out-str (p/pprint (vec (range 40))))
;=> "[0\n 1\n 2\n 3\n 4\n 5\n 6\n 7\n 8\n 9\n 10\n 11\n 12\n 13\n 14\n 15\n 16\n 17\n 18\n 19\n 20\n 21\n 22\n 23\n 24\n 25\n 26\n 27\n 28\n 29\n 30\n 31\n 32\n 33\n 34\n 35\n 36\n 37\n 38\n 39]\n"
(with-out-str (p/pprint (zipmap (map #(keyword (str "key" %)) (range 8)) (range 8))))
;=> "{:key0 0, :key1 1, :key2 2, :key3 3, :key4 4, :key5 5, :key6 6, :key7 7}\n"
(with-out-str (p/pprint {:name "something long enough" :values (vec (range 20)) :nested {:a {:b {:c "deep value here"}} :d [1 2 3]}}))
;=> "{:name \"something long enough\",\n :values [0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19],\n :nested {:a {:b {:c \"deep value here\"}}, :d [1 2 3]}}\n"
(with-out-str (p/pprint '(defn foo [x y] (let [z (+ x y)] (* z z)))))
;=> "(defn foo [x y] (let [z (+ x y)] (* z z)))\n"
(with-out-str (p/pprint (set (range 40))))
;=> "#{0\n  7\n  20\n  27\n  1\n  24\n  39\n  4\n  15\n  21\n  31\n  32\n  33\n  13\n  22\n  36\n  29\n  6\n  28\n  25\n  34\n  17\n  3\n  12\n  2\n  23\n  35\n  19\n  11\n  9\n  5\n  14\n  26\n  16\n  38\n  30\n  10\n  18\n  37\n  8}\n"
(with-out-str (p/pprint [{:id 1 :title "first item of the list" :tags #{:x :y}} {:id 2 :title "second item of the list" :tags #{}}]))
;=> "[{:id 1, :title \"first item of the list\", :tags #{:y :x}}\n {:id 2, :title \"second item of the list\", :tags #{}}]\n"
(with-out-str (p/pprint nil))
;=> "nil\n"
(with-out-str (p/pprint "text"))
;=> "\"text\"\n"
(with-out-str (p/pprint (map inc (range 50))))
;=> "(1\n 2\n 3\n 4\n 5\n 6\n 7\n 8\n 9\n 10\n 11\n 12\n 13\n 14\n 15\n 16\n 17\n 18\n 19\n 20\n 21\n 22\n 23\n 24\n 25\n 26\n 27\n 28\n 29\n 30\n 31\n 32\n 33\n 34\n 35\n 36\n 37\n 38\n 39\n 40\n 41\n 42\n 43\n 44\n 45\n 46\n 47\n 48\n 49\n 50)\n"
(with-out-str (p/pprint {:user/name "a" :user/id 1}))
;=> "#:user{:name \"a\", :id 1}\n"
(with-out-str (p/pprint []))
;=> "[]\n"
(with-out-str (p/pprint {}))
;=> "{}\n"
(with-out-str (binding [p/*print-right-margin* 20] (p/pprint {:aaa [1 2 3 4 5 6 7 8 9] :bbb "xxxxxxxxx"})))
;=> "{:aaa\n [1\n  2\n  3\n  4\n  5\n  6\n  7\n  8\n  9],\n :bbb \"xxxxxxxxx\"}\n"
(with-out-str (p/pprint (into (sorted-map) (for [i (range 5)] [i (vec (range (* i 8)))]))))
;=> "{0 [],\n 1 [0 1 2 3 4 5 6 7],\n 2 [0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15],\n 3 [0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23],\n 4\n [0\n  1\n  2\n  3\n  4\n  5\n  6\n  7\n  8\n  9\n  10\n  11\n  12\n  13\n  14\n  15\n  16\n  17\n  18\n  19\n  20\n  21\n  22\n  23\n  24\n  25\n  26\n  27\n  28\n  29\n  30\n  31]}\n"
(with-out-str (p/pprint [[[[["a deeply nested vector with some text"] ["another one of those vectors, longer"]]]]]))
;=> "[[[[[\"a deeply nested vector with some text\"]\n    [\"another one of those vectors, longer\"]]]]]\n"
(with-out-str (p/pprint ''a))
;=> "'a\n"
(with-out-str (p/pprint '(quote (a b))))
;=> "'(a b)\n"
(with-out-str (p/print-table [{:a 1 :bb "x"} {:a 22 :bb nil}]))
;=> "\n| :a | :bb |\n|----+-----|\n|  1 |   x |\n| 22 |     |\n"
(with-out-str (p/print-table [:bb :a] [{:a 1 :bb "x"} {:a 22 :bb "yyyy"}]))
;=> "\n|  :bb | :a |\n|------+----|\n|    x |  1 |\n| yyyy | 22 |\n"
(with-out-str (p/print-table []))
;=> ""
(p/write {:a [1 2]} :stream nil)
;=> "{:a [1 2]}"
(p/write (vec (range 40)) :stream nil :right-margin 30)
;=> "[0\n 1\n 2\n 3\n 4\n 5\n 6\n 7\n 8\n 9\n 10\n 11\n 12\n 13\n 14\n 15\n 16\n 17\n 18\n 19\n 20\n 21\n 22\n 23\n 24\n 25\n 26\n 27\n 28\n 29\n 30\n 31\n 32\n 33\n 34\n 35\n 36\n 37\n 38\n 39]"
(with-out-str (binding [*print-length* 3] (p/pprint (range 10))))
;=> "(0 1 2 ...)\n"
(with-out-str (p/with-pprint-dispatch p/code-dispatch (p/pprint '(let [a 1 b 2] (println a) (if (> a b) (do (println "a is greater than b") :greater) (do (println "b is greater") :less))))))
;=> "(let [a 1 b 2]\n  (println a)\n  (if (> a b)\n    (do (println \"a is greater than b\") :greater)\n    (do (println \"b is greater\") :less)))\n"
(with-out-str (p/with-pprint-dispatch p/code-dispatch (p/pprint '(defn f "Doc of f." [x] (when (pos? x) (recur (dec x)))))))
;=> "(defn f \"Doc of f.\" [x] (when (pos? x) (recur (dec x))))\n"
(p/cl-format nil "~a ~s ~a" "x" "x" nil)
;=> "x \"x\" nil"
(p/cl-format nil "~d ~5d|~5,'0d|~:d ~@d ~x ~b ~o ~16r" 42 42 42 1234567 5 255 5 8 255)
;=> "42    42|00042|1,234,567 +5 ff 101 10 ff"
(p/cl-format nil "~r ~:r ~@r ~:@r" 1234 21 1994 4)
;=> "one thousand, two hundred thirty-four twenty-first MCMXCIV IIII"
(mapv #(p/cl-format nil "~r" %) [0 7 13 20 99 100 1000000 -5])
;=> ["zero" "seven" "thirteen" "twenty" "ninety-nine" "one hundred" "one million" "minus five"]
(mapv #(p/cl-format nil "~:r" %) [1 2 3 5 8 9 12 20 100])
;=> ["first" "second" "third" "fifth" "eighth" "ninth" "twelfth" "twentieth" "one hundredth"]
(p/cl-format nil "~d cat~:p, ~d pupp~:@p" 1 2)
;=> "1 cat, 2 puppies"
(p/cl-format nil "~{~a~^, ~}" [1 2 3])
;=> "1, 2, 3"
(p/cl-format nil "~:{<~a ~a>~}" [[1 2] [3 4]])
;=> "<1 2><3 4>"
(p/cl-format nil "~@{~a~^-~}" 1 2 3)
;=> "1-2-3"
(p/cl-format nil "~[zero~;one~:;many~] ~:[no~;yes~] ~@[x=~a~]" 5 true 3)
;=> "many yes x=3"
(p/cl-format nil "~(HELLO World~) ~:(hello world~) ~@(hello~) ~:@(hello~)")
;=> "hello world Hello World Hello HELLO"
(p/cl-format nil "~10a|~10@a|" "ab" "cd")
;=> "ab        |        cd|"
(p/cl-format nil "~,2f|~8,2f|~8,2,,,'*f|~f|~e|~,3e|~$" 3.14159 3.14159 3.14159 2.5 12345.678 0.00012 2.5)
;=> "3.14|    3.14|****3.14|2.5|1.2345678E+4|1.200E-4|2.50"
(p/cl-format nil "a~%b~&c~~~|")
;=> "a\nb\nc~\f"
(p/cl-format nil "~a ~*~a ~:*~a ~0@*~a" 1 2 3)
;=> "1 3 3 1"
(p/cl-format nil "~5t|~a~10t|" "x")
;=> "     |x   |"
(p/cl-format nil "~20<a~;b~;c~>|~10:<x~>|~10@<x~>|~10<x~>|")
;=> "a         b        c|         x|x         |         x|"
(p/cl-format nil "~c ~:c ~@c" \a \space \newline)
;=> "a Space \\newline"
(p/cl-format nil "~? ~a" "~a-~a" [1 2] 3)
;=> "1-2 3"
(with-out-str (p/cl-format true "hi ~a" 1))
;=> "hi 1"
((p/formatter "~a!") nil 5)
;=> "5!"
(p/cl-format nil "~#[none~;~a~;~a and ~a~:;~@{~a~^, ~}~]" 1 2 3)
;=> "1, 2, 3"
(p/cl-format nil "~{~a=~a~^;~}" [:a 1 :b 2])
;=> ":a=1;:b=2"
(p/cl-format nil "~2{~a ~}" [1 2 3])
;=> "1 2 "
(p/cl-format nil "~:d" -1234567)
;=> "-1,234,567"
(p/cl-format nil "~a" 1.5M)
;=> "1.5M"
(for [n (range 60 73)] (let [s (apply str (repeat n "x")) lines (fn [x] (count (re-seq #"\n" (with-out-str (p/pprint x)))))] [(lines [s 1]) (lines [[s 1]]) (lines {:a s}) (lines [1 [s 2] 3]) (lines (list s 'a))]))
;=> ([1 1 1 1 1] [1 1 1 3 1] [1 1 1 3 1] [1 1 1 3 1] [1 1 1 3 1] [1 2 1 4 1] [1 2 2 4 1] [2 2 2 4 2] [2 2 2 4 2] [2 2 2 4 2] [2 2 2 4 2] [2 2 2 4 2] [2 2 2 4 2])
(for [m (range 10 24)] (with-out-str (binding [p/*print-right-margin* m] (p/pprint [[1 2 3] [4 5 6] {:a 7}]))))
;=> ("[[1 2 3]\n [4 5 6]\n {:a 7}]\n" "[[1 2 3]\n [4 5 6]\n {:a 7}]\n" "[[1 2 3]\n [4 5 6]\n {:a 7}]\n" "[[1 2 3]\n [4 5 6]\n {:a 7}]\n" "[[1 2 3]\n [4 5 6]\n {:a 7}]\n" "[[1 2 3]\n [4 5 6]\n {:a 7}]\n" "[[1 2 3]\n [4 5 6]\n {:a 7}]\n" "[[1 2 3]\n [4 5 6]\n {:a 7}]\n" "[[1 2 3]\n [4 5 6]\n {:a 7}]\n" "[[1 2 3]\n [4 5 6]\n {:a 7}]\n" "[[1 2 3]\n [4 5 6]\n {:a 7}]\n" "[[1 2 3]\n [4 5 6]\n {:a 7}]\n" "[[1 2 3]\n [4 5 6]\n {:a 7}]\n" "[[1 2 3]\n [4 5 6]\n {:a 7}]\n")
(with-out-str (p/with-pprint-dispatch p/code-dispatch (p/pprint '(cond (> some-long-name-here 1000) (do-something-with some-long-name-here) (< other-long-name 0) :negative :else 1))))
;=> "(cond\n  (> some-long-name-here 1000) (do-something-with some-long-name-here)\n  (< other-long-name 0) :negative\n  :else 1)\n"
(with-out-str (p/with-pprint-dispatch p/code-dispatch (p/pprint '(condp = some-value-here "alternative-one" (do-something-one x) "alternative-two" (do-something-two x) (default-thing)))))
;=> "(condp = some-value-here\n  \"alternative-one\" (do-something-one x)\n  \"alternative-two\" (do-something-two x)\n  (default-thing))\n"
(with-out-str (p/with-pprint-dispatch p/code-dispatch (p/pprint '(ns foo.bar (:require [clojure.string :as str] [clojure.set :as set]) (:import (java.util Date UUID))))))
;=> "(ns foo.bar\n  (:require [clojure.string :as str] [clojure.set :as set])\n  (:import (java.util Date UUID)))\n"
(with-out-str (p/with-pprint-dispatch p/code-dispatch (p/pprint '(-> {:a 1} (assoc :bbbbbbbbbbbbbbbbbbbbbbbbb 2) (update :ccccccccccccccccccccc inc) (dissoc :dddddddddddd)))))
;=> "(-> {:a 1}\n (assoc :bbbbbbbbbbbbbbbbbbbbbbbbb 2)\n (update :ccccccccccccccccccccc inc)\n (dissoc :dddddddddddd))\n"
(with-out-str (p/with-pprint-dispatch p/code-dispatch (p/pprint '[(map #(+ % 1) xs) #(foo %1 %2)])))
;=> "[(map #(+ % 1) xs) #(foo %1 %2)]\n"
