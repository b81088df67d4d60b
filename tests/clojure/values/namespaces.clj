; []
(binding [*ns* *ns*] (in-ns 'bare.one) [(clojure.core/resolve 'map) (clojure.core/count (clojure.core/ns-refers 'bare.one)) (clojure.core/some? (clojure.core/get (clojure.core/ns-imports 'bare.one) 'String))])
;=> [nil 0 true]
(binding [*ns* *ns*] (in-ns 'bare.two) (clojure.core/refer 'clojure.core :only '(inc)) [(clojure.core/resolve 'inc) (clojure.core/resolve 'dec)])
;=> [#'clojure.core/inc nil]
(binding [*ns* *ns*] (in-ns 'bare.three) (clojure.core/refer 'clojure.core :exclude '(map)) [(resolve 'inc) (resolve 'map)])
;=> [#'clojure.core/inc nil]
(binding [*ns* *ns*] (in-ns 'bare.four) (clojure.core/refer 'clojure.core :rename '{map core-map}) [(resolve 'core-map) (resolve 'map) (resolve 'inc)])
;=> [#'clojure.core/map nil #'clojure.core/inc]
(binding [*ns* *ns*] (in-ns 'bare.five) (eval '(clojure.core/refer-clojure :only '[dec])) [(clojure.core/resolve 'inc) (clojure.core/resolve 'dec)])
;=> [nil #'clojure.core/dec]
(binding [*ns* *ns*] (in-ns 'bare.six) (eval '(clojure.core/refer-clojure)) [(resolve 'inc)])
;=> [#'clojure.core/inc]
(binding [*ns* *ns*] (in-ns 'bare.seven) (eval '(ns bare.seven)) [(resolve 'inc)])
;=> [#'clojure.core/inc]
(binding [*ns* *ns*] (in-ns 'bare.eight) (try (eval '(inc 1)) (catch Throwable e :unresolved)))
;=> :unresolved
(do (create-ns 'bare.nine) [(ns-resolve 'bare.nine 'inc) (count (ns-publics 'bare.nine))])
;=> [nil 0]
(binding [*ns* *ns*] (eval '(ns bare.ten (:refer-clojure :only [inc]))) [(clojure.core/resolve 'inc) (clojure.core/resolve 'dec)])
;=> [#'clojure.core/inc nil]
(binding [*ns* *ns*] (eval '(ns bare.eleven)) (eval '(refer-clojure :only '[inc])) [(resolve 'dec)])
;=> [#'clojure.core/dec]
