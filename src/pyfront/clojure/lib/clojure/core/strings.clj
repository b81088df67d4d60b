;; Text: str, names of symbols and keywords.

(defn %text [x]
  (cond ($string? x) x
        (nil? x) ""
        ($char? x) ($string x)
        (%numeric? x) (%number-text x)
        (%record? x Class) ($string-append (if (%interface? x) "interface " "class ") (%class-name x))
        ($record? x) (%record-text x)
        :else (%print-to-string x (or (%sequential? x) (%pmap? x) (%pset? x) (%smap? x) (%sset? x)))))
(defn %record-text [x]
  (let [own (%method-of x 'toString)]
    (cond own (own x)
          (or (%record? x Regex) (%record? x File) (%record? x URI)) (%slot x 0)
          (%record? x UUID) (%uuid-text x)
          (%record? x Date) (%service 'date-text (%slot x 0))
          (%record? x Namespace) ($symbol->string (ns-name x))
          (%record? x StringBuilder) (%builder-text x)
          :else (let [port ($open-output-string)] (%print-plain x port (%record-map? x) 0) ($get-output-string port)))))

(defn str
  ([] "")
  ([x] (%text x))
  ([x y] ($string-append (%text x) (%text y)))
  ([x y & more]
   (loop [parts ($cons (%text y) ($cons (%text x) nil)) more more]
     (if more
       (recur ($cons (%text ($car more)) parts) ($cdr more))
       ($apply $string-append ($reverse parts))))))

(defn subs
  ([s start] (subs s start ($string-length (%string! "subs" s))))
  ([s start end]
   (if (and (<= 0 start) (<= start end) (<= end ($string-length (%string! "subs" s))))
     ($substring s start end)
     (throw (new StringIndexOutOfBoundsException (str "begin " start ", end " end ", length " (count s)))))))

(defn %slash [s]
  (let [i ($string-index s \/)]
    (if (and i (> i 0) (< i (dec ($string-length s)))) i false)))
(defn %name-space [s] (let [i (%slash s)] (if i ($substring s 0 i) nil)))
(defn %name-proper [s] (let [i (%slash s)] (if i ($substring s (inc i) ($string-length s)) s)))
(defn %full-name [x] (if ($symbol? x) ($symbol->string x) ($symbol->string ($keyword->symbol x))))

(defn name [x]
  (if ($string? x)
    x
    (if (or ($symbol? x) ($keyword? x)) (%name-proper (%full-name x)) (%call-method x 'getName "name: argument has no name"))))
(defn namespace [x]
  (if (or ($symbol? x) ($keyword? x)) (%name-space (%full-name x)) (%call-method x 'getNamespace "namespace: argument has no name")))
(defn symbol
  ([x]
   (cond ($symbol? x) x
         ($string? x) ($string->symbol x)
         ($keyword? x) ($keyword->symbol x)
         (%global? x) ($string->symbol (%global-name x))
         :else (throw (new IllegalArgumentException "no conversion to symbol"))))
  ([ns name] (if (nil? ns) ($string->symbol name) ($string->symbol ($string-append ns "/" name)))))
(defn keyword
  ([x]
   (cond ($keyword? x) x
         ($symbol? x) ($symbol->keyword x)
         ($string? x) ($symbol->keyword ($string->symbol x))
         :else nil))
  ([ns name] (keyword (symbol ns name))))
(defn find-keyword
  ([x] (let [k (cond ($keyword? x) x
                 ($symbol? x) ($find-keyword ($symbol->string x))
                 ($string? x) ($find-keyword x)
                 :else nil)]
     (if k k nil)))
  ([ns name] (find-keyword (symbol ns name))))
(defn gensym ([] (gensym "G__")) ([prefix] (symbol (str prefix (%service 'next-id)))))

(defn %join-part [parts sep s] (if (nil? parts) ($cons s nil) ($cons s ($cons sep parts))))
(defn %join-end [parts] (if (nil? parts) "" ($apply $string-append ($reverse parts))))
(defn %text-of-chars [chars] ($list->string (%chain chars)))
(defn %entry-of [k v] (%map-entry k v))
(defn %text! [who x] (if (nil? x) (%wrong-type (str who ": the text is nil") x) (%text x)))
(defn %string! [who x] (if ($string? x) x (%wrong-type (str who ": argument is not a string") x)))
