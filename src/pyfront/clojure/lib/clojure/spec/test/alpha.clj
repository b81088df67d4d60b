;; Functions that look whether their arguments conform to their specs. Generators are not here, so check is not.
(ns clojure.spec.test.alpha (:require [clojure.spec.alpha :as s]))

(def ^:dynamic *instrument-enabled* true)
(def %instrumented (atom {})) ; symbol -> {:raw function, :wrapped function}

(defn %symbols [x] (if (nil? x) nil (if (coll? x) x (list x))))
(defn %var-of [sym] (let [v (resolve sym)] (if (var? v) v nil)))
(defn instrumentable-syms
  ([] (instrumentable-syms nil))
  ([options] (set (filter (fn [k] (if (symbol? k) (%var-of k) nil)) (concat (keys (s/registry)) (keys (:spec options)))))))

(defn %spec-of [sym {:keys [spec]}] (get spec sym (s/get-spec sym)))
(defn %conforming [sym v raw spec]
  (fn [& args]
    (if *instrument-enabled*
      (binding [*instrument-enabled* false]
        (let [problems (if (:args spec) (s/explain-data (:args spec) (or args ())) nil)]
          (if problems
            (throw (ex-info (str "Call to " v " did not conform to spec.")
                            (assoc problems ::s/fn sym ::s/args args ::s/failure :instrument)))
            nil))
        (binding [*instrument-enabled* true] (apply raw args)))
      (apply raw args))))

(defn %instrument-1 [sym {:keys [stub replace] :as options}]
  (let [v (%var-of sym) spec (if v (%spec-of sym options) nil)]
    (if (and v spec (:args spec))
      (let [{:keys [raw wrapped]} (get @%instrumented sym)
            current (var-get v)
            raw (if (identical? current wrapped) raw current)
            new (%conforming sym v (get replace sym raw) spec)]
        (alter-var-root v (constantly new))
        (swap! %instrumented assoc sym {:raw raw :wrapped new})
        sym)
      nil)))
(defn %unstrument-1 [sym]
  (let [{:keys [raw wrapped]} (get @%instrumented sym) v (%var-of sym)]
    (swap! %instrumented dissoc sym)
    (if (and v wrapped (identical? (var-get v) wrapped))
      (do (alter-var-root v (constantly raw)) sym)
      nil)))

(defn instrument
  ([] (instrument (instrumentable-syms)))
  ([syms] (instrument syms nil))
  ([syms options] (vec (keep (fn [sym] (%instrument-1 sym options)) (%symbols syms)))))
(defn unstrument
  ([] (unstrument (keys @%instrumented)))
  ([syms] (vec (keep %unstrument-1 (%symbols syms)))))
(defmacro with-instrument-disabled [& body] `(binding [*instrument-enabled* false] ~@body))
(defn checkable-syms ([] (checkable-syms nil)) ([options] (instrumentable-syms options)))
(defn enumerate-namespace [names]
  (let [names (set (%symbols names))]
    (set (mapcat (fn [n] (map (fn [k] (symbol (str n) (str k))) (keys (ns-interns n)))) names))))
