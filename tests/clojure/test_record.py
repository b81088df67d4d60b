"""Programs that are compiled where they run are compiled once (docs/decisions/0030): their expansions and compilations are
counted, and a run from a record must print what the first one printed."""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from pyfront import Runtime, compile, run
from pyfront.api import BACKENDS, Program
from pyfront.clojure import language, record, user_macros

Counts = dict[str, int]


@pytest.fixture
def counts(monkeypatch: pytest.MonkeyPatch) -> Counts:
    """How many macros of programs were expanded, and units compiled."""
    found = {"expanded": 0, "compiled": 0}

    def counting(name: str, call: Callable[..., object]) -> Callable[..., object]:
        def counted(*args: object, **options: object) -> object:
            found[name] += 1
            return call(*args, **options)

        return counted

    monkeypatch.setattr(user_macros, "expand_user", counting("expanded", user_macros.expand_user))
    monkeypatch.setattr(language.LANGUAGE, "emit", counting("compiled", language.LANGUAGE.emit), raising=False)
    return found


def printed(program: Program | str, **options: object) -> str:
    out = io.StringIO()
    if isinstance(program, str):
        run(program, "clojure", stdout=out, **options)  # type: ignore[arg-type]  # what options there are is the test's
    else:
        program.run(stdout=out, **options)
    return out.getvalue()


MACROS = """
(ns app.main (:require [clojure.string :as str] [clojure.set :refer [union]]))
(defn- doubled [x] (list '* 2 x))
(defmacro twice [x] (doubled x))
(defmacro unless [test & body] `(if ~test nil (do ~@body)))
(defrecord Point [x y])
(defmulti area :kind)
(defmethod area :square [s] (twice (:side s)))
(unless false (def a 1) (def b (twice 4)))
(println (map #(twice %) [1 2 3]) (str/upper-case "a") (union #{1} #{1}) (->Point a b) (area {:kind :square :side 4}))
(println ::here (ns-name *ns*) (:line (meta #'area)))
"""


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_program_expands_its_macros_once(counts: Counts, backend: str) -> None:
    program = compile(MACROS, "clojure", backend=backend)
    first = printed(program, backend=backend)
    assert first.startswith("(2 4 6) A #{1} #app.main.Point{:x 1, :y 8} 8")
    assert counts["expanded"] == 4
    before = dict(counts)
    assert printed(program, backend=backend) == first
    assert printed(pickle.loads(pickle.dumps(program)), backend=backend) == first
    assert counts == before


def test_in_one_runtime_too(counts: Counts) -> None:
    program = compile(MACROS, "clojure")
    out = io.StringIO()
    with Runtime("clojure", stdout=out) as runtime:
        runtime.run(program)
        runtime.run(program)  # there are namespaces now that were not there before
        before = dict(counts)
        runtime.run(program)
    lines = out.getvalue().splitlines()
    assert lines[:2] == lines[2:4] == lines[4:]
    assert counts == before


@pytest.mark.parametrize("backend", BACKENDS)
def test_the_cache_keeps_programs_with_namespaces(tmp_path: Path, counts: Counts, backend: str) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "a.clj").write_text("(ns lib.a)\n(defmacro inc2 [x] `(+ 2 ~x))\n(defn f [x] (inc2 x))\n")
    text = MACROS + "(require '[lib.a :as a :refer [f]])\n(println (f 1) (a/inc2 1) (eval '(a/inc2 2)))\n"
    options = {"cache": tmp_path / "cache", "path": [str(tmp_path)], "backend": backend}
    first = printed(text, **options)
    assert first.endswith("3 3 4\n")
    before = dict(counts)
    assert printed(text, **options) == first
    now = dict(counts)
    # The text as a whole (a call of %run-text) was in the cache too; what remains is the form that is evaluated.
    assert now["compiled"] - before["compiled"] <= 3
    assert now["expanded"] - before["expanded"] == 1
    (tmp_path / "lib" / "a.clj").write_text("(ns lib.a)\n(defmacro inc2 [x] `(+ 20 ~x))\n(defn f [x] (inc2 x))\n")
    assert printed(text, **options).endswith("21 21 22\n")
    assert printed(text, **options).endswith("21 21 22\n")


CHANGING = [
    # what a macro does when it is expanded is a part of the run
    "(ns a) (def n (atom 0)) (defmacro m [] (swap! n inc)) (defn f [] (m)) (println (f) (m) @n)",
    '(ns a) (defmacro m [x] (println "expanding" x) x) (println (m 1) (m 2))',
    "(ns a) (defn note [x] (let [v (volatile! x)] (vswap! v inc) @v)) (defmacro m [x] (note x)) (println (m 1))",
    # what it asks for may be different
    '(ns a) (def on? (System/getenv "VMCORE_TEST_ON")) (defmacro m [] (if on? 1 2)) (println (m))',
    "(ns a) (defn on? [] *command-line-args*) (defmacro m [] (count (on?))) (println (m))",
    "(ns a) (def memo (memoize inc)) (defmacro m [x] (memo x)) (println (m 1))",
    # the namespaces are not those of the first run
    '(ns a) (when (System/getenv "VMCORE_TEST_ON") (intern (quote a) (quote inc) dec)) (println (inc 1))',
    "(ns a) (defmulti m1 identity) (defmethod m1 :x [_] 1) (defmacro m [x] (m1 x)) (println (m :x))",
    "(ns a) (do (defmacro m [x] `(do (def z# ~x) z#)) (def q (m 1))) (println q (m 2))",
    '(ns a (:refer-clojure :exclude [map])) (defn map [x] x) (println (map 1) (resolve (quote map)))',
    "(ns a) (defmacro m [] (let [f (fn [x] (inc x))] (f 1))) (println (m)) (println (load-string \"(+ 1 2)\"))",
    "(ns a) (defmacro m [] (gensym)) (println (= (quote 1) 1)) (ns b) (println (ns-name *ns*)) (a/m2)",
]  # fmt: skip


@pytest.mark.parametrize("text", CHANGING)
def test_a_record_changes_nothing(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def once(**options: object) -> str:
        try:
            return printed(text, allow=["env"], **options)
        except Exception as error:  # the same program fails in the same way
            return f"{type(error).__name__}: {error}"

    for value in ("", "1", "1", ""):
        if value:
            monkeypatch.setenv("VMCORE_TEST_ON", value)
        else:
            monkeypatch.delenv("VMCORE_TEST_ON", raising=False)
        plain = once()
        for _ in range(3):
            assert once(cache=tmp_path / "cache") == plain
        args = ("", *("x" * 3 if value else ""))
        assert once(cache=tmp_path / "cache", args=args) == once(args=args)


def test_a_damaged_record_is_no_record(tmp_path: Path) -> None:
    program = compile(MACROS, "clojure")
    first = printed(program)
    ((start, data),) = program.kept.records.items()
    for at in range(0, len(data), 97):
        program.kept.records = {start: data[:at] + bytes((data[at] ^ 1,)) + data[at + 1 :]}
        assert printed(program) == first
    for at in range(0, len(data), 997):
        program.kept.records = {start: data[:at]}
        assert printed(program) == first


def test_a_run_that_failed_is_gone_on_with() -> None:
    program = compile('(ns a) (def x 1) (when-not (System/getenv "VMCORE_NEVER") (throw (ex-info "no" {}))) (def y 2)', "clojure")
    for _ in range(3):
        with pytest.raises(Exception, match="no"):
            program.run(allow=["env"])


def test_errors_point_into_the_texts(tmp_path: Path) -> None:
    (tmp_path / "bad.clj").write_text("(ns bad)\n(defn f [x]\n  (+ x :a))\n")
    text = "(ns a (:require [bad]))\n(println 1)\n(bad/f 2)\n"
    told = []
    for _ in range(2):
        with pytest.raises(Exception) as caught:
            run(text, "clojure", path=[str(tmp_path)], cache=tmp_path / "cache", stdout=io.StringIO(), filename="main.clj")
        told.append(str(caught.value))
    assert told[0] == told[1]
    assert "bad.clj" in told[0] and ":3:" in told[0]


def test_what_is_done_to_namespaces_is_done_again() -> None:
    """Each line that a trace can have is understood."""
    assert set(record._DO) == {
        "create", "enter", "remove", "intern", "flags", "place", "refer", "import", "alias", "unalias", "drop", "core", "class",
        "bundled",
    }  # fmt: skip


def test_a_text_with_namespaces_can_be_one_unit() -> None:
    text = """(ns my.app (:require [clojure.string :as str :refer [join]]) (:refer-clojure :exclude [map]))
    (defn map [x] (str/upper-case x))
    (println (map "a") (join "," [1 2]) (ns-name *ns*) (resolve 'str/trim) (ns-aliases *ns*))
    (ns user) (ns other) (println (my.app/map "q") (ns-name *ns*))"""
    program = compile(text, "clojure")
    assert program.kept is None  # nothing is left to be compiled
    out = io.StringIO()
    with Runtime("clojure", stdout=out) as runtime:
        runtime.run(pickle.loads(pickle.dumps(program)))
        assert out.getvalue() == "A 1,2 my.app #'clojure.string/trim {str #object[clojure.lang.Namespace clojure.string]}\nQ other\n"
        runtime.eval("(in-ns 'my.app)")
        assert runtime.eval('[(map "xx") (str/trim " y ")]') == ["XX", "y"]
