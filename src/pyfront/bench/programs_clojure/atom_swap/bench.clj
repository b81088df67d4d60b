;; atom_swap: 10,000 times an atom is read and set.

(def counter (atom 0))

(defn main []
  (reset! counter 0)
  (loop [i 0]
    (if (= i 10000)
      (deref counter)
      (do
        (reset! counter (+ (deref counter) 1))
        (recur (+ i 1))))))

(println (main))
