;; nested_update: 10,000 updates three levels deep.

(defn main []
  (loop [i 0 m {:a {:b {:c 0}}}]
    (if (= i 10000)
      (get-in m [:a :b :c])
      (recur (+ i 1) (update-in m [:a :b :c] inc)))))

(println (main))
