(ns clojure.edn)

(defn read-string
  ([s] (read-string {:eof nil} s))
  ([opts s]
   (if (nil? s)
     nil
     (let [x (if ($string? s) (%read-edn s) %default)]
       (if (%declined? x) (%read-slow opts s) x)))))

(defn %read-slow [opts s]
  (let [thunk (%service 'read-edn s)]
    (if thunk
      (clojure.core/%edn-value (thunk) opts)
      (if (contains? opts :eof) (:eof opts) (throw (new RuntimeException "EOF while reading"))))))
