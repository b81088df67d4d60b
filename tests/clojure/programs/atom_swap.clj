(def c (atom 0))
(loop [i 0] (when (< i 10000) (reset! c (+ (deref c) 1)) (recur (+ i 1))))
(println @c)
