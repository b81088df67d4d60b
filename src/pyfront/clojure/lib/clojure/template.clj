(ns clojure.template (:require [clojure.walk :as walk]))

(defn apply-template [argv expr values]
  (assert (vector? argv))
  (assert (every? symbol? argv))
  (walk/postwalk-replace (zipmap argv values) expr))
(defmacro do-template [argv expr & values]
  (let [c (count argv)]
    (cons 'do (map (fn [a] (apply-template argv expr a)) (partition c values)))))
