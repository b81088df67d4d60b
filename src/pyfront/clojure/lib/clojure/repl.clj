;; What is asked at a prompt: documentation, source, names.
(ns clojure.repl (:require [clojure.string :as str]))

(defn %special-doc [sym]
  (if (clojure.core/special-symbol? sym) {:name sym :special-form true :doc "Special form of the language."} nil))
(defn %print-doc [m]
  (println "-------------------------")
  (println (if (:ns m) (str (ns-name (:ns m)) "/" (:name m)) (str (:name m))))
  (if (:arglists m) (prn (:arglists m)) nil)
  (cond (:special-form m) (println "Special Form") (:macro m) (println "Macro") :else nil)
  (if (:doc m) (println (str "  " (:doc m))) nil))
(defn %doc [sym]
  (let [v (if (clojure.core/special-symbol? sym) nil (resolve sym))]
    (cond (var? v) (%print-doc (meta v))
          (%special-doc sym) (%print-doc (%special-doc sym))
          (find-ns sym) (%print-doc (assoc (meta (find-ns sym)) :name sym))
          :else nil)))
(defmacro doc [name] (list 'clojure.repl/%doc (list 'quote name)))

(defn source-fn [sym]
  (let [v (resolve sym)]
    (if (var? v) (clojure.core/%source-of v) nil)))
(defn %source [sym] (println (or (source-fn sym) (str "Source not found"))))
(defmacro source [name] (list 'clojure.repl/%source (list 'quote name)))

(defn apropos [what]
  (let [matches (if (instance? java.util.regex.Pattern what)
                  (fn [text] (re-find what text))
                  (fn [text] (str/includes? text (str what))))]
    (sort (mapcat (fn [n]
                    (let [space (str (ns-name n))]
                      (map (fn [s] (symbol space (str s))) (filter (fn [s] (matches (str s))) (keys (ns-publics n))))))
                  (all-ns)))))
(defn dir-fn [ns] (sort (map first (ns-publics (the-ns (get (ns-aliases *ns*) ns ns))))))
(defn %dir [ns] (run! println (dir-fn ns)))
(defmacro dir [nsname] (list 'clojure.repl/%dir (list 'quote nsname)))
(defn find-doc [what]
  (let [re (re-pattern what)]
    (run! (fn [n]
            (run! (fn [e]
                    (let [m (meta (val e))]
                      (if (and (:doc m) (or (re-find re (:doc m)) (re-find re (str (:name m))))) (%print-doc m) nil)))
                  (sort-by (fn [e] (str (key e))) (ns-publics n))))
          (sort-by (fn [n] (str (ns-name n))) (all-ns)))))

(defn root-cause [e] (if (ex-cause e) (recur (ex-cause e)) e))
(defn pst
  ([] (pst *e))
  ([e] (if (number? e) (pst *e e) (pst e 12)))
  ([e depth]
   (if e
     (do (println (str (.getName (class e)) " " (ex-message e)))
         (if (ex-data e) (prn (ex-data e)) nil)
         (if (ex-cause e) (do (println "Caused by:") (pst (ex-cause e) depth)) nil))
     nil)))
(defn demunge [s] (str/replace (str/replace s "_" "-") "$" "/"))
(defn stack-element-str [x] (str x))
