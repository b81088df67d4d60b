;; gc_stress: 100,000 small maps that die at once.

(defn main []
  (loop [i 0 total 0]
    (if (= i 100000)
      total
      (let [m {:a i :b (+ i 1) :c (+ i 2)}]
        (recur (+ i 1) (+ total (- (get m :b) (get m :a))))))))

(println (main))
