; []
(with-out-str (print 1.5M 10N [1.5M 10N] {:a 1.5M}))
;=> "1.5M 10N [1.5M 10N] {:a 1.5M}"
(with-out-str (print ##Inf [##Inf ##NaN] '(##-Inf)))
;=> "##Inf [##Inf ##NaN] (##-Inf)"
[(str 1.5M) (str [1.5M 10N]) (str ##Inf) (str [##Inf])]
;=> ["1.5" "[1.5M 10N]" "Infinity" "[##Inf]"]
(with-out-str (print [nil "s" \a :k 's 1/2]))
;=> "[nil s a :k s 1/2]"
(print-str #{"a"} [[1.5M "b"]])
;=> "#{a} [[1.5M b]]"
