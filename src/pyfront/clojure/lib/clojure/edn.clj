(ns clojure.edn)

(defn read-string
  ([s] (read-string {:eof nil} s))
  ([opts s]
   (if (nil? s)
     nil
     (let [thunk (%service 'read-edn s)]
       (if thunk
         (clojure.core/%edn-value (thunk) opts)
         (if (contains? opts :eof) (:eof opts) (throw (new RuntimeException "EOF while reading"))))))))
