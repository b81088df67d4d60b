;; fib_recursive: calls of a function of one argument.

(defn fib [n]
  (if (<= n 1)
    n
    (+ (fib (- n 1)) (fib (- n 2)))))

(defn main [] (fib 25))

(println (main))
