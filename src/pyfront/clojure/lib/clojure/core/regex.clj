;; Regular expressions, by Python's `re`.

(def %regexes ; text -> what the host made of it
  ($make-equal-hash-table))
(defn %regex [text]
  (let [known ($hash-table-ref/default %regexes text false)]
    (if known
      (->Regex text known)
      (let [compiled (%service 'regex text)] ($hash-table-set! %regexes text compiled) (->Regex text compiled)))))
(defn re-pattern [x] (if (%record? x Regex) x (->Regex x (%service 'regex x))))
(defn %compiled [who x] (if (%record? x Regex) (%record-ref x Regex 1) (%wrong-type (str who ": argument 2 is not a regular expression") x)))

;; a match is to a program its text, or a vector of that and its groups
(defn re-matches [re s] (%service 'regex-full (%record-ref re Regex 1) s))

;; a matcher has a finder of the host's, from its first use on
;; a type of the program's may be a CharSequence
(defn re-matcher [re s] (->Matcher re (if ($record? s) (str s) s) nil nil))
(defn %finder [m]
  (let [known (%record-ref m Matcher 3)]
    (if (nil? known)
      (let [made (%service 'matcher (%record-ref (%record-ref m Matcher 0) Regex 1) (%record-ref m Matcher 1))]
        (%record-set! m Matcher 3 made)
        made)
      known)))
(defn re-groups [m]
  (let [g (%record-ref m Matcher 2)]
    (if (nil? g) (throw (new IllegalStateException "No match found")) g)))
(defn re-find
  ([m]
   (let [found (%service 'matcher-find (%finder m))]
     (%record-set! m Matcher 2 found)
     found))
  ([re s] (%service 'regex-search (%record-ref re Regex 1) s)))
(defn %matched? [m whole]
  (let [found (%service 'matcher-matches (%finder m) whole)]
    (%record-set! m Matcher 2 found)
    (some? found)))
(defn %group [m i]
  (let [g (re-groups m)]
    (if (string? g) (nth [g] i) (nth g i))))

;; many matches at a time, the others when they are wanted
(defn re-seq [re s]
  (%re-seq (%service 'regex-some (%record-ref re Regex 1) s)))
(defn %re-seq [found]
  (let [rest (nth found 0)]
    (if (nil? rest)
      (next found)
      (concat (next found) (lazy-seq (%re-seq (%service 'regex-more rest)))))))
