;; Refs and agents.

;; ------------------------------------------------------------ refs
;; One task runs at a time, so what a transaction changes is in the refs at once, and undone if it fails. A task that waits
;; inside of a transaction takes its changes back until it goes on; if somebody else has changed those refs, it begins again.

(def %transaction (->Volatile nil))      ; pairs [ref value-before], newest first; nil outside of transactions
(def %again ($vector 'again))
(def %commits (->Volatile 0))            ; transactions that have ended so far,
(def %began-at (->Volatile 0))           ; and when the current one began

(defn ref [x & options]
  (let [{:keys [meta validator min-history max-history]} (%destructured (seq options))]
    (if validator (%validate validator x))
    (->Ref x nil validator meta (or min-history 0) (or max-history 10) 0)))

(defn %transaction? [] (some? (%record-ref %transaction Volatile 0)))
(defn %in-transaction []
  (if (nil? (%record-ref %transaction Volatile 0)) (throw (new IllegalStateException "No transaction running"))))
(defn %read-ref [r]
  (if (or (nil? (%record-ref %transaction Volatile 0)) (<= (%record-ref r Ref 6) (%record-ref %began-at Volatile 0)))
    (%record-ref r Ref 0)
    (%raise %again)))
(defn %note-ref [r]
  (if (> (%record-ref r Ref 6) (%record-ref %began-at Volatile 0)) (%raise %again))
  (%record-set! %transaction Volatile 0 ($cons ($cons r (%record-ref r Ref 0)) (%record-ref %transaction Volatile 0))))

(defn ref-set [r x]
  (%in-transaction)
  (if (nil? (%record-ref r Ref 2)) nil (%validate (%record-ref r Ref 2) x))
  (%note-ref r)
  (%record-set! r Ref 0 x)
  x)
(defn alter
  ([r f] (ref-set r (f (%read-ref r))))
  ([r f x] (ref-set r (f (%read-ref r) x)))
  ([r f x & args] (ref-set r (apply f (%read-ref r) x args))))
(defn commute [r f & args] (ref-set r (apply f (%read-ref r) args)))
(defn ensure [r] (%in-transaction) (%note-ref r) (%record-ref r Ref 0))
(defn ref-history-count [r] 0)
(defn ref-min-history ([r] (%record-ref r Ref 4)) ([r n] (%record-set! r Ref 4 n) r))
(defn ref-max-history ([r] (%record-ref r Ref 5)) ([r n] (%record-set! r Ref 5 n) r))

;; takes the changes of a log back; answers what they were, oldest first
(defn %suspended [log]
  (loop [s log values nil]
    (if ($pair? s)
      (let [r ($car ($car s)) v (%record-ref r Ref 0)]
        (%record-set! r Ref 0 ($cdr ($car s)))
        (recur ($cdr s) ($cons v values)))
      values)))
(defn %resume-transaction [log values]
  (loop [s (if ($pair? log) ($reverse (%pairs-of log)) nil) values values]
    (if (nil? s)
      nil
      (let [r ($car ($car s))]
        (if ($eq? (%record-ref r Ref 0) ($cdr ($car s)))
          (do (%record-set! r Ref 0 ($car values)) (recur ($cdr s) ($cdr values)))
          (%raise %again))))))
(defn %pairs-of [log] (loop [s log out nil] (if ($pair? s) (recur ($cdr s) ($cons ($car s) out)) ($reverse out))))

(defn %io! [message thunk]
  (if (nil? (%record-ref %transaction Volatile 0)) (thunk) (throw (new IllegalStateException (if message message "I/O in transaction")))))
(defn %dosync [thunk]
  (if (nil? (%record-ref %transaction Volatile 0))
    (let [sent (%record-ref %nested Volatile 0)]
      (if (nil? sent) (%record-set! %nested Volatile 0 []))
      (loop []
        (let [result (%attempt thunk)]
          (if ($eq? result %again)
            (do (%record-set! %nested Volatile 0 (or sent [])) (recur))
            (do (if (nil? sent) (%send-nested)) result)))))
    (thunk)))
(defn %attempt [thunk]
  (%record-set! %transaction Volatile 0 false)   ; an empty log
  (%record-set! %began-at Volatile 0 (%record-ref %commits Volatile 0))
  (let [result (try (thunk) (catch Throwable e (%abandon e)))
        log (%record-ref %transaction Volatile 0)]
    (%record-set! %transaction Volatile 0 nil)
    (if (or ($eq? result %again) ($eq? log false)) nil (%commit (%pairs-of log)))
    result))
(defn %commit [log]
  (let [n (inc (%record-ref %commits Volatile 0))]
    (%record-set! %commits Volatile 0 n)
    (loop [s log] (if (nil? s) nil (do (%record-set! ($car ($car s)) Ref 6 n) (recur ($cdr s)))))
    (%notify-refs log)))
(defn %abandon [e]
  (let [log (%record-ref %transaction Volatile 0)]
    (%record-set! %transaction Volatile 0 nil)
    (if ($eq? e %again)
      %again
      (do (%suspended log)
          (%record-set! %nested Volatile 0 nil)
          (throw e)))))
(defn %notify-refs [log]
  (loop [s ($reverse log) seen nil]
    (if (nil? s)
      nil
      (let [r ($car ($car s))]
        (if (and (%record-ref r Ref 1) (not ($memq r seen)))
          (try
            (%notify (%record-ref r Ref 1) r ($cdr ($car s)) (%record-ref r Ref 0))
            (catch Throwable e      ; what the transaction sent is dropped, as on the JVM
              (%record-set! %nested Volatile 0 nil)
              (throw e))))
        (recur ($cdr s) ($cons r seen))))))
(defn %sync [flags thunk] (%dosync thunk))

;; ------------------------------------------------------------ agents
;; The actions of an agent run one after another in a task, which ends when there are none.

(defn agent [x & options]
  (let [{:keys [meta validator error-handler error-mode]} (%destructured (seq options))]
    (if validator (%validate validator x))
    (->Agent x nil validator meta nil error-handler (or error-mode (if error-handler :continue :fail)) [] false)))
(def ^:dynamic *agent* nil)

(defn %failed-agent [a]
  (throw (%exception "java.lang.RuntimeException" "Agent is failed, needs restart" nil (%record-ref a Agent 4))))
(defn send [a f & args]
  (%check-open)
  (if (%record-ref a Agent 4) (%failed-agent a))
  (let [action ($vector f args (%params)) held (%record-ref %nested Volatile 0)]
    (if (nil? held)
      (%enqueue a action)
      (%record-set! %nested Volatile 0 (conj held ($cons a action))))
    a))
(defn send-off [a f & args] (apply send a f args))
(defn send-via [executor a f & args] (apply send a f args))
(defn %enqueue [a action]
  (%record-set! a Agent 7 (conj (%record-ref a Agent 7) action))
  (%work-on a))
(defn %work-on [a]
  (if (or (%record-ref a Agent 8) (== (count (%record-ref a Agent 7)) 0))
    nil
    (do (%record-set! a Agent 8 true)
        (try (%begin (%new-task) (fn [] (%actions a)))
             (catch Throwable e (%record-set! a Agent 8 false) (throw e))))))
(defn %actions [a]
  (let [queue (%record-ref a Agent 7)]
    (%record-set! a Agent 7 [])
    (loop [i 0]
      (if (and (< i (count queue)) (nil? (%record-ref a Agent 4)))
        (do (%act a (nth queue i)) (recur (inc i)))
        (if (< i (count queue)) (%record-set! a Agent 7 (into (subvec queue i) (%record-ref a Agent 7))))))
    (if (and (nil? (%record-ref a Agent 4)) (> (count (%record-ref a Agent 7)) 0))
      (recur a)
      (%record-set! a Agent 8 false))))
(defn %act [a action]
  (let [params (%params)]
    (%set-params! (%conveyed ($vector-ref action 2)))
    (%record-set! %nested Volatile 0 [])
    (try
      (let [old (%record-ref a Agent 0)
            x (binding [*agent* a] (apply ($vector-ref action 0) old ($vector-ref action 1)))]
        (if (nil? (%record-ref a Agent 2)) nil (%validate (%record-ref a Agent 2) x))
        (%record-set! a Agent 0 x)
        (if (%record-ref a Agent 1) (%notify (%record-ref a Agent 1) a old x))
        (%send-nested))
      (catch Throwable e
        (%record-set! %nested Volatile 0 nil)
        (%action-failed a e)))
    (%set-params! params)))
(defn %action-failed [a e]
  (if (%record-ref a Agent 5) (try ((%record-ref a Agent 5) a e) (catch Throwable e nil)))
  (if (= (%record-ref a Agent 6) :fail) (%record-set! a Agent 4 e)))
(defn %send-nested []
  (let [held (%record-ref %nested Volatile 0)]
    (%record-set! %nested Volatile 0 nil)
    (loop [s (seq held)]
      (if s (do (%enqueue ($car (first s)) ($cdr (first s))) (recur (next s))) nil))
    (count held)))
(defn release-pending-sends []
  (let [held (%record-ref %nested Volatile 0)]
    (if (nil? held)
      0
      (let [n (%send-nested)] (%record-set! %nested Volatile 0 []) n))))

(defn %await-all [agents wait]
  (if *agent* (throw (%exception "java.lang.Exception" "Can't await in agent action" nil nil)))
  (%io! "await in transaction"
    (fn []
      (let [left (->Volatile (count agents)) waiting (->Promise %default nil)]
        (run! (fn [a] (send a (fn [state]
                                (%record-set! left Volatile 0 (dec (%record-ref left Volatile 0)))
                                (if (== (%record-ref left Volatile 0) 0) (deliver waiting true))
                                state)))
              agents)
        (if (== (%record-ref left Volatile 0) 0) true (wait waiting))))))
(defn await [& agents] (%await-all agents (fn [p] (deref p))) nil)
(defn await1 [a] (await a) a)
(defn await-for [ms & agents] (%await-all agents (fn [p] (deref p ms false))))

(defn agent-error [a] (%record-ref a Agent 4))
(defn restart-agent [a x & options]
  (if (nil? (%record-ref a Agent 4)) (throw (%exception "java.lang.RuntimeException" "Agent does not need a restart" nil nil)))
  (if (nil? (%record-ref a Agent 2)) nil (%validate (%record-ref a Agent 2) x))
  (if (:clear-actions (%destructured (seq options))) (%record-set! a Agent 7 []))
  (%record-set! a Agent 0 x)
  (%record-set! a Agent 4 nil)
  (%work-on a)
  x)
(defn error-handler [a] (%record-ref a Agent 5))
(defn set-error-handler! [a f] (%record-set! a Agent 5 f) nil)
(defn error-mode [a] (%record-ref a Agent 6))
(defn set-error-mode! [a mode]
  (if (or (= mode :continue) (= mode :fail)) nil (throw (new IllegalArgumentException (str "no mode of an agent is called " (pr-str mode)))))
  (%record-set! a Agent 6 mode)
  nil)
;; what was sent is still done, and what runs runs to its end
(defn shutdown-agents [] (%record-set! %sched Scheduler 8 true) nil)
