(ns shop.core)

(def products
  [{:id 1 :name "apple" :price 30 :tags #{:fruit :red}}
   {:id 2 :name "banana" :price 20 :tags #{:fruit :yellow}}
   {:id 3 :name "carrot" :price 10 :tags #{:vegetable}}])

(defn find-product [id]
  (first (filter #(= id (:id %)) products)))

(defrecord Order [id items])

(defn total [{:keys [items]}]
  (reduce + (for [[id n] items :let [{:keys [price]} (find-product id)]] (* n price))))

(defmulti describe :kind)
(defmethod describe :order [{:keys [order]}] (str "order " (:id order) " costs " (total order)))
(defmethod describe :product [{{:keys [name price]} :product}] (format "%s at %d" name price))
(defmethod describe :default [x] (str "unknown " (pr-str x)))

(defprotocol Shape
  (area [this])
  (scale [this k] "scaled"))
(defrecord Square [side]
  Shape
  (area [_] (* side side))
  (scale [this k] (update this :side * k)))
(deftype Circle [r]
  Shape
  (area [_] (* 3 r r))
  (scale [_ k] (Circle. (* k r)))
  Object
  (toString [_] (str "circle " r)))

(def log (atom []))
(defn note! [& xs] (swap! log conj (apply str xs)))

(let [o (->Order 7 {1 2, 3 5})]
  (println (describe {:kind :order :order o}))
  (println (describe {:kind :product :product (find-product 2)}))
  (println (describe {:kind :none}))
  (note! "total " (total o))
  (println (assoc o :paid true))
  (println (= o (map->Order {:id 7 :items {1 2 3 5}}))))

(println (area (->Square 3)) (area (scale (->Square 3) 2)) (str (scale (Circle. 2) 5)))
(doseq [[k v] (sort-by key (group-by count ["a" "bb" "cc" "d"]))] (println k v))
(println (->> (range 20) (filter even?) (map #(* % %)) (take 5) vec))
(println (try (/ 1 0) (catch ArithmeticException e (str "caught: " (.getMessage e))) (finally (note! "done"))))
(println (try (throw (ex-info "bad" {:code 42})) (catch clojure.lang.ExceptionInfo e (:code (ex-data e)))))
(println @log)
(println (let [[a & more :as all] [1 2 3]] [a more all]))
(println (get-in {:a {:b [1 2 {:c 3}]}} [:a :b 2 :c]) (update-in {:a {:b 1}} [:a :b] inc))
(println (frequencies "hello") (zipmap [:a :b] [1 2]))
(println (loop [i 0 acc '()] (if (= i 3) acc (recur (inc i) (conj acc i)))))
(println (map-indexed vector [:a :b]) (partition 2 [1 2 3 4 5]) (interleave [1 2] [:a :b]))
(println (some #{3} [1 2 3]) (every? pos? [1 2]) (apply max [3 1 2]))
(println (cond-> {:a 1} true (assoc :b 2) false (assoc :c 3)) (some-> {:a {:b 1}} :a :b inc))
(println (case 3 1 "one" (2 3) "two or three" "many") (if-let [x nil] x :none))
(println (transduce (comp (map inc) (filter even?)) + 0 (range 10)) (into #{} (map inc) [1 2 2]))
