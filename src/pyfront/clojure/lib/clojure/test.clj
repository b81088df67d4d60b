(ns clojure.test (:require [clojure.template :as temp] [clojure.string :as str]))

(def ^:dynamic *load-tests* true)
(def ^:dynamic *stack-trace-depth* nil)
(def ^:dynamic *report-counters* nil)
(def ^:dynamic *initial-report-counters* {:test 0 :pass 0 :fail 0 :error 0})
(def ^:dynamic *testing-vars* ())
(def ^:dynamic *testing-contexts* ())
(def ^:dynamic *test-out* nil)

(defn testing-vars-str [m]
  (let [{:keys [file line]} m]
    (str (reverse (map (fn [v] (:name (meta v))) *testing-vars*)) " (" file ":" line ")")))
(defn testing-contexts-str [] (apply str (interpose " " (reverse *testing-contexts*))))

(defn inc-report-counter [name]
  (if *report-counters*
    (swap! *report-counters* update name (fnil inc 0))
    nil))

(defmulti report :type)
(defmulti assert-expr (fn [msg form] (cond (nil? form) :always-fail (seq? form) (first form) :else :default)))

;; where the assertion is: the line of its form, the file of the test
(defn %where []
  (let [m (if (seq *testing-vars*) (meta (first *testing-vars*)) nil)
        file (last (str/split (or (:file m) "NO_SOURCE_FILE") #"/"))]
    {:file file :line (or (:line *place*) (:line m))}))
(defn do-report [m]
  (report (if (contains? #{:fail :error} (:type m)) (merge (%where) m) m)))

(defn %print-contexts [] (if (seq *testing-contexts*) (println (testing-contexts-str)) nil))

(defmethod report :default [m] (prn m))
(defmethod report :pass [m] (inc-report-counter :pass))
(defmethod report :fail [m]
  (inc-report-counter :fail)
  (println "\nFAIL in" (testing-vars-str m))
  (%print-contexts)
  (if (:message m) (println (:message m)) nil)
  (println "expected:" (pr-str (:expected m)))
  (println "  actual:" (pr-str (:actual m))))
(defmethod report :error [m]
  (inc-report-counter :error)
  (println "\nERROR in" (testing-vars-str m))
  (%print-contexts)
  (if (:message m) (println (:message m)) nil)
  (println "expected:" (pr-str (:expected m)))
  (print "  actual: ")
  (println (str (:actual m))))
(defmethod report :summary [m]
  (println "\nRan" (:test m) "tests containing" (+ (:pass m) (:fail m) (:error m)) "assertions.")
  (println (:fail m) "failures," (:error m) "errors."))
(defmethod report :begin-test-ns [m] (println "\nTesting" (ns-name (:ns m))))
(defmethod report :end-test-ns [m] nil)
(defmethod report :begin-test-var [m] nil)
(defmethod report :end-test-var [m] nil)

;; ------------------------------------------------------------ assertions

(defn get-possibly-unbound-var [v] (if (bound? v) (var-get v) nil))
(defn function? [x]
  (if (symbol? x)
    (let [v (resolve x)]
      (if (and v (var? v) (bound? v) (not (:macro (clojure.core/%own-meta v)))) (let [f (var-get v)] (fn? f)) false))
    (fn? x)))

(defn assert-predicate [msg form]
  (let [args (rest form) pred (first form)]
    `(let [values# (list ~@args)
           result# (apply ~pred values#)]
       (if result#
         (do-report {:type :pass :message ~msg :expected '~form :actual (cons '~pred values#)})
         (do-report {:type :fail :message ~msg :expected '~form :actual (list '~'not (cons '~pred values#))}))
       result#)))
(defn assert-any [msg form]
  `(let [value# ~form]
     (if value#
       (do-report {:type :pass :message ~msg :expected '~form :actual value#})
       (do-report {:type :fail :message ~msg :expected '~form :actual value#}))
     value#))

(defmethod assert-expr :always-fail [msg form] `(do-report {:type :fail :message ~msg}))
(defmethod assert-expr :default [msg form]
  (if (and (seq? form) (function? (first form)))
    (assert-predicate msg form)
    (assert-any msg form)))
(defmethod assert-expr 'instance? [msg form]
  `(let [klass# ~(nth form 1)
         object# ~(nth form 2)
         result# (instance? klass# object#)]
     (if result#
       (do-report {:type :pass :message ~msg :expected '~form :actual (class object#)})
       (do-report {:type :fail :message ~msg :expected '~form :actual (class object#)}))
     result#))
(defmethod assert-expr 'thrown? [msg form]
  (let [klass (second form) body (nthnext form 2)]
    `(try ~@body
          (do-report {:type :fail :message ~msg :expected '~form :actual nil})
          (catch ~klass e#
            (do-report {:type :pass :message ~msg :expected '~form :actual e#})
            e#))))
(defmethod assert-expr 'thrown-with-msg? [msg form]
  (let [klass (nth form 1) re (nth form 2) body (nthnext form 3)]
    `(try ~@body
          (do-report {:type :fail :message ~msg :expected '~form :actual nil})
          (catch ~klass e#
            (let [m# (ex-message e#)]
              (if (re-find ~re m#)
                (do-report {:type :pass :message ~msg :expected '~form :actual e#})
                (do-report {:type :fail :message ~msg :expected '~form :actual e#})))
            e#))))

(defmacro try-expr [msg form]
  (let [m (meta form)]
    `(binding [*place* ~(if m (select-keys m [:line :column]) nil)]
       (try ~(assert-expr msg form)
            (catch Throwable t#
              (do-report {:type :error :message ~msg :expected '~form :actual t#}))))))
(def ^:dynamic *place* nil)

(defmacro is
  ([form] `(try-expr nil ~form))
  ([form msg] `(try-expr ~msg ~form)))
(defmacro are [argv expr & args]
  (if (or (and (empty? argv) (empty? args))
          (and (pos? (count argv)) (pos? (count args)) (zero? (mod (count args) (count argv)))))
    `(temp/do-template ~argv (is ~expr) ~@args)
    (throw (new IllegalArgumentException "The number of args doesn't match are's argv."))))
(defmacro testing [string & body]
  `(binding [*testing-contexts* (conj *testing-contexts* ~string)] ~@body))

;; ------------------------------------------------------------ definitions

(defmacro with-test [definition & body]
  `(doto ~definition (alter-meta! assoc :test (fn [] ~@body))))
(defmacro deftest [name & body]
  `(def ~(vary-meta name assoc :test `(fn [] ~@body)) (fn [] (test-var (var ~name)))))
(defmacro deftest- [name & body]
  `(def ~(vary-meta name assoc :test `(fn [] ~@body) :private true) (fn [] (test-var (var ~name)))))
(defmacro set-test [name & body]
  `(alter-meta! (var ~name) assoc :test (fn [] ~@body)))

;; ------------------------------------------------------------ fixtures

(defn %add-ns-meta [key coll] (alter-meta! *ns* assoc key coll))
(defmulti use-fixtures (fn [fixture-type & args] fixture-type))
(defmethod use-fixtures :each [fixture-type & args] (%add-ns-meta ::each-fixtures args))
(defmethod use-fixtures :once [fixture-type & args] (%add-ns-meta ::once-fixtures args))
(defn %default-fixture [f] (f))
(defn compose-fixtures [f1 f2] (fn [g] (f1 (fn [] (f2 g)))))
(defn join-fixtures [fixtures] (reduce compose-fixtures %default-fixture fixtures))

;; ------------------------------------------------------------ running

(defn test-var [v]
  (let [t (:test (meta v))]
    (if t
      (binding [*testing-vars* (conj *testing-vars* v)]
        (do-report {:type :begin-test-var :var v})
        (inc-report-counter :test)
        (try (t)
             (catch Throwable e
               (do-report {:type :error :message "Uncaught exception, not in assertion." :expected nil :actual e})))
        (do-report {:type :end-test-var :var v}))
      nil)))
(defn test-vars [vars]
  (run! (fn [group]
          (let [ns (key group)
                once (join-fixtures (::once-fixtures (meta ns)))
                each (join-fixtures (::each-fixtures (meta ns)))]
            (once (fn []
                    (run! (fn [v] (if (:test (meta v)) (each (fn [] (test-var v))) nil)) (val group))))))
        (group-by (fn [v] (:ns (meta v))) vars)))
(defn test-all-vars [ns] (test-vars (sort-by (fn [v] (:line (meta v) 0)) (vals (ns-interns ns)))))
(defn test-ns [ns]
  (binding [*report-counters* (atom *initial-report-counters*)]
    (let [ns-obj (the-ns ns)]
      (do-report {:type :begin-test-ns :ns ns-obj})
      (let [hook (find-var (symbol (str (ns-name ns-obj)) "test-ns-hook"))]
        (if hook ((var-get hook)) (test-all-vars ns-obj)))
      (do-report {:type :end-test-ns :ns ns-obj}))
    @*report-counters*))
(defn run-tests
  ([] (run-tests *ns*))
  ([& namespaces]
   (let [summary (assoc (apply merge-with + (map test-ns namespaces)) :type :summary)]
     (do-report summary)
     summary)))
(defn run-all-tests
  ([] (apply run-tests (all-ns)))
  ([re] (apply run-tests (filter (fn [n] (re-matches re (name (ns-name n)))) (all-ns)))))
(defn run-test-var [v]
  (binding [*report-counters* (atom *initial-report-counters*)]
    (test-vars [v])
    (let [summary (assoc @*report-counters* :type :summary)] (do-report summary) summary)))
(defmacro run-test [sym] `(run-test-var (var ~sym)))
(defn successful? [summary] (and (zero? (:fail summary 0)) (zero? (:error summary 0))))
(defmacro with-test-out [& body] `(do ~@body))
(defn file-position [n] ["NO_SOURCE_PATH" 0])
(defn set-report-out [x] nil)
