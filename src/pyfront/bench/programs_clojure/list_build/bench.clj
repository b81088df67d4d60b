;; list_build: 10,000 times cons, and count.

(defn built [n]
  (loop [i 0 found (list)]
    (if (= i n) found (recur (+ i 1) (cons i found)))))

(defn main [] (count (built 10000)))

(println (main))
