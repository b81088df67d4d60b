;; Files and ports on them. The capabilities file-read and file-write decide what a program may do.
(ns clojure.java.io)

(defn file
  ([x] (if (nil? x) nil (clojure.core/->File (clojure.core/%path-of x))))
  ([parent child] (clojure.core/->File (str (clojure.core/%path-of parent) "/" (clojure.core/%path-of child))))
  ([parent child & more] (reduce file (file parent child) more)))
(defn as-file [x] (file x))
(defn as-relative-path [x] (clojure.core/%path-of x))
(defn reader [x & options] (if ($port? x) x ($open-input-file (clojure.core/%path-of x))))
(defn writer [x & options]
  (let [{:keys [append]} (clojure.core/%destructured (seq options))]
    (cond ($port? x) x
          append (throw (new UnsupportedOperationException "writer: a file is added to by (spit file text :append true)"))
          :else ($open-output-file (clojure.core/%path-of x)))))
(defn input-stream [x & options] (if ($port? x) x ($open-binary-input-file (clojure.core/%path-of x))))
(defn output-stream [x & options] (if ($port? x) x ($open-binary-output-file (clojure.core/%path-of x))))
(defn copy [input output & options] (spit output (slurp input)))
(defn delete-file
  ([f] (delete-file f false))
  ([f silently]
   (or (%service 'file-what "delete" (clojure.core/%path-of f))
       silently
       (throw (clojure.core/%exception "java.io.IOException" (str "Couldn't delete " (clojure.core/%path-of f)) nil nil)))))
(defn make-parents [f & more]
  (let [parent (%service 'file-what "parent" (clojure.core/%path-of (apply file f more)))]
    (if parent (%service 'file-what "make" parent) nil)))
(defn resource ([n] nil) ([n loader] nil))
