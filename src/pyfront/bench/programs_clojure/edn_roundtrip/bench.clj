;; edn_roundtrip: 10,000 times data to text and back.

(require '[clojure.edn :as edn])

(def data {:name "a name" :tags #{:x :y} :rows [1 2.5 "three" nil true]})

(defn main []
  (loop [i 0 same 0]
    (if (= i 10000)
      same
      (recur (+ i 1) (if (= data (edn/read-string (pr-str data))) (+ same 1) same)))))

(println (main))
