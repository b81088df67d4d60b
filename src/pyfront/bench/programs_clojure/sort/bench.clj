;; sort: 5,000 numbers sorted by a function.

(defn mixed [n]
  (map (fn [i] (mod (* i 7919) n)) (range n)))

(defn main []
  (let [down (sort (fn [a b] (> a b)) (mixed 5000))
        up (sort down)]
    (loop [i 0]
      (when (< i 3)
        (sort (fn [a b] (> a b)) (mixed 5000))
        (recur (+ i 1))))
    [(first up) (first down)]))

(println (main))
