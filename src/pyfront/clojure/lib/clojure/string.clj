(ns clojure.string)

(defn upper-case [s] ($string-upcase (clojure.core/%text! "upper-case" s)))
(defn lower-case [s] ($string-downcase (clojure.core/%text! "lower-case" s)))
(defn capitalize [s]
  (let [s (clojure.core/%text! "capitalize" s)]
    (if (< (count s) 2) (upper-case s) (str (upper-case (subs s 0 1)) (lower-case (subs s 1))))))
(defn join
  ([coll] (apply str coll))
  ([sep coll]
   (let [sep (str sep)]
     (loop [s (seq coll) parts nil]
       (if s
         (recur (next s) (clojure.core/%join-part parts sep (str (first s))))
         (clojure.core/%join-end parts))))))
(defn reverse [s] (clojure.core/%text-of-chars (clojure.core/reverse (seq (clojure.core/%string! "reverse" s)))))
(defn blank? [s]
  (if (nil? s) true (every? (fn [c] (and ($char-whitespace? c) (not ($eq? c \u2007)) (not ($eq? c \u00A0)) (not ($eq? c \u202F)))) (seq (if (string? s) s (clojure.core/%builder-text s))))))
(defn trim [s] ($string-trim-both s))
(defn triml [s] ($string-trim-left s))
(defn trimr [s] ($string-trim-right s))
(defn trim-newline [s]
  (loop [n (count s)]
    (if (and (> n 0) (or (= \newline (nth s (dec n))) (= \return (nth s (dec n)))))
      (recur (dec n))
      (subs s 0 n))))
(defn starts-with? [s x] ($string-prefix? x (clojure.core/%text! "starts-with?" s)))
(defn ends-with? [s x] ($string-suffix? x (clojure.core/%text! "ends-with?" s)))
(defn includes? [s x] (if ($string-contains (clojure.core/%text! "includes?" s) x) true false))
(defn index-of
  ([s x] (index-of s x 0))
  ([s x from] (let [i (%service 'string-find (clojure.core/%text! "index-of" s) (str x) (if (< from 0) 0 from))] (if (< i 0) nil i))))
(defn last-index-of
  ([s x] (let [i (%service 'string-rfind (clojure.core/%text! "last-index-of" s) (str x))] (if (< i 0) nil i)))
  ([s x from] (let [s (clojure.core/%text! "last-index-of" s)]
                (if (< from 0) nil (last-index-of (subs s 0 (min (count s) (+ from (count (str x))))) x)))))
(defn split
  ([s re] (split s re 0))
  ([s re limit] (vec (%service 'regex-split (clojure.core/%compiled "split" re) s limit))))
(defn split-lines [s] (split s #"\r?\n"))
(defn re-quote-replacement [s] (replace (replace (clojure.core/%text! "re-quote-replacement" s) "\\" "\\\\") "$" "\\$"))

(defn %replaced [s re f]
  (apply str (map-indexed (fn [i part] (if (even? i) part (clojure.core/%string! "replace" (f part))))
                          (%service 'regex-replace-with (clojure.core/%compiled "replace" re) s 0))))
(defn replace [s match replacement]
  (cond (char? match)
        (if (char? replacement)
          (%service 'string-replace (clojure.core/%text! "replace" s) (str match) (str replacement))
          (throw (new IllegalArgumentException "replace: a character is replaced by a character")))
        (and (string? match) (not (string? replacement)))
        (throw (new IllegalArgumentException "replace: a string is replaced by a string"))
        (string? match) (%service 'string-replace (clojure.core/%text! "replace" s) match (str replacement))
        (string? replacement) (%service 'regex-replace (clojure.core/%compiled "replace" match) (clojure.core/%text! "replace" s) replacement 0)
        :else (%replaced (clojure.core/%text! "replace" s) match replacement)))
(defn replace-first [s match replacement]
  (let [s (clojure.core/%text! "replace-first" s)]
    (cond (or (char? match) (string? match))
          (let [i (index-of s match)]
            (if i (str (subs s 0 i) replacement (subs s (+ i (count (str match))))) s))
          (string? replacement) (%service 'regex-replace (clojure.core/%slot match 1) s replacement 1)
          :else
          (let [[before found after] (%service 'regex-replace-with (clojure.core/%slot match 1) s 1)]
            (if (nil? after) s (str before (replacement found) after))))))
(defn escape [s cmap]
  (apply str (map (fn [c] (let [r (cmap c)] (if (nil? r) c r))) (clojure.core/%string! "escape" s))))
