;; Tasks: what futures, actions of agents and elements of pmap run in (docs/decisions/0031). One runs at a time, until it
;; waits; a task that waits is a continuation, which whoever it waits for puts into the queue. The main program is no task: when
;; it waits, tasks run. Calls of Python made by a task go to threads of Python's, and run beside all that.

;; ready: thunks, first and (reversed) later ones; timers: sorted map of [time number] to thunks; entry: what is running; live:
;; tasks that have not ended; calls: numbers of calls of Python -> what wakes who waits
(deftype* Scheduler [front back timers entry base live calls number closed] false)
;; a task that was entered: in which run of the machine, where it leaves to, what was entered before
(deftype* Entry [run task leave below] false)
(def %sched (->Scheduler nil nil nil nil nil 0 ($make-eq-hash-table) 0 false))
(def %interrupt ($vector 'interrupt))
(def %nested (->Volatile nil))           ; what was sent to agents in the action or transaction that runs

(defn %now [] (%service 'elapsed))
(defn %next-number [] (let [n (inc (%record-ref %sched Scheduler 7))] (%record-set! %sched Scheduler 7 n) n))

;; ------------------------------------------------------------ what is running

;; a limit may have ended runs, and the tasks that were running in them
(defn %entry []
  (let [e (%record-ref %sched Scheduler 3)]
    (if (nil? e)
      nil
      (let [run (%record-ref e Entry 0)]
        (if (or (== run (%run)) (%run-waits? run))
          e
          (do
            (%record-set! %sched Scheduler 3 (%record-ref e Entry 3))
            (%end-task (%record-ref e Entry 1) :failed
              (%exception "java.lang.InterruptedException" "the run that the task was a part of has ended" nil nil))
            (%entry)))))))
;; the task whose code this is; nil in the main program and in what Python called
(defn %task-now [] (if (%task-run?) (let [e (%entry)] (if e (%record-ref e Entry 1) nil)) nil))
;; who owns locks: in an inner run, the task that it is a part of
(defn %owner [] (let [e (%entry)] (if e (%record-ref e Entry 1) :main)))

;; what a task does not share with the others
(defn %context []
  (let [log (%record-ref %transaction Volatile 0)
        saved ($vector (%current-port 0) (%current-port 1) (%current-port 2) log (%suspended log)
                       (%record-ref %nested Volatile 0) (%math-context) (%record-ref %began-at Volatile 0))]
    (%record-set! %transaction Volatile 0 nil)
    (%record-set! %nested Volatile 0 nil)
    (%set-math-context! 0 4)
    saved))
(defn %resume-context [saved]
  (%set-current-port! 0 ($vector-ref saved 0))
  (%set-current-port! 1 ($vector-ref saved 1))
  (%set-current-port! 2 ($vector-ref saved 2))
  (%record-set! %nested Volatile 0 ($vector-ref saved 5))
  (%set-math-context! ($car ($vector-ref saved 6)) ($cdr ($vector-ref saved 6)))
  (%record-set! %transaction Volatile 0 ($vector-ref saved 3))
  (%record-set! %began-at Volatile 0 ($vector-ref saved 7))
  (%resume-transaction ($vector-ref saved 3) ($vector-ref saved 4)))

;; go starts or continues the task, and does not return; this does, when the task leaves
(defn %enter [task go]
  (let [outer (%entry)
        saved (%context)]
    (%call/cc (fn [k]
      (%record-set! %sched Scheduler 3 (->Entry (%run) task k outer))
      (%set-task-run! (%run))
      (go)))
    (%record-set! %sched Scheduler 3 outer)
    (%set-task-run! (if outer (%record-ref outer Entry 0) 0))
    (%resume-context saved)
    nil))
(defn %leave [] ((%record-ref (%record-ref %sched Scheduler 3) Entry 2) nil))

;; ------------------------------------------------------------ the queue, the clock, Python

(defn %ready! [thunk] (%record-set! %sched Scheduler 1 ($cons thunk (%record-ref %sched Scheduler 1))))
(defn %next-ready []
  (if (nil? (%record-ref %sched Scheduler 0))
    (do (%record-set! %sched Scheduler 0 ($reverse (%record-ref %sched Scheduler 1)))
        (%record-set! %sched Scheduler 1 nil)))
  (let [front (%record-ref %sched Scheduler 0)]
    (if (nil? front) nil (do (%record-set! %sched Scheduler 0 ($cdr front)) ($car front)))))

(defn %add-timer [at thunk]
  (let [k [at (%next-number)]]
    (%record-set! %sched Scheduler 2 (assoc (or (%record-ref %sched Scheduler 2) (sorted-map)) k thunk))
    k))
(defn %remove-timer [k] (%record-set! %sched Scheduler 2 (dissoc (%record-ref %sched Scheduler 2) k)))
(defn %first-timer [] (let [timers (%record-ref %sched Scheduler 2)] (if (nil? timers) nil (first timers))))
(defn %due-timer []
  (let [e (%first-timer)]
    (if (and e (<= (nth (key e) 0) (%now)))
      (do (%remove-timer (key e)) ((val e)) true)
      false)))

;; what happened outside: numbers of calls that ended, and -n for a call of a function of the program from another thread
(defn %happened [events]
  (loop [s (seq events)]
    (if s
      (let [n (first s)]
        (if (< n 0)
          (%serve-thread (- n))
          (let [wake ($hash-table-ref/default (%record-ref %sched Scheduler 6) n nil)]
            (if wake (do ($hash-table-delete! (%record-ref %sched Scheduler 6) n) (wake nil)) nil)))
        (recur (next s)))
      (not (empty? events)))))

;; one piece of a task, or a wait for what happens outside; false if nothing can happen
(defn %step []
  (let [happened (%happened (%service 'task-events 0))
        fired (%due-timer)
        thunk (%next-ready)]
    (cond thunk (do (thunk) true)
          (or happened fired) true
          :else
          (let [e (%first-timer)
                events (%service 'task-events (if e (- (nth (key e) 0) (%now)) nil))]
            (if (nil? events) false (do (%happened events) true))))))

;; ------------------------------------------------------------ waiting

;; wakes a task that waits, once
(defn %waker [task k]
  (let [used (->Volatile false)]
    (fn [x]
      (if (%record-ref used Volatile 0)
        false
        (do (%record-set! used Volatile 0 true)
            (%ready! (fn [] (%enter task (fn [] (k x)))))
            true)))))

(defn %park [task register]
  (if (%record-ref task Future 5)
    (do (%record-set! task Future 5 false) (%interrupted)))
  (let [saved (%context)
        answer (%call/cc (fn [k]
                 (%set-free! k)
                 (let [wake (%waker task k)]
                   (%record-set! task Future 3 wake)
                   (register wake)
                   (%leave))))]
    (%record-set! task Future 3 nil)
    (%resume-context saved)
    (if ($eq? answer %interrupt) (%interrupted) answer)))
(defn %interrupted [] (throw (%exception "java.lang.InterruptedException" "the task was cancelled" nil nil)))

(defn %deadlock [who]
  (throw (new IllegalStateException (str who ": deadlock: nothing runs that could end this wait"))))

;; register gets what wakes a task; the main program looks after each step
(defn %wait [ready? register who]
  (let [task (%task-now)]
    (loop []
      (if (ready?)
        nil
        (do (if task (%park task register) (if (%step) nil (%deadlock who)))
            (recur))))))
;; the same for so many milliseconds; false if they are over
(defn %wait-for [ms ready? register]
  (let [task (%task-now)
        at (+ (%now) (/ (double ms) 1000.0))]
    (loop []
      (cond (ready?) true
            (>= (%now) at) false
            :else
            (do (if task
                  (let [timer (->Volatile nil)]
                    (try (%park task (fn [wake]
                           (register wake)
                           (%record-set! timer Volatile 0 (%add-timer at (fn [] (wake nil))))))
                         (finally (%remove-timer (%record-ref timer Volatile 0)))))
                  (let [timer (%add-timer at (fn [] nil))]
                    (try (%step) (finally (%remove-timer timer)))))
                (recur))))))

(defn %wake-all [record rtd index]
  (let [waiting ($reverse (%record-ref record rtd index))]
    (%record-set! record rtd index nil)
    (loop [s waiting] (if (nil? s) nil (do (($car s) nil) (recur ($cdr s)))))))
(defn %waiting-at [record rtd index]
  (fn [wake] (%record-set! record rtd index ($cons wake (%record-ref record rtd index)))))

(defn %sleep [ms]
  (if (or (%task-run?) (> (%record-ref %sched Scheduler 5) 0))
    (do (%wait-for ms (fn [] false) (fn [wake] nil)) nil)
    (do (%service 'sleep (* 1.0 ms)) nil)))
(defn %yield []
  (let [task (%task-now)]
    (if task (%park task (fn [wake] (wake nil))) (if (> (%record-ref %sched Scheduler 5) 0) (%wait-for 0 (fn [] false) (fn [w] nil))))
    nil))

;; ------------------------------------------------------------ tasks

(defn %base []
  (let [k (%record-ref %sched Scheduler 4)]
    (if (nil? k)
      (let [k (%service 'task-base (fn [] ((%call/cc (fn [k] (%set-free! k) (fn [] k))))))]
        (%record-set! %sched Scheduler 4 k)
        k)
      k)))

;; runs the thunk until it waits
(defn %check-open []
  (if (%record-ref %sched Scheduler 8)
    (throw (%exception "java.util.concurrent.RejectedExecutionException" "the agents were shut down" nil nil))))
(defn %begin [task thunk]
  (let [params (%conveyed (%params)) live (inc (%record-ref %sched Scheduler 5))]
    (%service 'task-began live)
    (%record-set! %sched Scheduler 5 live)
    (let [base (%base)]
      (%enter task (fn [] (base (fn [] (%set-params! params) (%run-task task thunk))))))
    task))
;; a set! in the task is its own
(defn %conveyed [params]
  (loop [s ($reverse params) new nil]
    (if (nil? s) new (recur ($cdr s) ($cons ($cons ($car ($car s)) ($cdr ($car s))) new)))))
(defn %run-task [task thunk]
  (let [end (try (let [v (thunk)] (fn [] (%end-task task :done v))) (catch Throwable e (fn [] (%end-task task :failed e))))]
    (end)
    (%leave)))
(defn %end-task [task state v]
  (%record-set! %sched Scheduler 5 (dec (%record-ref %sched Scheduler 5)))
  (if (%record-ref task Future 4) (%service 'task-ended (%record-ref task Future 4)))
  (%settle task state v))
(defn %settle [task state v]
  (if ($eq? (%record-ref task Future 0) :pending)
    (do (%record-set! task Future 1 v)
        (%record-set! task Future 0 state)
        (%wake-all task Future 2)
        true)
    false))
(defn %new-task [] (->Future :pending nil nil nil false false))

;; all that is left to do, when the main program has ended
(defn %finish-tasks [] (loop [] (if (and (> (%record-ref %sched Scheduler 5) 0) (%step)) (recur) nil)))

;; ------------------------------------------------------------ calls of Python by tasks

;; In a task: the call is made by a thread of the task's, and the task waits. Elsewhere it is made at once.
(defn %in-thread [task kind a b c]
  (if (nil? task)
    (%service 'task-call kind a b c)
    (do
      (if (%record-ref task Future 4) nil (%record-set! task Future 4 (%next-number)))
      (let [n (%next-number)]
        (%service 'task-submit (%record-ref task Future 4) n kind a b c)
        (try (%park task (fn [wake] ($hash-table-set! (%record-ref %sched Scheduler 6) n wake)))
             (catch java.lang.InterruptedException e
               ($hash-table-delete! (%record-ref %sched Scheduler 6) n)
               (%service 'task-left (%record-ref task Future 4) n)
               (throw e)))
        (if ($eq? kind 'call) (%service 'task-value n) (%service 'task-result n))))))
(%set-hook! 6 (fn [f & args] (%in-thread (%task-now) 'call f (vec args) nil)))

;; a thread of Python's called a function of the program
(defn %serve-thread [n]
  (%begin (%new-task)
    (fn []
      (let [call (%service 'thread-call n)]
        (try (let [v (apply (nth call 0) (nth call 1))] (%service 'thread-answer n v false))
             (catch Throwable e (%service 'thread-answer n e (fn [e] (%raise e)))))))))

;; ------------------------------------------------------------ delays, promises, futures

(defn %delay [thunk] (->Delay thunk nil nil))
(defn delay? [x] (%record? x Delay))
(defn %run-delay [d]
  (if (and (%record-ref d Delay 0) (%record-ref d Delay 2) (not ($eq? ($car (%record-ref d Delay 2)) (%owner))))
    (%wait (fn [] (nil? (%record-ref d Delay 2)))
           (fn [wake] (let [o (%record-ref d Delay 2)] ($set-cdr! o ($cons wake ($cdr o)))))
           "deref"))
  (let [thunk (%record-ref d Delay 0)]
    (if thunk
      (do
        (%record-set! d Delay 2 ($cons (%owner) nil))
        (let [v (try (let [v (thunk)] (fn [] v)) (catch Throwable e (fn [] (throw e))))
              waiting ($reverse ($cdr (%record-ref d Delay 2)))]
          (%record-set! d Delay 1 v)
          (%record-set! d Delay 0 nil)
          (%record-set! d Delay 2 nil)
          (loop [s waiting] (if (nil? s) nil (do (($car s) nil) (recur ($cdr s)))))
          (v)))
      ((%record-ref d Delay 1)))))
(defn force [x] (if (%record? x Delay) (%run-delay x) x))

(defn promise [] (->Promise %default nil))
(defn deliver [p x]
  (if ($eq? (%record-ref p Promise 0) %default)
    (do (%record-set! p Promise 0 x) (%wake-all p Promise 1) p)
    nil))

(defn future-call [f]
  (%check-open)
  (let [future (%new-task)]
    (%begin future f)))
(defn future? [x] (%record? x Future))
(defn future-done? [f] (not ($eq? (%record-ref f Future 0) :pending)))
(defn future-cancelled? [f] ($eq? (%record-ref f Future 0) :cancelled))
(defn future-cancel [f]
  (if (%settle f :cancelled nil)
    (let [wake (%record-ref f Future 3)]
      (if (nil? wake) (%record-set! f Future 5 true) (wake %interrupt))
      true)
    false))

(defn %outcome [f]
  (let [state (%record-ref f Future 0) v (%record-ref f Future 1)]
    (cond ($eq? state :done) v
          ($eq? state :cancelled) (throw (%exception "java.util.concurrent.CancellationException" nil nil nil))
          :else (throw (%exception "java.util.concurrent.ExecutionException" (%exception-text v) nil v)))))

(defn deref
  ([r]
   (cond (%record? r Atom) (%record-ref r Atom 0)
         (%record? r Volatile) (%record-ref r Volatile 0)
         (%global? r) (var-get r)
         (%record? r Delay) (%run-delay r)
         (%record? r Reduced) (%record-ref r Reduced 0)
         (%record? r Ref) (%read-ref r)
         (%record? r Agent) (%record-ref r Agent 0)
         (%record? r Future)
         (do (if (future-done? r) nil (%wait (fn [] (future-done? r)) (%waiting-at r Future 2) "deref of a future"))
             (%outcome r))
         (%record? r LocalVar) (%record-ref r LocalVar 0)
         (%record? r Promise)
         (do (if (realized? r) nil (%wait (fn [] (realized? r)) (%waiting-at r Promise 1) "deref of a promise"))
             (%record-ref r Promise 0))
         :else (%call-method r 'deref "deref: argument is no reference")))
  ([r ms default]
   (cond (%record? r Future) (if (%wait-for ms (fn [] (future-done? r)) (%waiting-at r Future 2)) (%outcome r) default)
         (%record? r Promise) (if (%wait-for ms (fn [] (realized? r)) (%waiting-at r Promise 1)) (%record-ref r Promise 0) default)
         :else (deref r))))

(defn pmap
  ([f coll]
   (let [n (+ 2 (%service 'processors))
         futures (map (fn [x] (future-call (fn [] (f x)))) coll)
         step (fn step [xs ahead]
                (lazy-seq
                  (if (seq ahead)
                    (cons (deref (first xs)) (step (rest xs) (rest ahead)))
                    (map deref xs))))]
     (step futures (drop n futures))))
  ([f coll & colls] (pmap (fn [xs] (apply f xs)) (apply map vector coll colls))))
(defn pcalls [& fns] (pmap (fn [f] (f)) fns))

;; ------------------------------------------------------------ locks

(def %locks ($make-eq-hash-table))       ; object -> its lock, while somebody has it
(deftype* Lock [owner count waiting] false)

(defn %lock [x]
  (if (nil? x) (throw (new NullPointerException)))
  (let [me (%owner)
        lock (fn [] ($hash-table-ref/default %locks x nil))]
    (%wait (fn [] (let [l (lock)] (or (nil? l) ($eq? (%record-ref l Lock 0) me))))
           (fn [wake] (%record-set! (lock) Lock 2 ($cons wake (%record-ref (lock) Lock 2))))
           "locking")
    (let [l (lock)]
      (if (nil? l)
        ($hash-table-set! %locks x (->Lock me 1 nil))
        (%record-set! l Lock 1 (inc (%record-ref l Lock 1)))))
    nil))
(defn %unlock [x]
  (let [l ($hash-table-ref/default %locks x nil)]
    (if (or (nil? l) (not ($eq? (%record-ref l Lock 0) (%owner))))
      (throw (%exception "java.lang.IllegalMonitorStateException" "the lock is not this thread's" nil nil)))
    (%record-set! l Lock 1 (dec (%record-ref l Lock 1)))
    (if (== (%record-ref l Lock 1) 0)
      (do ($hash-table-delete! %locks x)
          (%wake-all l Lock 2)))
    nil))
(defn %locking [x thunk]
  (%lock x)
  (let [result (try (thunk) (catch Throwable e (%unlock x) (throw e)))]
    (%unlock x)
    result))
