;; Python's objects: what pyfront/clojure/analyse_python.py makes of names like python/len calls these.

(defn %py-value [path] (%service 'py-value path))
(defn %py-import [name] (%service 'py-import (str name)))
(defn %py-attr [x name] (%service 'py-attr x (str name)))
(defn %py-set-attr! [x name v] (%service 'py-set-attr x (str name) v) v)
(defn %py-item [x k] (%service 'py-item x k))
(defn %py-set-item! [x k v] (%service 'py-set-item x k v) v)
(defn %py-apply [f args names] (%in-thread (%task-now) 'apply f args names))
(defn %py-call [f & args] (%in-thread (%task-now) 'apply f (vec args) {}))
(defn %py-enter [m] (%in-thread (%task-now) 'enter m nil nil))
(defn %py-exit [m e]
  (let [error (if (nil? e) nil (let [p (%condition-payload e)] (if (%python-object? p) p (str (ex-message e)))))]
    (%in-thread (%task-now) 'leave m error nil)))
(defn %py-raise [x] (%service 'py-raise x))
(defn %py-seq [x]
  (let [iterator (%service 'py-iter x)
        step (fn step [] (lazy-seq (let [found (%in-thread (%task-now) 'next iterator nil nil)] (if (nil? found) nil ($cons (nth found 0) (step))))))]
    (seq (step))))
;; an object of Python's that is no value of Clojure; functions and classes of Python's are procedures
(defn %python-object? [x] (if ($record? x) false ($eq? (class x) %c-object)))
(defn %py-member [x name args] (%in-thread (%task-now) 'member x ($symbol->string name) (vec args)))
