;; Regular expressions, by Python's `re`.

(def %regexes ; text -> what the host made of it
  ($make-equal-hash-table))
(defn %regex [text]
  (let [known ($hash-table-ref/default %regexes text false)]
    (if known
      (->Regex text known)
      (let [compiled (%service 'regex text)] ($hash-table-set! %regexes text compiled) (->Regex text compiled)))))
(defn re-pattern [x] (if (%record? x Regex) x (->Regex x (%service 'regex x))))
(defn regexp? [x] (%record? x Regex))
(defn %compiled [who x] (if (%record? x Regex) (%record-ref x Regex 1) (%wrong-type (str who ": argument 2 is not a regular expression") x)))

;; what a match answers: the text, or a vector of it and its groups
(defn %groups [found]
  (if (nil? found) nil (if (== (count found) 1) (nth found 0) found)))
(defn re-matches [re s] (%groups (%service 'regex-full (%record-ref re Regex 1) s)))
(defn re-matcher [re s] (->Matcher re s nil 0))
(defn re-groups [m]
  (let [g (%record-ref m Matcher 2)]
    (if (nil? g) (throw (new IllegalStateException "No match found")) g)))
(defn re-find
  ([m]
   (let [from (%record-ref m Matcher 3)
         found (if (nil? from) nil (%service 'regex-search (%record-ref (%record-ref m Matcher 0) Regex 1) (%record-ref m Matcher 1) from))]
     (if (nil? found)
       (do (%record-set! m Matcher 2 nil) (%record-set! m Matcher 3 nil) nil)
       (let [g (%groups (nth found 1))]
         (%record-set! m Matcher 2 g)
         (%record-set! m Matcher 3 (nth found 0))
         g))))
  ([re s]
   (let [found (%service 'regex-search (%record-ref re Regex 1) s 0)]
     (if (nil? found) nil (%groups (nth found 1))))))
(defn re-seq [re s]
  (let [compiled (%record-ref re Regex 1)
        step (fn step [from]
               (let [found (%service 'regex-some compiled s from)]
                 (if (nil? (nth found 0))
                   (seq (nth found 1))
                   (concat (nth found 1) (lazy-seq (step (nth found 0)))))))]
    (seq (step 0))))
