;; multimethod: 10,000 calls of a multimethod that dispatches on a keyword.

(defmulti area :shape)
(defmethod area :square [{:keys [side]}] (* side side))
(defmethod area :box [{:keys [width height]}] (* width height))

(defn main []
  (let [a {:shape :square :side 2} b {:shape :box :width 1 :height 2}]
    (loop [i 0 total 0]
      (if (= i 10000)
        total
        (recur (+ i 1) (+ total (area (if (even? i) a b))))))))

(println (main))
