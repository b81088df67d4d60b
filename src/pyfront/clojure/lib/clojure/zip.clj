;; Zippers: a place in a tree with what is needed to change the tree there and go on.
;;
;; A loc is a vector [node path], its metadata the three functions of the tree. path: nil at the top, :end behind the last node,
;; else a map: :l nodes to the left (vector), :r nodes to the right (sequence), :pnodes nodes above (vector), :ppath path of
;; the node above, :changed? true if something below or beside was changed.
(ns clojure.zip (:refer-clojure :exclude [next remove replace]))

(defn zipper [branch? children make-node root]
  (with-meta [root nil] {:zip/branch? branch? :zip/children children :zip/make-node make-node}))
(defn seq-zip [root] (zipper seq? identity (fn [node children] (with-meta children (meta node))) root))
(defn vector-zip [root] (zipper vector? seq (fn [node children] (with-meta (vec children) (meta node))) root))
(defn xml-zip [root]
  (zipper (complement string?)
          (fn [node] (seq (:content node)))
          (fn [node children] (assoc node :content (and children (apply vector children))))
          root))

(defn %loc [node path loc] (with-meta [node path] (meta loc)))

(defn node [loc] (nth loc 0))
(defn %path [loc] (nth loc 1))
(defn branch? [loc] ((:zip/branch? (meta loc)) (node loc)))
(defn children [loc]
  (if (branch? loc)
    ((:zip/children (meta loc)) (node loc))
    (throw (new Exception "called children on a leaf node"))))
(defn make-node [loc node children] ((:zip/make-node (meta loc)) node children))
(defn path [loc] (:pnodes (%path loc)))
(defn lefts [loc] (seq (:l (%path loc))))
(defn rights [loc] (:r (%path loc)))

;; ------------------------------------------------------------ going

(defn down [loc]
  (if (branch? loc)
    (let [[first & more :as all] (children loc)
          above (%path loc)]
      (if all
        (%loc first
              {:l [] :pnodes (if above (conj (:pnodes above) (node loc)) [(node loc)]) :ppath above :r more}
              loc)
        nil))
    nil))
(defn up [loc]
  (let [p (%path loc) above (peek (:pnodes p))]
    (cond (nil? (:pnodes p)) nil
          (:changed? p)
          (let [here (make-node loc above (concat (:l p) (cons (node loc) (:r p))))]
            (%loc here (if (:ppath p) (assoc (:ppath p) :changed? true) nil) loc))
          :else (%loc above (:ppath p) loc))))
(defn root [loc]
  (if (= :end (%path loc))
    (node loc)
    (let [above (up loc)] (if above (recur above) (node loc)))))
(defn right [loc]
  (let [p (%path loc) [first & more :as rest] (:r p)]
    (if (and p rest)
      (%loc first (assoc p :l (conj (:l p) (node loc)) :r more) loc)
      nil)))
(defn rightmost [loc]
  (let [p (%path loc)]
    (if (and p (:r p))
      (%loc (last (:r p)) (assoc p :l (apply conj (:l p) (node loc) (butlast (:r p))) :r nil) loc)
      loc)))
(defn left [loc]
  (let [p (%path loc)]
    (if (and p (seq (:l p)))
      (%loc (peek (:l p)) (assoc p :l (pop (:l p)) :r (cons (node loc) (:r p))) loc)
      nil)))
(defn leftmost [loc]
  (let [p (%path loc)]
    (if (and p (seq (:l p)))
      (%loc (first (:l p)) (assoc p :l [] :r (concat (rest (:l p)) [(node loc)] (:r p))) loc)
      loc)))

;; ------------------------------------------------------------ changing

(defn insert-left [loc item]
  (let [p (%path loc)]
    (if p
      (%loc (node loc) (assoc p :l (conj (:l p) item) :changed? true) loc)
      (throw (new Exception "Insert at top")))))
(defn insert-right [loc item]
  (let [p (%path loc)]
    (if p
      (%loc (node loc) (assoc p :r (cons item (:r p)) :changed? true) loc)
      (throw (new Exception "Insert at top")))))
(defn replace [loc node]
  (let [p (%path loc)] (%loc node (if p (assoc p :changed? true) nil) loc)))
(defn edit [loc f & args] (replace loc (apply f (node loc) args)))
(defn insert-child [loc item] (replace loc (make-node loc (node loc) (cons item (children loc)))))
(defn append-child [loc item] (replace loc (make-node loc (node loc) (concat (children loc) [item]))))

;; ------------------------------------------------------------ in order

(defn end? [loc] (= :end (%path loc)))
(defn %after [loc]
  (let [above (up loc)]
    (if above
      (let [r (right above)] (if r r (recur above)))
      (%loc (node loc) :end loc))))
(defn next [loc]
  (if (end? loc)
    loc
    (or (if (branch? loc) (down loc) nil) (right loc) (%after loc))))
(defn %last-below [loc]
  (let [below (if (branch? loc) (down loc) nil)]
    (if below (recur (rightmost below)) loc)))
(defn prev [loc]
  (let [before (left loc)] (if before (%last-below before) (up loc))))
(defn remove [loc]
  (let [p (%path loc)]
    (cond (nil? p) (throw (new Exception "Remove at top"))
          (seq (:l p)) (%last-below (%loc (peek (:l p)) (assoc p :l (pop (:l p)) :changed? true) loc))
          :else
          (%loc (make-node loc (peek (:pnodes p)) (:r p))
                (if (:ppath p) (assoc (:ppath p) :changed? true) nil)
                loc))))
