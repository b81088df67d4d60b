;; alloc_rate: 200,000 vectors of four items that die at once.

(defn main []
  (loop [i 0 total 0]
    (if (= i 200000)
      total
      (let [v [i 1 2 3]]
        (recur (+ i 1) (+ total (nth v 3)))))))

(println (main))
