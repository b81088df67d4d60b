;; json_parse: a text of 25 kB read as JSON by a program.

(defn blank? [c] (or (= c \space) (= c \newline)))

(defn skip [^String s i]
  (if (blank? (nth s i)) (recur s (+ i 1)) i))

(declare value)

(defn text [s start]
  (loop [i start]
    (if (= \" (nth s i))
      [(subs s start i) (+ i 1)]
      (recur (+ i 1)))))

(defn number [s start]
  (loop [i start]
    (let [c (nth s i)]
      (if (or (= c \,) (= c \}) (= c \]) (blank? c))
        [(parse-long (subs s start i)) i]
        (recur (+ i 1))))))

(defn array [s start]
  (loop [i (skip s start) items []]
    (let [c (nth s i)]
      (cond
        (= c \]) [items (+ i 1)]
        (= c \,) (recur (skip s (+ i 1)) items)
        :else (let [[item end] (value s i)]
                (recur (skip s end) (conj items item)))))))

(defn object [s start]
  (loop [i (skip s start) entries {}]
    (let [c (nth s i)]
      (cond
        (= c \}) [entries (+ i 1)]
        (= c \,) (recur (skip s (+ i 1)) entries)
        :else (let [[k after] (text s (+ i 1))
                    [v end] (value s (skip s (+ 1 (skip s after))))]
                (recur (skip s end) (assoc entries k v)))))))

(defn value [s i]
  (let [c (nth s i)]
    (cond
      (= c \{) (object s (+ i 1))
      (= c \[) (array s (+ i 1))
      (= c \") (text s (+ i 1))
      :else (number s i))))

(def source
  (str "["
       (apply str (interpose ", " (map (fn [i] (str "{\"id\": " i ", \"name\": \"name " i "\", \"scores\": [1, 2, 3], \"more\": {}}"))
                                       (range 400))))
       "]"))

(defn main []
  (let [[rows] (value source 0)]
    (count (filter (fn [row] (= [1 2 3] (get row "scores"))) rows))))

(println (main))
