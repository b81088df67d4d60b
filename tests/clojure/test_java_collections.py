"""Collections of java.util that change, and what java.util.concurrent has, as programs for the JVM use them."""

from __future__ import annotations

import pytest

from pyfront import run

VALUES = [
    ("(let [l (ArrayList.)] [(.add l 1) (.add l 0 9) (.size l) (.get l 0) (.remove l (int 0)) (vec l) (.contains l 1) (.indexOf l 7)])",
     "[true nil 2 9 9 [1] true -1]"),
    ("[(ArrayList. [1 2]) (LinkedList. [1 2]) (HashSet. [3 1 2]) (TreeMap. {:b 1 :a 2}) (LinkedHashMap. {:b 1 :a 2}) (Stack.)]",
     "[[1 2] (1 2) #{1 2 3} {:a 2, :b 1} {:b 1, :a 2} []]"),
    ("(map str [(ArrayList. [1 nil \"x\"]) (HashMap. {:b 1 :a \"x\" \"k\" nil}) (TreeSet. [2 1]) (ArrayDeque. [1])])",
     '("[1, null, x]" "{:b=1, k=null, :a=x}" "[1, 2]" "[1]")'),
    ("(let [m (HashMap.)] (doseq [i (range 20)] (.put m (keyword (str \"key\" i)) i)) (vec (.values m)))",
     "[14 18 9 19 8 16 1 13 12 15 10 7 17 11 4 0 2 5 6 3]"),
    ("(let [m (HashMap.)] (doseq [i (range 0 2000 100)] (.put m i i)) (vec (.keySet m)))",
     "[0 800 1600 100 900 1700 200 1000 1800 300 1100 1900 400 1200 500 1300 600 1400 700 1500]"),
    ("[(= [1 2] (ArrayList. [1 2])) (= (ArrayList. [1 2]) [1 2]) (= {:a 1} (HashMap. {:a 1})) (= #{1} (HashSet. [1]))]",
     "[true true true true]"),
    ("(let [m (HashMap. {:a 1})] [(:a m) (get m :b 7) (contains? m :a) (seq m) (into {} m) (let [{:keys [a]} m] a) (map key m) (count m)])",
     "[1 7 true ([:a 1]) {:a 1} 1 (:a) 1]"),
    ("(let [m (HashMap.)] [(.put m :a 1) (.put m :a 2) (.getOrDefault m :b 0) (.containsKey m :a) (.remove m :a) (.isEmpty m)])",
     "[nil 1 0 true 2 true]"),
    ("(let [m (HashMap.) f (reify java.util.function.Function (apply [_ k] [k]))] (.computeIfAbsent m 1 f) (.computeIfAbsent m 1 f)"
     " (.merge m 1 [2] (reify java.util.function.BiFunction (apply [_ a b] (into a b)))) (into {} m))", "{1 [1 2]}"),
    ("(let [q (PriorityQueue. 10 (comparator >))] (.addAll q [1 5 3]) [(.poll q) (.peek q) (.size q)])", "[5 3 2]"),
    ("(let [q (ArrayDeque.)] (.push q 1) (.addLast q 2) [(.pop q) (.pollLast q) (.poll q) (.size q)])", "[1 2 nil 0]"),
    ("(let [s (Stack.)] (.push s 1) (.push s 2) [(.peek s) (.pop s) (.empty s) (.search s 1)])", "[2 2 false 1]"),
    ("(let [m (TreeMap. {3 :c 1 :a})] [(.firstKey m) (.floorKey m 2) (.ceilingKey m 2) (into {} (.headMap m 3)) (key (.lastEntry m))])",
     "[1 1 3 {1 :a} 3]"),
    ("(let [it (.iterator (ArrayList. [1 2]))] [(.next it) (.hasNext it) (.next it) (.hasNext it) (try (.next it) (catch NoSuchElementException e :none))])",
     "[1 true 2 false :none]"),
    ("(let [l (ArrayList. [1 2 3 4]) it (.iterator l)] (while (.hasNext it) (when (even? (.next it)) (.remove it))) (vec l))", "[1 3]"),
    ("(let [l (ArrayList. [3 1 2])] (Collections/sort l) (Collections/reverse l) (vec l))", "[3 2 1]"),
    ("(let [l (ArrayList. (range 10))] (Collections/shuffle l (Random. 42)) (vec l))", "[4 6 2 1 7 9 8 5 3 0]"),
    ("[(class (ArrayList.)) (instance? List (ArrayList.)) (instance? ArrayList (Vector.)) (instance? Map (TreeMap.)) (str List)]",
     '[java.util.ArrayList true false true "interface java.util.List"]'),
    ("(do (defprotocol P (p [x])) (extend-protocol P java.util.List (p [_] :list) java.util.Map (p [_] :map))"
     " [(p (ArrayList.)) (p (HashMap.))])", "[:list :map]"),
    ("(try (.get (ArrayList.) 0) (catch IndexOutOfBoundsException e (ex-message e)))", '"Index 0 out of bounds for length 0"'),
    ("(let [t (StringTokenizer. \"a b c\") j (StringJoiner. \", \" \"[\" \"]\")] (.add j (.nextToken t)) (.add j \"z\") [(.countTokens t) (str j)])",
     '[2 "[a, z]"]'),
    ("[(.encodeToString (Base64/getEncoder) (.getBytes \"hello\")) (String. (.decode (Base64/getDecoder) \"aGVsbG8=\")) (String. (byte-array [-61 -87]) \"UTF-8\")]",
     '["aGVsbG8=" "hello" "é"]'),
    ("(let [q (PriorityQueue. (fn [a b] (compare (first a) (first b))))]"
     " (doseq [[i x] (map-indexed vector [3 1 2 1 3 2 1 2 3 1])] (.add q [x i])) (.remove q [1 3])"
     " [(vec q) (loop [r []] (if-let [x (.poll q)] (recur (conj r x)) r))])",
     "[[[1 1] [1 9] [1 6] [2 7] [3 4] [2 5] [2 2] [3 0] [3 8]] [[1 1] [1 9] [1 6] [2 2] [2 7] [2 5] [3 8] [3 4] [3 0]]]"),
    ("(let [q (PriorityQueue. [5 3 8 1 9 2])] [(vec q) (.peek q) (.size q)])", "[[1 3 2 5 9 8] 1 6]"),
    ("(let [d (LinkedList. [1 2 3])] (.addFirst d 0) (.add d 4) [(.get d 0) (.get d 4) (vec d) (.indexOf d 3) (.pollLast d) (.removeFirst d) (vec d)"
     " (.contains d 2) (str d) (= d [1 2 3]) (= [1 2 3] d) (hash d)])", '[0 4 [0 1 2 3 4] 3 4 0 [1 2 3] true "[1, 2, 3]" true true 30817]'),
    ("(let [d (ArrayDeque. [1 2 3])] [(.removeLastOccurrence d 2) (vec (iterator-seq (.descendingIterator d))) (.peekLast d) (count d) (seq d)])",
     "[true [3 1] 3 2 (1 3)]"),
    ("(let [d (ArrayDeque.)] (dotimes [i 20000] (.push d i) (.addLast d i)) [(reduce + (repeatedly 20000 (fn [] (.pop d)))) (.pollLast d) (.poll d) (count d)])",
     "[199990000 19999 0 19998]"),
    ("[(class (AtomicLong.)) (instance? Number (AtomicLong.)) (class (AtomicReference.)) (java.util.Arrays/binarySearch (int-array [1 3 5]) 3)]",
     "[java.util.concurrent.atomic.AtomicLong true java.util.concurrent.atomic.AtomicReference 1]"),
    # java.util.concurrent
    ("(let [a (AtomicLong. 5)] [(.incrementAndGet a) (.getAndIncrement a) (.addAndGet a 10) (.compareAndSet a 17 0) (str a) @a])",
     '[6 6 17 true "0" 0]'),
    ("(let [a (AtomicReference. :x)] [(.getAndSet a :y) (.compareAndSet a :x :z) (.updateAndGet a (reify java.util.function.UnaryOperator (apply [_ v] [v])))])",
     "[:x false [:y]]"),
    ("(let [l (CountDownLatch. 2)] (future (.countDown l)) (future (.countDown l)) (.await l) (.getCount l))", "0"),
    ("(let [q (LinkedBlockingQueue.)] (future (Thread/sleep 2) (.put q :x)) [(.take q) (.poll q) (.poll q 1 TimeUnit/MILLISECONDS)])", "[:x nil nil]"),
    ("(let [q (ArrayBlockingQueue. 1) seen (atom [])] (future (dotimes [i 3] (.put q i))) (dotimes [_ 3] (swap! seen conj (.take q))) @seen)", "[0 1 2]"),
    ("(let [r (atom 0) t (Thread. (fn [] (swap! r inc)))] (.start t) (.join t) [@r (.isAlive t)])", "[1 false]"),
    ("(let [ex (Executors/newFixedThreadPool 2) fs (mapv (fn [i] (.submit ex (fn [] (* i i)))) (range 4))] (.shutdown ex)"
     " [(mapv (fn [f] (.get f)) fs) (.awaitTermination ex 1 TimeUnit/SECONDS) (.isTerminated ex)])", "[[0 1 4 9] true true]"),
    ("(let [l (ReentrantLock.) n (atom 0)] (run! deref (doall (for [_ (range 5)] (future (.lock l) (try (let [v @n] (Thread/sleep 1) (reset! n (inc v)))"
     " (finally (.unlock l))))))) @n)", "5"),
]  # fmt: skip
IMPORTS = (
    "(import '[java.util ArrayList LinkedList HashSet TreeSet TreeMap LinkedHashMap HashMap Stack Vector ArrayDeque PriorityQueue Collections"
    " Random NoSuchElementException List Map StringTokenizer StringJoiner Base64]"
    " '[java.util.concurrent CountDownLatch LinkedBlockingQueue ArrayBlockingQueue TimeUnit Executors]"
    " '[java.util.concurrent.atomic AtomicLong AtomicReference] '[java.util.concurrent.locks ReentrantLock])"
)


@pytest.mark.parametrize("backend", ["vm", "treewalk"])
@pytest.mark.parametrize(("text", "shown"), VALUES)
def test_values(text: str, shown: str, backend: str) -> None:
    assert run(f"{IMPORTS} (pr-str {text})", "clojure", backend=backend, allow=["clock", "random"]) == shown
