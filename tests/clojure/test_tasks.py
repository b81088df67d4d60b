"""Futures, promises, agents, locks, transactions that wait: tasks of one machine, and Python's threads beside it."""

from __future__ import annotations

import gc
import re
import subprocess
import sys
import threading
import time

import pytest

from pyfront import Keyword, Runtime, run
from pyfront.api import BACKENDS
from pyfront.errors import EvalError, FuelExhausted, MemoryLimitExceeded, TimeLimitExceeded

VALUES = [
    ("@(future 1)", "1"),
    ("(let [p (promise)] (future (Thread/sleep 5) (deliver p :x)) @p)", ":x"),
    ("(let [p (promise)] [(realized? p) (p 1) (realized? p) (deliver p 2) @p])", None),
    ("(deref (promise) 5 :late)", ":late"),
    ("(deref (future (Thread/sleep 1000) 1) 5 :late)", ":late"),
    ("(deref (future (Thread/sleep 1) 1) 1000 :late)", "1"),
    ("(let [f (future (Thread/sleep 5) 1)] [(future? f) (future-done? f) (realized? f) @f (future-done? f) (realized? f)])",
     "[true false false 1 true true]"),
    ("(try @(future (throw (ex-info \"boom\" {:a 1}))) (catch java.util.concurrent.ExecutionException e [(ex-message e) (ex-data (ex-cause e))]))",
     '["clojure.lang.ExceptionInfo: boom {:a 1}" {:a 1}]'),
    ("(let [f (future (Thread/sleep 5000))] [(future-cancel f) (future-cancel f) (future-cancelled? f) (future-done? f)"
     " (try @f (catch java.util.concurrent.CancellationException e :cancelled))])", "[true false true true :cancelled]"),
    ("(let [log (atom []) f (future (try (Thread/sleep 5000) (catch InterruptedException e (swap! log conj :interrupted))"
     " (finally (swap! log conj :finally))))] (future-cancel f) (Thread/sleep 5) @log)", "[:interrupted :finally]"),
    ("(future-cancel (doto (future 1) deref))", "false"),
    ("(do (def ^:dynamic *x* 1) (binding [*x* 2] @(future (Thread/sleep 1) @(future *x*))))", "2"),
    ("(do (def ^:dynamic *x* 1) (binding [*x* 2] [@(future (set! *x* 3) *x*) *x*]))", "[3 2]"),
    ("(with-out-str @(future (print 1) (Thread/sleep 1) (print 2)))", '"12"'),
    ("(let [f (future (with-out-str (print 1) (Thread/sleep 5) (print 2)))] [(with-out-str (print :a) (Thread/sleep 9) (print :b)) @f])",
     '[":a:b" "12"]'),
    ("(pmap inc [1 2 3])", "(2 3 4)"),
    ("(pmap + [1 2] [10 20])", "(11 22)"),
    ("(take 3 (pmap inc (range)))", "(1 2 3)"),
    ("[(pcalls (fn [] 1) (fn [] 2)) (pvalues 1 (+ 1 1))]", "[(1 2) (1 2)]"),
    ("(let [order (atom [])] (run! deref (doall (for [i [3 1 2]] (future (Thread/sleep (* 15 i)) (swap! order conj i))))) @order)",
     "[1 2 3]"),
    ("@(future @(future (Thread/sleep 1) @(future :deep)))", ":deep"),
    ("(let [d (delay (Thread/sleep 5) (rand)) f (future @d) g (future @d)] (= @f @g @d))", "true"),
    ("(let [o (Object.) n (atom 0)] (run! deref (doall (for [_ (range 20)] (future (locking o (let [v @n] (Thread/sleep 0 1) (Thread/yield) (reset! n (inc v)))))))) @n)",
     "20"),
    ("(let [o (Object.)] (locking o (locking o 1)))", "1"),
    ("(let [o (Object.)] (try (locking o (throw (ex-info \"x\" {}))) (catch Exception e nil)) @(future (locking o :free)))", ":free"),
    ("(let [r (ref 0)] (run! deref (doall (for [_ (range 10)] (future (dosync (let [v @r] (Thread/sleep 1) (ref-set r (inc v)))))))) @r)", "10"),
    ("(let [r (ref 0) s (ref 0)] (run! deref (doall (for [_ (range 10)] (future (dosync (alter r inc) (Thread/sleep 1) (alter s dec)))))) [@r @s])",
     "[10 -10]"),
    ("(let [r (ref 0) f (future (dosync (ref-set r 5) (Thread/sleep 20)))] [@r (do @f @r)])", "[0 5]"),
    ("(let [r (ref 0)] (try (dosync (ref-set r 1) @(future (throw (ex-info \"x\" {})))) (catch Exception e @r)))", "0"),
]  # fmt: skip

AGENTS = [
    ("(let [a (agent 0)] (dotimes [_ 100] (send a inc)) (await a) @a)", "100"),
    ("(let [a (agent [])] (send a (fn [s] (Thread/sleep 5) (conj s 1))) (send-off a conj 2) (await a) @a)", "[1 2]"),
    ("(let [a (agent 0)] (send a (fn [_] (Thread/sleep 1000))) (await-for 5 a))", "false"),
    ("(let [a (agent 0)] (send a (fn [_] (Thread/sleep 1) 7)) [(await-for 1000 a) @a])", "[true 7]"),
    ("(let [a (agent 0)] (send a (fn [_] (= *agent* a))) (await a) @a)", "true"),
    ("(let [a (agent 1)] (send a (fn [_] (throw (ex-info \"bad\" {})))) [(ex-message (agent-error a)) @a"
     " (try (send a inc) (catch RuntimeException e (ex-message e)))])", '["bad" 1 "Agent is failed, needs restart"]'),
    ("(let [a (agent 1)] (send a (fn [_] (throw (ex-info \"bad\" {})))) (restart-agent a 5) (send a inc) (await a) [@a (agent-error a)])",
     "[6 nil]"),
    ("(let [a (agent 1)] (send a (fn [_] (Thread/sleep 5) (throw (ex-info \"bad\" {})))) (send a inc) (while (not (agent-error a)) (Thread/sleep 1))"
     " (let [before @a] (restart-agent a 10) (await a) [before @a]))", "[1 11]"),
    ("(let [a (agent 1)] (send a (fn [_] (Thread/sleep 5) (throw (ex-info \"bad\" {})))) (send a inc) (while (not (agent-error a)) (Thread/sleep 1))"
     " (restart-agent a 10 :clear-actions true) (await a) @a)", "10"),
    ("(try (restart-agent (agent 1) 2) (catch RuntimeException e (ex-message e)))", '"Agent does not need a restart"'),
    ("(let [seen (atom nil) a (agent 1 :error-handler (fn [a e] (reset! seen (ex-message e))))]"
     " (send a (fn [_] (throw (ex-info \"bad\" {})))) (send a inc) (await a) [@a @seen (agent-error a) (error-mode a)])",
     '[2 "bad" nil :continue]'),
    ("(let [seen (atom nil) a (agent 1)] (set-error-handler! a (fn [a e] (reset! seen (ex-message e)))) (set-error-mode! a :continue)"
     " (send a (fn [_] (throw (ex-info \"bad\" {})))) [(fn? (error-handler a)) @seen (error-mode a) @(send a inc)])", '[true "bad" :continue 2]'),
    ("(let [a (agent 0 :validator number?)] (send a (fn [_] :no)) [@a (some? (agent-error a))])", "[0 true]"),
    ("(let [log (atom []) a (agent 0)] (add-watch a :w (fn [k r old new] (swap! log conj [old new]))) (send a inc) (send a inc) (await a) @log)",
     "[[0 1] [1 2] [2 2]]"),
    # what an action sends goes when the action has ended, what a transaction sends when it has succeeded
    ("(let [log (atom []) b (agent 0) a (agent 0)] (send a (fn [s] (send b (fn [_] (swap! log conj :b))) (swap! log conj :a) 1)) (await a b) @log)",
     "[:a :b]"),
    ("(let [log (atom []) b (agent 0) a (agent 0)] (send a (fn [s] (send b (fn [_] (swap! log conj :b))) [(release-pending-sends) (swap! log conj :a)])) (await a b) [@log @a])",
     "[[:b :a] [1 [:b :a]]]"),
    ("(let [a (agent 0)] (dosync (send a inc) (send a inc)) (await a) @a)", "2"),
    ("(let [a (agent 0)] (try (dosync (send a inc) (throw (ex-info \"x\" {}))) (catch Exception e nil)) (await a) @a)", "0"),
    ("(let [a (agent 0)] (send a (fn [_] (try (await (agent 1)) (catch Exception e (ex-message e))))) @a)", '"Can\'t await in agent action"'),
    ("(do (def ^:dynamic *x* 1) (let [a (agent 0)] (binding [*x* 2] (send a (fn [_] *x*))) (await a) @a))", "2"),
    ("(let [a (agent 0)] (shutdown-agents) [(try (send a inc) (catch java.util.concurrent.RejectedExecutionException e :rejected))"
     " (try (future 1) (catch java.util.concurrent.RejectedExecutionException e :rejected))])", "[:rejected :rejected]"),
]  # fmt: skip


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(("text", "expected"), [*VALUES, *AGENTS], ids=[text for text, _ in [*VALUES, *AGENTS]])
def test_values(text: str, expected: str | None, backend: str) -> None:
    found = Runtime("clojure", backend=backend, timeout=20).eval(f"(pr-str {text})")
    if expected is not None:
        assert found == expected


@pytest.mark.parametrize("text", [text for text, _ in [*VALUES, *AGENTS]])
def test_under_collections(text: str) -> None:
    """Every safepoint collects and checks: continuations of tasks, the queue, what is held for Python."""
    runtime = Runtime("clojure", timeout=120)
    runtime._machine.set_test_hooks(gc_stress=1)
    text = re.sub(r"(?<=Thread/sleep )([0-9]{1,2})(?=\))", r"\g<1>0", text)
    runtime.eval(f"(def n 0) (dorun (take 1 [{text}]))")
    assert runtime._machine.collect() == 0


def python(backend: str = "vm", **options: object) -> Runtime:
    return Runtime("clojure", backend=backend, allow=["python"], timeout=20, **options)


@pytest.mark.parametrize("backend", BACKENDS)
def test_calls_of_python_overlap(backend: str) -> None:
    for text in (
        "(let [f (future (python/time.sleep 0.4) 1) g (future (python/time.sleep 0.4) 2)] [@f @g])",
        "(let [f (future (python/time.sleep 0.4) 1)] (python/time.sleep 0.4) [@f 2])",
        "(let [f (future (.wait (python/threading.Event) 0.4) 1) g (future (python/time.sleep 0.4) 2)] [@f @g])",
        "(let [f (future (python/time.sleep 0.4) 1) g (future (Thread/sleep 400) 2)] [@f @g])",
        "(pmap (fn [x] (python/time.sleep 0.4) x) [1 2])",
    ):
        runtime = python(backend)
        spans = []
        while len(spans) < 5 and min(spans, default=1) > 0.7:  # again if the processors were busy
            start = time.monotonic()
            assert runtime.eval(text) == [1, 2]
            spans.append(time.monotonic() - start)
        assert 0.35 < min(spans) < 0.7, spans


def test_a_task_has_one_thread() -> None:
    """So a lock of Python's that belongs to a thread is the task's."""
    assert python().eval("@(future (= (python/threading.get_ident) (python/threading.get_ident)))") is True
    assert python().eval("(= (python/threading.get_ident) @(future (python/threading.get_ident)))") is False
    text = "(let [l (python/threading.RLock)] (mapv deref (doall (for [i (range 4)] (future (python/with [a l] (python/with [b l] (python/time.sleep 0.01) i)))))))"
    assert python().eval(text) == [0, 1, 2, 3]


@pytest.mark.parametrize("backend", BACKENDS)
def test_exceptions_of_python(backend: str) -> None:
    runtime = python(backend)
    assert runtime.eval('@(future (try (python/int "x") (catch python/ValueError e :caught)))') == Keyword("caught")
    text = '(try @(future (python/int "x")) (catch java.util.concurrent.ExecutionException e (ex-message e)))'
    assert runtime.eval(text) == "ValueError: invalid literal for int() with base 10: 'x'"
    text = "(let [f (future (try (python/time.sleep 0.2) (catch InterruptedException e :no)))] [(future-cancel f) (future-done? f)])"
    assert runtime.eval(text) == [True, True]


def test_functions_called_by_other_threads() -> None:
    runtime = python()
    text = "(let [p (promise) t (python/threading.Timer 0.05 (fn [] (deliver p 42)))] (.start t) @p)"
    assert runtime.eval(text) == 42
    # while the main program is in Python
    text = "(let [a (atom 0) t (python/threading.Thread ** :target (fn [] (reset! a 7)))] (.start t) (.join t) @a)"
    assert runtime.eval(text) == 7
    text = "(reduce + (.map (python/concurrent.futures.ThreadPoolExecutor 3) (fn [x] (* x x)) (range 50)))"
    assert runtime.eval(text) == sum(x * x for x in range(50))
    # by the thread of a task; what is called may wait
    assert runtime.eval("@(future (python/sorted [3 1 2] ** :key (fn [x] (Thread/sleep 1) (- x))))") == [3, 2, 1]
    assert runtime.eval("@(future (python/list (python/map (fn [x] @(future (* 2 x))) [1 2])))") == [2, 4]
    text = '@(future (try (python/list (python/map (fn [x] (throw (ex-info "x" {:x x}))) [1])) (catch Exception e (ex-data e))))'
    assert runtime.eval(text) == {Keyword("x"): 1}


def test_a_promise_delivered_by_the_host() -> None:
    runtime = Runtime("clojure", timeout=20)
    deliver = runtime.eval("(def p (promise)) (fn [x] (deliver p x) :thanks)")
    answers = []
    thread = threading.Thread(target=lambda: (time.sleep(0.1), answers.append(deliver([1, 2]))))
    thread.start()
    assert runtime.eval("@p") == [1, 2]
    thread.join()
    assert answers == [Keyword("thanks")]


def test_many_threads_deliver() -> None:
    runtime = python()
    runtime.define("start", lambda fn, n: [threading.Thread(target=fn, args=(i,)).start() for i in range(n)] and None)
    text = """(let [ps (vec (repeatedly 40 promise))]
      (start (fn [i] (deliver (nth ps i) (* i i))) 40)
      (reduce + (map deref ps)))"""
    assert runtime.eval(text) == sum(i * i for i in range(40))


@pytest.mark.parametrize("backend", BACKENDS)
def test_deadlocks_are_errors(backend: str) -> None:
    for text in (
        "@(promise)", "(let [p (promise)] @(future @p))", "(let [p (promise) f (future @p)] (deref f))",
        "(let [a (agent 0)] (send a (fn [_] @(promise))) (await a))",
        "(let [o (Object.) f (future (locking o @(promise)))] (locking o 1))",
        "(let [p (promise) q (promise) f (future @p (deliver q 1)) g (future @q (deliver p 1))] @f)",
    ):  # fmt: skip
        with pytest.raises(EvalError, match="deadlock"):
            Runtime("clojure", backend=backend, timeout=10).eval(text)


@pytest.mark.parametrize("backend", BACKENDS)
def test_limits_hold_for_tasks(backend: str) -> None:
    def runtime(**limits: object) -> Runtime:
        return Runtime("clojure", backend=backend, allow=["python"], **limits)

    for text in ("@(future (loop [] (recur)))", "(let [a (agent 0)] (send a (fn [_] (loop [] (recur)))) (await a))"):
        with pytest.raises(FuelExhausted):
            runtime(fuel=200_000).eval(text)
    for text in ("@(future (Thread/sleep 60000))", "(Thread/sleep 60000)", "@(future (python/time.sleep 3))", "(deref (promise) 60000 1)"):
        start = time.monotonic()
        with pytest.raises(TimeLimitExceeded):
            runtime(timeout=0.2).eval(text)
        assert time.monotonic() - start < 2
    with pytest.raises(MemoryLimitExceeded):
        runtime(memory=32 << 20).eval("@(future (loop [x []] (recur (conj x (range 10 1000) (vec (range 100))))))")
    with pytest.raises(MemoryLimitExceeded):
        runtime(memory=32 << 20).eval("(loop [fs []] (recur (conj fs (let [v (vec (range 1000))] (future (Thread/sleep 60000) v)))))")


def test_the_number_of_tasks_is_limited() -> None:
    runtime = Runtime("clojure", timeout=20, max_tasks=20)
    text = """(def fs (atom []))
      (try (dotimes [_ 100] (swap! fs conj (future (Thread/sleep 60000))))
           (catch java.util.concurrent.RejectedExecutionException e [(count @fs) (ex-message e)]))"""
    assert runtime.eval(text) == [20, "there are 20 tasks already"]
    assert runtime.eval("(run! future-cancel @fs) (Thread/sleep 1) (count (pmap inc (range 10)))") == 10


def test_interruption() -> None:
    for text in ("@(future (Thread/sleep 60000))", "(Thread/sleep 60000)", "@(future (loop [] (recur)))", "(.wait (python/threading.Event) 0.3) (loop [] (recur))"):
        runtime = Runtime("clojure", allow=["python"])
        timer = threading.Timer(0.15, runtime.interrupt)
        timer.start()
        start = time.monotonic()
        with pytest.raises(KeyboardInterrupt):
            runtime.eval(text)
        assert time.monotonic() - start < 3
        assert runtime.eval("@(future 1)") == 1


def test_a_run_that_was_ended_leaves_the_others() -> None:
    """The task that was running has failed; the ones that waited go on."""
    runtime = Runtime("clojure", timeout=20)
    with pytest.raises(FuelExhausted):
        runtime.eval("(def p (promise)) (def a (future (inc @p))) (def b (future (Thread/sleep 1) (loop [] (recur)))) @b", fuel=300_000)
    assert runtime.eval("(deliver p 1) @a") == 2
    with pytest.raises(EvalError, match="has ended"):
        runtime.eval("@b")


def test_tasks_go_on_in_later_runs() -> None:
    runtime = python()
    assert runtime.eval("(def f (future (python/time.sleep 0.05) (Thread/sleep 5) :done)) 1") == 1
    assert runtime.eval("@f") == Keyword("done")


def test_tasks_inside_of_runs_inside() -> None:
    """A macro, a callback and a lazy sequence given to Python wait, in runs of their own."""
    runtime = python()
    assert runtime.eval("(def p (future (Thread/sleep 5) 3)) (defmacro later [] @p) @(future (eval '(later)))") == 3
    text = "(let [p (promise)] (future (Thread/sleep 5) (deliver p 4)) (python/list (map (fn [x] (+ x @p)) [1 2])))"
    assert runtime.eval(text) == [5, 6]
    text = "@(future (let [p (promise)] (future (Thread/sleep 5) (deliver p 4)) (python/list (map (fn [x] (+ x @p)) [1 2]))))"
    assert runtime.eval(text) == [5, 6]
    assert runtime.eval("(python/sorted [2 1] ** :key (fn [x] @(future (Thread/sleep 1) x)))") == [1, 2]


def test_many_tasks() -> None:
    runtime = Runtime("clojure", timeout=60)
    assert runtime.eval("(reduce + (map deref (doall (for [i (range 2000)] (future (Thread/sleep (mod i 7)) i)))))") == 1999000
    text = """(let [n 1000 chain (reduce (fn [p _] (let [q (promise)] (future (deliver q (inc @p))) q)) (deliver (promise) 0) (range n))] @chain)"""
    assert runtime.eval(text) == 1000
    assert runtime.eval("(let [as (vec (repeatedly 50 (fn [] (agent 0))))] (dotimes [i 5000] (send (nth as (mod i 50)) inc)) (apply await as) (map deref as))") == [100] * 50


def test_many_threads() -> None:
    runtime = python()
    assert runtime.eval("(reduce + (map deref (doall (for [i (range 60)] (future (python/time.sleep 0.05) i)))))") == 1770


def test_nothing_is_kept_of_what_ended() -> None:
    runtime = python()
    runtime.eval("(dotimes [_ 300] @(future (python/abs -1) (Thread/sleep 0)))")
    runtime._machine.collect()
    before = runtime.stats()["live_bytes"]
    runtime.eval("(dotimes [_ 3000] @(future (python/abs -1) (Thread/sleep 0)))")
    runtime._machine.collect()
    assert runtime.stats()["live_bytes"] < before + 200_000
    names = [thread.name for thread in threading.enumerate()]
    assert names.count("vmcore task") < 40


def test_threads_end_with_the_runtime() -> None:
    def threads() -> int:
        return sum(thread.name == "vmcore task" for thread in threading.enumerate())

    runtime = python()
    before = threads()
    assert runtime.eval("(mapv deref (doall (for [i (range 5)] (future (python/abs i)))))") == [0, 1, 2, 3, 4]
    assert threads() > before
    del runtime
    gc.collect()
    for _ in range(100):
        if threads() <= before:
            break
        time.sleep(0.01)
    assert threads() <= before


def test_a_sandbox() -> None:
    """Without Python there are tasks, and no threads."""
    before = set(threading.enumerate())
    assert run("(let [f (future (Thread/sleep 5) 1) g (future 2)] (+ @f @g))", "clojure") == 3
    assert set(threading.enumerate()) <= before
    with pytest.raises(EvalError, match="capability"):
        run("@(future (python/len [1]))", "clojure")


def test_what_run_returns() -> None:
    """The value of the program, whether or not tasks are left."""
    start = time.monotonic()
    assert run("(future (Thread/sleep 5000)) 1", "clojure") == 1
    assert time.monotonic() - start < 2


def test_the_command_line_waits() -> None:
    text = '(future (Thread/sleep 100) (println "later")) (def a (agent 0)) (send a (fn [_] (Thread/sleep 50) (println "action"))) (println "now")'
    command = [sys.executable, "-m", "pyfront", "eval", "--language", "clojure", text]
    found = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)
    assert found.stdout.split() == ["now", "nil", "action", "later"]
