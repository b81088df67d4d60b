;; Modules of WebAssembly: loaded from files, text or bytes; their functions are functions.
(ns clojure.wasm)

(defn load
  ([source] (%service 'wasm "load" source))
  ([source options] (%service 'wasm "load" source (:imports options))))
(defn exports [instance] (into {} (map #(vector (first %) (keyword (second %))) (%service 'wasm "exports" instance))))
(defn fn [instance name] (%service 'wasm "function" instance name))
(defn call [instance name & args] (apply %service 'wasm "call" instance name args))

(defn memory-size [instance & memory] (apply %service 'wasm "size" instance memory))
(defn memory-read [instance at n & memory] (vec (apply %service 'wasm "read" instance at n memory)))
(defn memory-string [instance at n & memory] (apply %service 'wasm "text" instance at n memory))
(defn memory-write [instance at data & memory]
  (apply %service 'wasm "write" instance at (if (string? data) data (vec data)) memory))

(defn global [instance name] (%service 'wasm "global" instance name))
(defn set-global! [instance name value] (%service 'wasm "set-global" instance name value) value)
