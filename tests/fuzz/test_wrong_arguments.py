"""Every function of a language with arguments of all kinds: a value, or an error of ours that does not name insides."""

from __future__ import annotations

import io
import random
from typing import Any

import pytest

import pyfront
from pyfront import Runtime
from pyfront.errors import Error

CALLS = 4000
LIMITS: dict[str, Any] = {"fuel": 100_000, "timeout": 5, "memory": 100_000_000}
# They wait for what nobody sends, or end the run.
LEFT_OUT = frozenset(
    """read-line read read-char read-string read-u8 peek-char exit emergency-exit sys/exit channel/recv io/read-line
    await deref sleep async/sleep call/cc call-with-current-continuation""".split()
)
INSIDES = ("Traceback", "NoneType", "pyfront.", "vmcore.", "object has no attribute", "%Object")

SCHEME = """5 -1 '() #t #\\a "abc" "" '#(1 2) '(1 2) 'sym 1.5 car (lambda$(x)$x) #u8(1$2) (current-output-port) 1/2 (delay$1)
    100000000000000000000 +nan.0 (vector) -0.0 1+2i values (if$#f$#f)"""
SEMA = """5 -1 nil :a "abc" "" [1$2] {:a$1} '(1$2) 'sym 1.5 (fn$(x)$x) #\\a 1/2 #t #u8(1$2) car (channel/new$1) 1e300
    99999999999999999999 (hashmap/new) (delay$1) "2020-01-01\""""
CLOJURE = """5 -1 nil :a "abc" "" [1$2] {:a$1} #{1} '(1$2) 'sym 1.5 inc (atom$1) #"a" (range$3) \\a 1/2 10N 1.5M true (fn$[x]$x)
    (Object.) (transient$[]) *ns* #'inc (delay$1) Long (into-array$[1$2]) (ex-info$"a"${}) (sorted-map$1$2) ##NaN (promise)"""
LIBRARIES = "string set walk edn zip data pprint math core.reducers wasm".split()


def names_of(language: str, rt: Runtime) -> list[str]:
    if language == "clojure":
        names = list(rt.eval("(map str (keys (ns-publics 'clojure.core)))"))
        for library in LIBRARIES:
            rt.eval(f"(require 'clojure.{library})")
            names += rt.eval(f"(map (fn [n] (str \"clojure.{library}/\" n)) (keys (ns-publics 'clojure.{library})))")
        return sorted(names)
    if language == "scheme":
        libraries = "base char complex cxr eval file inexact lazy load process-context read repl time write".split()
        rt.eval("(import " + " ".join(f"(scheme {one})" for one in libraries) + " (srfi 1) (srfi 13) (srfi 43) (vmcore wasm))")
    return sorted(name for name in rt.environment.visible_names() if name[0] != "%")


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("language", "values"), [("scheme", SCHEME), ("sema", SEMA), ("clojure", CLOJURE)])
def test_functions(language: str, values: str, seed: int) -> None:
    rt = Runtime(language, stdout=io.StringIO(), stderr=io.StringIO(), stdin=io.StringIO("1 2"))
    names = [name for name in names_of(language, rt) if name not in LEFT_OUT]
    choices = [value.replace("$", " ") for value in values.split()]
    chance = random.Random(f"{language} {seed}")
    for _ in range(CALLS):
        source = f"({chance.choice(names)} {' '.join(chance.choice(choices) for _ in range(chance.choice((0, 1, 1, 2, 2, 2, 3, 3, 4))))})"
        try:
            rt.show(rt.eval(source, **LIMITS))
        except Error as error:
            assert not any(word in str(error) for word in INSIDES), f"{source}: {error}"
        except Exception as error:
            raise AssertionError(f"{source}: an exception of the host: {error!r}") from error
    assert pyfront.run("(+ 1 2)") == 3
