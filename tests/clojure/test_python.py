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
    ("(let [o (python/types.SimpleNamespace)] (set! (.-a o) 5) (.-a o))", "5"),
    ("[(instance? python/int 5) (instance? python/str 5)]", "[true false]"),
    ('(instance? python/LookupError (try (python/item {} "k") (catch Exception e e)))', "true"),
    # what is raised while an argument becomes Python's, or by a function that Python calls, is the program's own
    ("(try (python/len (map #(/ 1 %) [0])) (catch ArithmeticException e (ex-message e)))", '"Divide by zero"'),
    ('(try (python/len (map (fn [x] (throw (ex-info "lazy" {:x x}))) [1])) (catch clojure.lang.ExceptionInfo e (ex-data e)))', "{:x 1}"),
    ('(try (python/sorted [3 1] ** :key (fn [x] (throw (ex-info "k" {:x x})))) (catch clojure.lang.ExceptionInfo e (ex-data e)))', "{:x 3}"),
    ('(try (python/len (map inc ["a"])) (catch ClassCastException e :class))', ":class"),
    ('(try (python/int "x") (catch Exception e [(ex-cause e) (ex-data e) (str e)]))',
     '[nil nil "ValueError: invalid literal for int() with base 10: \'x\'"]'),
    ('(try (try (python/int "x") (catch Exception e (throw (ex-info "w" {:a 1} e)))) (catch Exception e'
     ' (try (throw (ex-cause e)) (catch python/ValueError e2 [(ex-message e) (ex-data e)]))))', '["w" {:a 1}]'),
    ('(let [f (python/io.StringIO "abc")] [(with-open [g f] (.read g)) (.-closed f)])', '["abc" true]'),
    ('(let [f (python/io.StringIO "abc")] [(try (with-open [g f] (throw (ex-info "x" {:k 1}))) (catch Exception e (ex-data e))) (.-closed f)])',
     "[{:k 1} true]"),
    ('(try (python/with [f (python/io.StringIO "x")] (throw (ex-info "in" {:k 1}))) (catch Exception e (ex-data e)))', "{:k 1}"),
    ('(for [[i x] (python/enumerate ["a" "b"])] [x i])', '(["a" 0] ["b" 1])'),
    ('(into {} (python/zip ["a" "b"] [1 2]))', '{"a" 1, "b" 2}'),
    ("(let [s (seq (python/itertools.count))] [(take 3 s) (first s) (take 2 (rest s))])", "[(0 1 2) 0 (1 2)]"),
    ('(try (seq (python/map python/int ["1" "x"])) (catch python/ValueError e :late))', None),
    ('(try (doall (seq (python/map python/int ["1" "x"]))) (catch python/ValueError e :late))', ":late"),
]


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text for text, _ in CASES])
def test_values(text: str, expected: str | None, backend: str) -> None:
    found = Runtime("clojure", backend=backend, allow=["python"]).eval(f"(try (pr-str {text}) (catch Exception e (class e)))")
    assert expected is None or found == expected


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


@pytest.mark.parametrize("backend", BACKENDS)
def test_what_an_exception_was_raised_from(backend: str) -> None:
    def fail() -> None:
        raise KeyError(7) from TypeError("inner")

    runtime = Runtime("clojure", backend=backend, allow=["python"])
    runtime.define("fail", fail)
    text = "(try (fail) (catch python/KeyError e [(ex-message e) (instance? python/TypeError (ex-cause e)) (ex-message (ex-cause e))]))"
    assert runtime.eval(text) == ["7", True, "inner"]


def test_an_error_of_python_is_itself() -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        Runtime("clojure", allow=["python"]).eval('(python/int "x")')
    with pytest.raises(ValueError, match="unknown capability"):
        Runtime("clojure", allow=["pythons"])
