;; sieve: primes below 1,000 by filters over filters.

(defn sieve [candidates]
  (loop [found [] left (seq candidates)]
    (if left
      (let [prime (first left)]
        (recur (conj found prime)
               (seq (filter (fn [n] (not= 0 (mod n prime))) (rest left)))))
      found)))

(defn main [] (count (sieve (range 2 1000))))

(println (main))
