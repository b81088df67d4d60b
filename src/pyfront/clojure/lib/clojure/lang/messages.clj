;; What exceptions of the JVM say, for errors of which the machine has words of its own; loaded when a program asks for the
;; message of one.
(ns clojure.lang.messages)

(def %core "in unnamed module of loader 'app'")
(def %base "in module java.base of loader 'bootstrap'")
(defn %place [name] (if (or (.startsWith name "java.") (.startsWith name "[")) %base %core))
(defn %name-of [x] (.getName (class x)))

(defn %cast [x target]
  (let [name (%name-of x) here (%place name) there (%place target)]
    (str "class " name " cannot be cast to class " target " ("
         (if (= here there)
           (str name " and " target " are " here)
           (str name " is " here "; " target " is " there))
         ")")))

;; ends of what the machine says of an argument of the wrong kind -> the class that it was to be
(def %wanted
  [["is not a number" "java.lang.Number"] ["is not a real number" "java.lang.Number"]
   ["is not a map entry" "java.util.Map$Entry"] ["is not an entry of a map" "java.util.Map$Entry"]
   ["rseq: argument 1 is not a vector or sorted collection" "clojure.lang.Reversible"]
   ["peek: argument 1 is not a vector or list" "clojure.lang.IPersistentStack"]
   ["pop: argument 1 is not a vector or list" "clojure.lang.IPersistentStack"]
   ["conj: argument 1 is not a collection" "clojure.lang.IPersistentCollection"]
   ["assoc: argument 1 is not a map or vector" "clojure.lang.Associative"]
   ["deref: argument is no reference" "java.util.concurrent.Future"]
   ["argument has no name" "clojure.lang.Named"]
   ["not a function" "clojure.lang.IFn"]])

(defn %of-type [said x]
  (let [wanted (some (fn [[end target]] (if (.endsWith said end) target nil)) %wanted)]
    (cond (and (nil? x) (= wanted "java.lang.Number")) "Cannot invoke \"Object.getClass()\" because \"x\" is null"
          (and (nil? x) (= wanted "clojure.lang.Named")) "Cannot invoke \"clojure.lang.Named.getName()\" because \"x\" is null"
          (nil? x) false
          wanted (%cast x wanted)
          (re-find #"^(count|nth): argument 1" said) (str (re-find #"^\w+" said) " not supported on this type: " (.getSimpleName (class x)))
          (.startsWith said "contains?: argument 1") (str "contains? not supported on type: " (%name-of x))
          (.startsWith said "vec: ") (str "Unable to convert: class " (%name-of x) " to Object[]")
          (.startsWith said "bit-") (str "bit operation not supported for: class " (%name-of x))
          (.endsWith said "is not a collection") (str "Don't know how to create ISeq from: " (%name-of x))
          :else false)))

;; what the reader says: what the machine's text begins with -> the JVM's
(def %read
  [[#"^EOF while reading" (fn [_] "EOF while reading")]
   [#"^unmatched delimiter (.)" (fn [[_ c]] (str "Unmatched delimiter: " c))]
   [#"^no reader function for tag (\S+)" (fn [[_ tag]] (str "No reader function for tag " tag))]
   [#"^a map has an even number of forms" (fn [_] "Map literal must contain an even number of forms")]
   [#"(?s)^duplicate (?:key|element): (.*)" (fn [[_ k]] (str "Duplicate key: " k))]
   [#"^unsupported character (\S+)" (fn [[_ c]] (str "Unsupported character: " c))]
   [#"^unsupported escape (\S+) in a string" (fn [[_ c]] (str "Unsupported escape character: " c))]
   [#"it divides by zero$" (fn [_] "Divide by zero")]
   [#"^invalid number ([^:\s]+)" (fn [[_ n]] (str "Invalid number: " n))]
   [#"^invalid token (\S+)" (fn [[_ t]] (str "Invalid token: " t))]])
(defn %of-reader [said]
  (or (some (fn [[re f]] (let [m (re-find re said)] (if m (f (if (string? m) [m] m)) nil))) %read) false))

;; types of the machine's library -> classes of the JVM
(def %interfaces {"clojure.lang.Atom" "clojure.lang.IAtom" "java.util.regex.Pattern" "java.util.regex.Pattern" "clojure.lang.Regex" "java.util.regex.Pattern"
                  "clojure.lang.Volatile" "clojure.lang.Volatile" "clojure.lang.Ref" "clojure.lang.Ref" "clojure.lang.Agent" "clojure.lang.Agent"
                  "java.util.regex.Matcher" "java.util.regex.Matcher"})

;; name: what it was called where it was defined
(defn %of-arity [said]
  (let [[_ name n] (re-find #"^(.*): expected .*, got (\d+)" said)]
    (if n
      (str "Wrong number of args (" n ") passed to: "
           (cond (= name "anonymous procedure") (str *ns* "/fn")
                 (.contains name "/") name
                 :else (let [v (ns-resolve *ns* (symbol name))] (if (var? v) (subs (str v) 2) (str *ns* "/" name)))))
      false)))

(defn %message [e text]
  (let [said ($error-object-message e)
        irritants ($error-object-irritants e)
        x (if ($pair? irritants) ($car irritants) nil)
        found (case (%condition-kind e)
                type (if ($pair? irritants)
                       (if (= said "not an instance of the record type")
                         (let [target (get %interfaces (clojure.core/%shown ($car irritants)))] (if target (%cast ($car ($cdr irritants)) target) false))
                         (%of-type said x))
                       false)
                range (if (re-find #"^(nth|assoc|subvec): " said) nil false)
                read (%of-reader said)
                arity (%of-arity said)
                (cond (= said "pop: an empty vector has no last item") "Can't pop empty vector"
                      (= said "pop: an empty list has no first item") "Can't pop empty list"
                      (.endsWith said "a vector that goes into a map must be a pair") "Vector arg to map conj must be a pair"
                      :else false))]
    (if (false? found) text found)))
(vreset! clojure.core/%messages %message)
