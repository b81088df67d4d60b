(ns clojure.edn)

;; of the tags that the reader knows, those that the options have readers for
(defn %own [{:keys [readers]}]
  (str (if (contains? readers 'inst) "inst " "") (if (contains? readers 'uuid) "uuid" "")))

(defn read-string
  ([s] (read-string {:eof nil} s))
  ([opts s]
   (if (nil? s)
     nil
     (let [own (%own opts)
           x (if (and ($string? s) (= own "")) (%read-edn s) %default)]
       (if (%declined? x) (%read-slow opts s own) x)))))

(defn read
  ([] (read *in*))
  ([stream] (read {} stream))
  ([opts stream]
   (let [own (%own opts)
         at-end (clojure.core/%at-end (not (contains? opts :eof)) (:eof opts))
         found (clojure.core/%read-form stream at-end (fn [text] (%service 'read-one-edn text own)))]
     (clojure.core/%edn-value (nth found 0) opts))))

(defn %read-slow [opts s own]
  (let [thunk (%service 'read-edn s own)]
    (if thunk
      (clojure.core/%edn-value (thunk) opts)
      (if (contains? opts :eof) (:eof opts) (throw (new RuntimeException "EOF while reading"))))))
