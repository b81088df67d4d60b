;; regex_count: 10,000 times all matches in a text.

(def text "one 22 three 4444 five 666666 seven 88888888 nine 10")

(defn main []
  (loop [i 0 total 0]
    (if (= i 10000)
      total
      (recur (+ i 1) (+ total (count (re-seq #"[0-9]+" text)))))))

(println (main))
