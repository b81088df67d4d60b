(defn make [n] (loop [i n acc (list)] (if (= i 0) acc (recur (- i 1) (cons i acc)))))
(defn square [x] (* x x))
(defn divides? [x] (= 0 (mod x 2)))
(println (reduce + 0 (filter divides? (map square (make 10000)))))
