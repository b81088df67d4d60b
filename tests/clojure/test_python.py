"""Python's objects in programs, and what a runtime without the capability says."""

from __future__ import annotations

import pytest

from pyfront import Runtime
from pyfront.api import BACKENDS
from pyfront.errors import CapabilityError

CASES = [
    ("(python/len [1 2 3])", "3"),
    ("(python/math.sqrt 16)", "4.0"),
    ("python/math.pi", "3.141592653589793"),
    ("(map python/abs [-1 2])", "(1 2)"),
    ("(python/sorted [3 1 2] ** :reverse true)", "[3 2 1]"),
    ("(python/sorted [3 1 2] ** :key (fn [x] (- x)))", "[3 2 1]"),
    ('(python/json.dumps {"b" [1 nil true]} ** :indent nil)', '"{\\"b\\": [1, null, true]}"'),
    ('(python/json.loads "{\\"a\\": [1, 2]}")', '{"a" [1 2]}'),
    ("(let [d (python/datetime.date 2024 2 29)] [(.-year d) (.isoformat d) (str d)])", '[2024 "2024-02-29" "2024-02-29"]'),
    ("(.isoformat (.replace (python/datetime.date 2024 2 28) ** :year 2023))", '"2023-02-28"'),
    ('(let [m (python/import "string")] (.-digits m))', '"0123456789"'),
    ("(seq (python/range 3))", "(0 1 2)"),
    ("(reduce + (python/iter [1 2 3]))", "6"),
    ("(take 2 (python/itertools.count 5))", "(5 6)"),
    ('(try (python/int "x") (catch python/ValueError e :bad))', ":bad"),
    ('(try (python/int "x") (catch python/KeyError e :key) (catch Exception e :other))', ":other"),
    ('(try (python/int "x") (catch python/ValueError e (ex-message e)))', '"invalid literal for int() with base 10: \'x\'"'),
    ('(try (throw (python/KeyError "k")) (catch python/LookupError e :raised))', ":raised"),
    ("(python/isinstance (python/decimal.Decimal 1) python/decimal.Decimal)", "true"),
    ('(python/item (python/collections.Counter "abca") "a")', "2"),
    ('(let [o (python/types.SimpleNamespace ** :a 1)] (python/set-attr! o "a" 5) (.-a o))', "5"),
    ("(python/with [f (python/io.StringIO \"ab\")] (.read f))", '"ab"'),
    ("(let [f (python/io.StringIO \"ab\")] (python/with [g f] 1) (.-closed f))", "true"),
    ("(python/with [x (python/contextlib.suppress python/ValueError)] (python/int \"x\"))", "nil"),
]


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text for text, _ in CASES])
def test_values(text: str, expected: str, backend: str) -> None:
    assert Runtime("clojure", backend=backend, allow=["python"]).eval(f"(pr-str {text})") == expected


@pytest.mark.parametrize("text", ["(python/len [])", "python/math.pi", '(python/import "math")', "(require 'python.math)"])
def test_without_the_capability(text: str) -> None:
    with pytest.raises(CapabilityError, match="the capability 'python"):
        Runtime("clojure").eval(text)


def test_a_list_of_modules() -> None:
    runtime = Runtime("clojure", allow=["python:math", "python:json"])
    assert runtime.eval("(python/math.floor 2.5)") == 2
    for text in (
        "(python/os.getcwd)", '(python/open "x")', '(python/eval "1")', "python/json.codecs.open", "python/math.__loader__",
        '(python/attr (python/import "json") "__builtins__")', '(python/import "subprocess")',
    ):  # fmt: skip
        with pytest.raises(CapabilityError):
            runtime.eval(text)
    assert runtime.eval('(try (python/json.loads "{") (catch python/ValueError e :bad))').name == "bad"


def test_a_module_as_a_namespace() -> None:
    runtime = Runtime("clojure", allow=["python"])
    runtime.eval("(require '[python.math :as m])")
    assert runtime.eval("[(m/floor 2.5) m/e]") == [2, 2.718281828459045]


def test_an_error_of_python_is_itself() -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        Runtime("clojure", allow=["python"]).eval('(python/int "x")')
    with pytest.raises(ValueError, match="unknown capability"):
        Runtime("clojure", allow=["pythons"])
