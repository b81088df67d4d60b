"""``vmcore test`` on a directory, and the prompt of Clojure."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

import pyfront

HERE = Path(pyfront.__file__).parent.parent

CORE = "(ns app.core)\n(defn add [x y] (+ x y))\n"
GOOD = """(ns app.core-test (:require [clojure.test :refer [deftest is are testing use-fixtures]] [app.core :as c]))
(def seen (atom []))
(use-fixtures :once (fn [f] (swap! seen conj :once) (f)))
(use-fixtures :each (fn [f] (swap! seen conj :each) (f)))
(deftest adds (is (= 3 (c/add 1 2))) (are [x y] (= x (c/add y 1)) 2 1 3 2))
(deftest fixtures-ran (is (= [:once :each :each] @seen)))
(deftest throws (is (thrown-with-msg? ArithmeticException #"Divide" (/ 1 0))))
"""
BAD = """(ns app.bad-test (:require [clojure.test :refer [deftest is testing]]))
(deftest wrong
  (testing "sums"
    (is (= 5 (+ 2 2)) "two and two")))
(deftest breaks (is (= 1 (throw (ex-info "broken" {})))))
"""


def vmcore(*arguments: str, stdin: str = "") -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "pyfront", *arguments], input=stdin, env={**os.environ, "PYTHONPATH": str(HERE)}, timeout=120, check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8",
    )  # fmt: skip
    return done.returncode, done.stdout


def tree(folder: Path, **files: str) -> str:
    (folder / "app").mkdir()
    for name, text in files.items():
        (folder / "app" / f"{name}.clj").write_text(text, encoding="utf-8")
    return str(folder)


def test_passing(tmp_path: Path) -> None:
    code, out = vmcore("test", tree(tmp_path, core=CORE, core_test=GOOD))
    assert (code, out.splitlines()[-2:]) == (0, ["Ran 3 tests containing 5 assertions.", "0 failures, 0 errors."])


def test_a_namespace_below_clojure(tmp_path: Path) -> None:
    (tmp_path / "clojure").mkdir()
    text = "(ns clojure.mine-test (:require [clojure.test :refer [deftest is]]))\n(def x 1)\n(deftest a (is (= 1 x)))\n"
    (tmp_path / "clojure" / "mine_test.clj").write_text(text, encoding="utf-8")
    code, out = vmcore("test", str(tmp_path))
    assert code == 0 and "Ran 1 tests containing 1 assertions." in out


def test_failing(tmp_path: Path) -> None:
    code, out = vmcore("test", tree(tmp_path, core=CORE, core_test=GOOD, bad_test=BAD))
    assert code == 1
    assert "FAIL in (wrong) (bad_test.clj:4)\nsums\ntwo and two\nexpected: (= 5 (+ 2 2))\n  actual: (not (= 5 4))\n" in out
    assert "ERROR in (breaks)" in out and "broken" in out
    assert out.splitlines()[-2:] == ["Ran 5 tests containing 7 assertions.", "1 failures, 1 errors."]
    code, out = vmcore("test", "--only", "app.core-test", str(tmp_path))
    assert code == 0 and "Ran 3 tests" in out


def test_a_failure_alone(tmp_path: Path) -> None:
    text = "(ns app.one (:require [clojure.test :refer [deftest is]]))\n(deftest a (is (= 1 2)))\n"
    code, out = vmcore("test", tree(tmp_path, one=text))
    assert code == 1 and "1 failures, 0 errors." in out


def test_not_loaded(tmp_path: Path) -> None:
    code, out = vmcore("test", tree(tmp_path, core=CORE, core_test=GOOD, other="(ns app.other)\n(nothing 1)\n"))
    assert code == 1 and "Not loaded: app.other" in out and "unable to resolve symbol nothing" in out
    assert "<eval>" not in out
    assert "Ran 3 tests" in out


@pytest.mark.parametrize("arguments", [["/nowhere/at/all"], ["."]])
def test_nothing_to_test(tmp_path: Path, arguments: list[str]) -> None:
    code, out = vmcore("test", *([str(tmp_path)] if arguments == ["."] else arguments))
    assert code == 2 and out.startswith("vmcore: ")


def test_an_nrepl_port_that_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        code, out = vmcore("nrepl", "--port", str(taken.getsockname()[1]), "--port-file", "")
    assert code == 5 and "vmcore: cannot listen at 127.0.0.1 port" in out and "Traceback" not in out


def prompt(*entries: str) -> str:
    return vmcore("repl", "--language", "clojure", "--fuel", "3M", stdin="\n".join(entries) + "\n")[1]


def test_last_values() -> None:
    assert prompt("1", "2", "3", "[*1 *2 *3]") == "1\n2\n3\n[3 2 1]\n"
    out = prompt("(/ 1 0)", "(class *e)", "(ex-message *e)")
    assert "<repl>:1:1: /: division by zero" in out
    assert 'java.lang.ArithmeticException\n"Divide by zero"\n' in out


def test_questions() -> None:
    assert "clojure.core/map\n([f] [f coll]" in prompt("(doc map)")
    assert "Macro" in prompt("(doc when)")
    assert prompt("(apropos \"map-ind\")") == "(clojure.core/map-indexed)\n"
    assert "(defn f\n  [x] x)" in prompt("(defn f\n  [x] x)", "(source f)")
    assert "(defn map-indexed\n" in prompt("(source map-indexed)")
    assert "(defn blank? [s]" in prompt("(source clojure.string/blank?)")
    assert "Source not found" in prompt("(source when)")
    assert "wraps around" in prompt("(doc unchecked-inc)")
    assert "keywordize-keys\n" in prompt("(require 'clojure.walk)", "(dir clojure.walk)")
    assert "clojure.core/map\n" in prompt('(find-doc "transducer")')
    assert "java.lang.ArithmeticException Divide by zero" in prompt("(/ 1 0)", "(pst)")


def test_without_end() -> None:
    assert prompt("(set! *print-length* 3)", "(range)") == "3\n(0 1 2 ...)\n"
    assert "the fuel is used up" in prompt("(range)")

    deep = vmcore("eval", "--language", "clojure", "--max-depth", "5000",
                  "(do (defn so [x] (+ 1 (so x))) (try (so 1) (catch StackOverflowError e :deep)))")  # fmt: skip
    assert deep == (0, ":deep\n")
