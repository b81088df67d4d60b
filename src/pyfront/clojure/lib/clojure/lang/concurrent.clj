;; java.util.concurrent and Thread by way of futures and promises, which are tasks of the one machine; loaded when a program
;; names one of the classes.
(ns clojure.lang.concurrent (:import [java.util.concurrent TimeUnit]))

;; ------------------------------------------------------------ numbers and references that change

(deftype %Cell [^:unsynchronized-mutable value kind]
  java.lang.Number clojure.lang.IDeref
  (deref [_] value)
  (get [_] value)
  (getPlain [_] value)
  (getAcquire [_] value)
  (set [_ x] (set! value x) nil)
  (lazySet [_ x] (set! value x) nil)
  (setRelease [_ x] (set! value x) nil)
  (getAndSet [_ x] (let [old value] (set! value x) old))
  (compareAndSet [_ old x] (if (if (= kind "AtomicReference") (identical? old value) (= old value)) (do (set! value x) true) false))
  (weakCompareAndSet [this old x] (.compareAndSet this old x))
  (incrementAndGet [_] (set! value (%wrapped kind (+' value 1))) value)
  (decrementAndGet [_] (set! value (%wrapped kind (-' value 1))) value)
  (getAndIncrement [_] (let [old value] (set! value (%wrapped kind (+' value 1))) old))
  (getAndDecrement [_] (let [old value] (set! value (%wrapped kind (-' value 1))) old))
  (addAndGet [_ n] (set! value (%wrapped kind (+' value n))) value)
  (getAndAdd [_ n] (let [old value] (set! value (%wrapped kind (+' value n))) old))
  (updateAndGet [_ f] (set! value (%applied f value)) value)
  (getAndUpdate [_ f] (let [old value] (set! value (%applied f value)) old))
  (accumulateAndGet [_ x f] (set! value (%applied f value x)) value)
  (getAndAccumulate [_ x f] (let [old value] (set! value (%applied f value x)) old))
  (add [_ n] (set! value (%wrapped kind (+' value n))) nil)
  (increment [_] (set! value (%wrapped kind (+' value 1))) nil)
  (decrement [_] (set! value (%wrapped kind (-' value 1))) nil)
  (sum [_] value)
  (reset [_] (set! value 0) nil)
  (sumThenReset [_] (let [old value] (set! value 0) old))
  (intValue [_] (unchecked-int value))
  (longValue [_] (long value))
  (doubleValue [_] (double value))
  Object
  (toString [_] (if (nil? value) "null" (str value))))
(defn %wrapped [kind n] (if (= kind "AtomicInteger") (unchecked-int n) (unchecked-long n)))
(defn %applied [f & args] (if (fn? f) (apply f args) (apply (fn ([x] (.apply f x)) ([x y] (.apply f x y))) args)))
(defn %AtomicLong.new ([] (new %Cell 0 "AtomicLong")) ([n] (new %Cell (long n) "AtomicLong")))
(defn %AtomicInteger.new ([] (new %Cell 0 "AtomicInteger")) ([n] (new %Cell (int n) "AtomicInteger")))
(defn %AtomicBoolean.new ([] (new %Cell false "AtomicBoolean")) ([x] (new %Cell (boolean x) "AtomicBoolean")))
(defn %AtomicReference.new ([] (new %Cell nil "AtomicReference")) ([x] (new %Cell x "AtomicReference")))
(defn %LongAdder.new [] (new %Cell 0 "LongAdder"))
(defn %WeakReference.new [x] (new %Cell x "Reference"))
(defn %SoftReference.new [x] (new %Cell x "Reference"))
(let [kinds (fn [package supers names]
              (reduce (fn [m name] (assoc m name (clojure.core/%kind-class (str package name) supers))) {} names))
      all (merge (kinds "java.util.concurrent.atomic." ["java.lang.Number"] ["AtomicLong" "AtomicInteger" "LongAdder"])
                 (kinds "java.util.concurrent.atomic." ["java.lang.Object"] ["AtomicBoolean" "AtomicReference"])
                 (kinds "java.lang.ref." ["java.lang.Object"] ["Reference"]))]
  (clojure.core/%has-kinds! %Cell (fn [x] (get all (clojure.core/%slot x 1)))))

;; ------------------------------------------------------------ time units

(deftype %Unit [name nanos]
  java.lang.Comparable
  (toNanos [_ n] (* n nanos))
  (toMicros [_ n] (quot (* n nanos) 1000))
  (toMillis [_ n] (quot (* n nanos) 1000000))
  (toSeconds [_ n] (quot (* n nanos) 1000000000))
  (toMinutes [_ n] (quot (* n nanos) 60000000000))
  (toHours [_ n] (quot (* n nanos) 3600000000000))
  (toDays [_ n] (quot (* n nanos) 86400000000000))
  (convert [_ n unit] (quot (.toNanos unit n) nanos))
  (sleep [_ n] (Thread/sleep (quot (* n nanos) 1000000)))
  (name [_] name)
  Object (toString [_] name))
(def %TimeUnit.NANOSECONDS (new %Unit "NANOSECONDS" 1))
(def %TimeUnit.MICROSECONDS (new %Unit "MICROSECONDS" 1000))
(def %TimeUnit.MILLISECONDS (new %Unit "MILLISECONDS" 1000000))
(def %TimeUnit.SECONDS (new %Unit "SECONDS" 1000000000))
(def %TimeUnit.MINUTES (new %Unit "MINUTES" 60000000000))
(def %TimeUnit.HOURS (new %Unit "HOURS" 3600000000000))
(def %TimeUnit.DAYS (new %Unit "DAYS" 86400000000000))

;; ------------------------------------------------------------ waiting

;; Those who wait for a change, as promises, which whoever changes something delivers.
(deftype %Waiters [^:unsynchronized-mutable waiting]
  Object
  (wake [_] (let [all waiting] (set! waiting nil) (run! (fn [p] (deliver p true)) all)))
  (join [_] (let [p (promise)] (set! waiting (cons p waiting)) p))
  ;; until test holds; false: the time, in milliseconds, is over
  (until [this test millis]
    (let [end (if millis (+ (System/currentTimeMillis) millis) nil)]
      (loop []
        (if (test)
          true
          (let [left (if end (- end (System/currentTimeMillis)) nil)]
            (cond (nil? left) (do (deref (.join this)) (recur))
                  (pos? left) (do (deref (.join this) left nil) (recur))
                  :else false)))))))

(deftype %Latch [^:unsynchronized-mutable n waiters]
  Object
  (countDown [_] (if (pos? n) (set! n (dec n)) nil) (if (zero? n) (.wake waiters) nil) nil)
  (getCount [_] n)
  (await [this] (.until waiters (fn [] (zero? (.getCount this))) nil) nil)
  (await [this k unit] (.until waiters (fn [] (zero? (.getCount this))) (.toMillis unit k)))
  (toString [_] (str "java.util.concurrent.CountDownLatch[Count = " n "]")))
(defn %CountDownLatch.new [n] (new %Latch n (new %Waiters nil)))

(deftype %Permits [^:unsynchronized-mutable n waiters]
  Object
  (acquire [this] (.acquire this 1))
  (acquire [this k] (.until waiters (fn [] (.tryAcquire this k)) nil) nil)
  (tryAcquire [this] (.tryAcquire this 1))
  (tryAcquire [_ k] (if (>= n k) (do (set! n (- n k)) true) false))
  (tryAcquire [this k time unit] (.until waiters (fn [] (.tryAcquire this k)) (.toMillis unit time)))
  (release [this] (.release this 1))
  (release [_ k] (set! n (+ n k)) (.wake waiters) nil)
  (availablePermits [_] n))
(defn %Semaphore.new ([n] (new %Permits n (new %Waiters nil))) ([n fair] (new %Permits n (new %Waiters nil))))

(deftype %Lock [^:unsynchronized-mutable owner ^:unsynchronized-mutable depth waiters]
  java.util.concurrent.locks.Lock
  (tryLock [_] (let [me (clojure.core/%owner)] (if (or (zero? depth) (identical? owner me)) (do (set! owner me) (set! depth (inc depth)) true) false)))
  (tryLock [this k unit] (.until waiters (fn [] (.tryLock this)) (.toMillis unit k)))
  (lock [this] (.until waiters (fn [] (.tryLock this)) nil) nil)
  (lockInterruptibly [this] (.lock this))
  (unlock [_]
    (if (and (pos? depth) (identical? owner (clojure.core/%owner))) nil (throw (new IllegalMonitorStateException)))
    (set! depth (dec depth))
    (if (zero? depth) (.wake waiters) nil)
    nil)
  (isLocked [_] (pos? depth))
  (isHeldByCurrentThread [_] (and (pos? depth) (identical? owner (clojure.core/%owner))))
  (getHoldCount [this] (if (.isHeldByCurrentThread this) depth 0)))
(defn %ReentrantLock.new ([] (new %Lock nil 0 (new %Waiters nil))) ([fair] (new %Lock nil 0 (new %Waiters nil))))

(deftype %Blocking [^:unsynchronized-mutable items bound waiters]
  java.util.concurrent.BlockingQueue java.util.Queue java.util.Collection java.lang.Iterable
  (offer [this x] (if (and bound (>= (count items) bound)) false (do (set! items (conj items x)) (.wake waiters) true)))
  (offer [this x k unit] (.until waiters (fn [] (.offer this x)) (.toMillis unit k)))
  (add [this x] (if (.offer this x) true (throw (new IllegalStateException "Queue full"))))
  (put [this x] (.until waiters (fn [] (.offer this x)) nil) nil)
  (poll [this] (if (zero? (count items)) nil (let [x (peek items)] (set! items (pop items)) (.wake waiters) x)))
  (poll [this k unit]
    (if (.until waiters (fn [] (pos? (.size this))) (.toMillis unit k)) (.poll this) nil))
  (take [this] (.until waiters (fn [] (pos? (.size this))) nil) (.poll this))
  (remove [this] (if (zero? (count items)) (throw (new java.util.NoSuchElementException)) (.poll this)))
  (peek [_] (peek items))
  (size [_] (count items))
  (isEmpty [_] (zero? (count items)))
  (clear [this] (set! items (empty items)) (.wake waiters) nil)
  (contains [_ x] (boolean (some (fn [y] (= x y)) items)))
  (remainingCapacity [_] (if bound (- bound (count items)) 2147483647))
  (drainTo [this c] (let [all items] (set! items (empty items)) (run! (fn [x] (.add c x)) all) (.wake waiters) (count all)))
  (toArray [_] (to-array items))
  (iterator [_] (.iterator (vec items)))
  clojure.lang.Seqable (seq [_] (seq items))
  clojure.lang.Counted (count [_] (count items))
  Object (toString [_] (str (vec items))))
(defn %blocking [xs bound] (new %Blocking (into clojure.lang.PersistentQueue/EMPTY xs) bound (new %Waiters nil)))
(defn %LinkedBlockingQueue.new ([] (%blocking nil nil)) ([n] (if (number? n) (%blocking nil n) (%blocking n nil))))
(defn %LinkedBlockingDeque.new ([] (%blocking nil nil)) ([n] (%blocking nil n)))
(defn %ArrayBlockingQueue.new ([n] (%blocking nil n)) ([n fair] (%blocking nil n)))

;; ------------------------------------------------------------ threads and executors: futures

(defn %task [f] (if (fn? f) f (fn [] (if (instance? java.util.concurrent.Callable f) (.call f) (.run f)))))
(def %numbers (atom -1))

(deftype %Thread [work ^:unsynchronized-mutable name ^:unsynchronized-mutable running ^:unsynchronized-mutable daemon]
  java.lang.Runnable
  (run [_] ((%task work)))
  (start [this]
    (if running (throw (new IllegalThreadStateException)) nil)
    (let [done (promise)]
      (set! running [done (future (try ((%task work)) (catch Throwable e (binding [*out* *err*] (println (str "Exception in thread \"" (.getName this) "\" " e)))) (finally (deliver done true))))])
      nil))
  (join [_] (if running (do (deref (nth running 0)) nil) nil))
  (join [_ millis] (if running (do (deref (nth running 0) millis nil) nil) nil))
  (isAlive [_] (if running (not (realized? (nth running 0))) false))
  (interrupt [_] (if running (future-cancel (nth running 1)) nil) nil)
  (isInterrupted [_] (if running (future-cancelled? (nth running 1)) false))
  (setDaemon [_ x] (set! daemon x) nil)
  (isDaemon [_] daemon)
  (setName [_ s] (set! name s) nil)
  (getName [_] name)
  (setPriority [_ n] nil)
  (getPriority [_] 5)
  (setUncaughtExceptionHandler [_ h] nil)
  Object (toString [_] (str "Thread[" name ",5,main]")))
(defn %Thread.new
  ([f] (new %Thread f (str "Thread-" (swap! %numbers inc)) nil false))
  ([f name] (if (string? name) (new %Thread f name nil false) (new %Thread name (str "Thread-" (swap! %numbers inc)) nil false)))
  ([group f name] (new %Thread f name nil false)))

(deftype %Executor [^:unsynchronized-mutable tasks ^:unsynchronized-mutable closed]
  java.util.concurrent.ExecutorService
  (submit [_ f]
    (if closed (throw (new java.util.concurrent.RejectedExecutionException "the executor was shut down")) nil)
    (let [f (%task f) t (future (f))] (set! tasks (conj tasks t)) t))
  (submit [this f result] (let [f (%task f)] (.submit this (fn [] (f) result))))
  (execute [this f] (.submit this f) nil)
  (invokeAll [this fs] (let [all (mapv (fn [f] (.submit this f)) (seq fs))] (run! (fn [t] (try (deref t) (catch Throwable e nil))) all) all))
  (invokeAny [this fs] (deref (.submit this (first (seq fs)))))
  (schedule [this f n unit] (let [f (%task f)] (.submit this (fn [] (Thread/sleep (.toMillis unit n)) (f)))))
  (shutdown [_] (set! closed true) nil)
  (shutdownNow [_] (set! closed true) (run! future-cancel tasks) [])
  (isShutdown [_] closed)
  (isTerminated [_] (and closed (every? future-done? tasks)))
  (awaitTermination [_ n unit]
    (let [end (+ (System/currentTimeMillis) (.toMillis unit n))]
      (every? (fn [t] (let [left (- end (System/currentTimeMillis))]
                        (or (future-done? t) (and (pos? left) (not= ::late (try (deref t left ::late) (catch Throwable e nil))))))) tasks)))
  (close [this] (.shutdown this) (run! (fn [t] (try (deref t) (catch Throwable e nil))) tasks)))
(defn %executor [& _] (new %Executor [] false))
(def %Executors.newFixedThreadPool %executor)
(def %Executors.newCachedThreadPool %executor)
(def %Executors.newSingleThreadExecutor %executor)
(def %Executors.newWorkStealingPool %executor)
(def %Executors.newScheduledThreadPool %executor)
(def %Executors.newSingleThreadScheduledExecutor %executor)
(def %Executors.newVirtualThreadPerTaskExecutor %executor)
