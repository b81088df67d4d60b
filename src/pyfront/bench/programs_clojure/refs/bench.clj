;; refs: 50,000 transactions over two refs.

(def giver (ref 0))
(def taker (ref 0))

(defn main []
  (dosync (ref-set giver 0) (ref-set taker 0))
  (dotimes [_ 50000]
    (dosync
      (alter giver dec)
      (alter taker inc)))
  [@giver @taker])

(println (main))
