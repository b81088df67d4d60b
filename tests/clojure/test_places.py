"""An error tells where it happened, whatever it passes on its way out: finally, a catch that throws it again, require."""

from __future__ import annotations

from pathlib import Path

import pytest

from pyfront import Runtime
from pyfront.errors import EvalError

BACKENDS = ("vm", "treewalk")
FINALLY = """(defn f [x]
  (try
    (let [y (inc (str x))] y)
    (finally (str x))))
(str (f 1))"""
AGAIN = """(defn f [x]
  (try
    (let [y (inc (str x))] y)
    (catch ClassCastException e (when x (throw e)))))
(str (f 1))"""
BOUND = """(def ^:dynamic *a* 1)
(defn f [x]
  (let [y (inc (str x))] y))
(str (binding [*a* 2] (try (f 1) (catch ArithmeticException e 0) (finally *a*))))"""
TWICE = """(defn f [x]
  (try
    (try (let [y (inc (str x))] y) (finally (str x)))
    (finally (str x))))
(str (try (f 1) (finally 1)))"""
OTHER = """(defn f [x]
  (try (inc (str x)) (catch Exception e nil))
  (try (let [y (/ x 0)] y) (finally (str x))))
(str (f 1))"""
NEW = """(defn f [x]
  (try (inc (str x)) (catch Exception e
    (throw (ex-info "mine" {} e)))))
(str (f 1))"""


def failed(text: str, backend: str, path: Path | None = None) -> EvalError:
    with pytest.raises(EvalError) as caught:
        Runtime("clojure", backend=backend, path=[str(path)] if path else []).eval(text, "p.clj")
    return caught.value


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(
    ("text", "line", "name"),
    [(FINALLY, 3, "inc"), (AGAIN, 3, "inc"), (BOUND, 3, "inc"), (TWICE, 3, "inc"), (OTHER, 3, "division by zero"), (NEW, 3, "mine")],
)
def test_what_goes_on_tells_where_it_was_thrown(text: str, line: int, name: str, backend: str) -> None:
    error = failed(text, backend)
    assert (error.file, error.line) == ("p.clj", line), str(error)
    assert name in error.headline()
    assert any(frame.name == "f" or frame.elided == "user/f" for frame in error.backtrace), str(error)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("form", ["(require 'lib.one)", "(ns p (:require [lib.one :as one]))", '(load-file "FILE")'])
def test_an_error_in_a_namespace_that_is_loaded_is_there(form: str, backend: str, tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()
    file = tmp_path / "lib" / "one.clj"
    file.write_text("(ns lib.one)\n(defn f [x]\n  (let [y (inc (str x))]\n    (str y)))\n\n(def z (str (f 2)))\n")
    runtime = Runtime("clojure", backend=backend, path=[str(tmp_path)], allow=["file-read"])
    with pytest.raises(EvalError) as caught:
        runtime.eval(form.replace("FILE", str(file)), "p.clj")
    error = caught.value
    assert (error.file, error.line, error.column) == (str(file), 3, 11), str(error)
    assert [(frame.name, frame.file, frame.line) for frame in error.backtrace[:2]] == [("f", str(file), 3), ("", str(file), 6)]
