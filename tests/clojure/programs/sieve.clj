(defn sieve [nums] (loop [c nums primes []]
  (if (empty? c) primes
    (let [p (first c)] (recur (filter (fn [x] (not= 0 (mod x p))) (rest c)) (conj primes p))))))
(println (count (sieve (range 2 1001))))
