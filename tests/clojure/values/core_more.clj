; []
(take 5 (iteration #(when (< % 5) (inc %)) :initk 0))
;=> (1 2 3 4 5)
(take 3 (iteration (fn [k] {:v k :n (inc k)}) :somef :n :vf :v :kf :n :initk 0))
;=> (0 1 2)
(vec (iteration (constantly nil)))
;=> []
(replicate 3 :a)
;=> (:a :a :a)
(with-precision 5 (/ 1M 3))
;=> 0.33333M
(with-precision 3 :rounding FLOOR (/ 2M 3))
;=> 0.666M
(with-precision 4 (* 1.23456M 1))
;=> 1.235M
(try (/ 1M 3) (catch ArithmeticException e :no))
;=> :no
(with-local-vars [x 1 y 2] (var-set x (+ @x 10)) [(var-get x) @y])
;=> [11 2]
(seq-to-map-for-destructuring [:a 1 {:b 2}])
;=> {:a 1, :b 2}
(munge 'a-b?)
;=> a_b_QMARK_
(let [r (java.io.PushbackReader. (java.io.StringReader. "(a b) 12 foo"))] [(read r) (read r) (read r) (read r false :end)])
;=> [(a b) 12 foo :end]
(read {:eof :done} (java.io.PushbackReader. (java.io.StringReader. "")))
;=> :done
(try (read (java.io.PushbackReader. (java.io.StringReader. "(a"))) (catch RuntimeException e :eof))
;=> :eof
(read+string (clojure.lang.LineNumberingPushbackReader. (java.io.StringReader. "(+ 1 2) x")))
;=> [(+ 1 2) "(+ 1 2)"]
(with-in-str "1 [2]" [(read) (read)])
;=> [1 [2]]
(line-seq (java.io.BufferedReader. (java.io.StringReader. "a\nb\n\nc")))
;=> ("a" "b" "" "c")
(let [w (java.io.StringWriter.)] (binding [*out* w] (print "hi" 1)) (str w))
;=> "hi 1"
(let [seen (atom []) f #(swap! seen conj %)] (add-tap f) (remove-tap f) @seen)
;=> []
(struct (create-struct :a :b) 1)
;=> {:a 1, :b nil}
(try (dosync (io! 1)) (catch IllegalStateException e (.getMessage e)))
;=> "I/O in transaction"
(io! "never" 5)
;=> 5
(bigint 1e3)
;=> 1000N
(bigint "123")
;=> 123N
(try (bigint "x") (catch NumberFormatException e :nf))
;=> :nf
(binding [*print-readably* false] (pr-str ["a" \b]))
;=> "[a b]"
[#:a{:b 1 :c 2} {:a/b 1 :c 2} (str {:a/b 1})]
;=> [#:a{:b 1, :c 2} {:a/b 1, :c 2} "#:a{:b 1}"]
(binding [*print-namespace-maps* false] (pr-str {:a/b 1}))
;=> "{:a/b 1}"
(binding [*print-length* 1] (pr-str {:a/b 1 :a/c 2}))
;=> "#:a{:b 1, ...}"
(binding [*print-namespace-maps* true *print-level* 1] (pr-str {:a/b {:a/c 2}}))
;=> "#:a{:b #}"
(let [f (bound-fn [] (pr-str (range 9)))] (binding [*print-length* 2] (f)))
;=> "(0 1 2 3 4 5 6 7 8)"
