;; fib_loop: a loop of 25 rounds: little more than the start.

(defn fib [n]
  (loop [i 0 a 0 b 1]
    (if (= i n)
      a
      (recur (+ i 1) b (+ a b)))))

(defn main [] (fib 25))

(println (main))
