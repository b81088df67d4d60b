;; protocol_dispatch: 10,000 calls of a method of a protocol.

(defprotocol Shape
  (area [shape]))

(defrecord Square [side]
  Shape
  (area [_] (* side side)))

(defrecord Box [width height]
  Shape
  (area [_] (* width height)))

(defn main []
  (let [a (->Square 2) b (->Box 1 2)]
    (loop [i 0 total 0]
      (if (= i 10000)
        total
        (recur (+ i 1) (+ total (area (if (even? i) a b))))))))

(println (main))
