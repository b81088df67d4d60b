"""What a type checker must make of the public API: checked by mypy, and run once by ``test_typing.py``."""

from __future__ import annotations

import pickle
from typing import Any

import pyfront
from pyfront import Char, Pair, Program, Runtime, Symbol, run


def values() -> Any:
    answer: Any = run("(+ 1 2)", fuel=1000, memory=1 << 24, timeout=5.0, max_depth=1000)
    run("(f 1)", globals={"f": lambda x: x + 1}, backend="treewalk", allow=("clock",))
    return answer


def runtimes() -> list[str]:
    with Runtime("scheme", allow=["file"]) as rt:
        rt.define("limit", 10)
        rt["twice"] = lambda x: 2 * x

        @rt.function
        def add_one(x: int) -> int:
            return x + 1

        assert "limit" in rt
        assert add_one(1) == 2
        rt.eval("(define (f x) (twice (add-one x)))", "f.scm")
        assert rt.call("f", 1, fuel=100) == 4
        shown: str = rt.show([1, Symbol("a"), Char("b"), Pair(1, 2)])
        counters: dict[str, int] = rt.stats()
        assert counters["heap_bytes"] > 0
        names: list[str] = rt.names()
        assert shown == "(1 a #\\b (1 . 2))"
        return names


def programs() -> Any:
    program: Program = pyfront.compile("(+ 40 2)", filename="answer.scm")
    again: Program = pickle.loads(pickle.dumps(program))
    return again.run(timeout=1)


def failures() -> tuple[str, int, int, str]:
    from pyfront.errors import Error, WrongType

    try:
        run("(car 5)", filename="f.scm")
    except WrongType as error:
        caught: Error = error
        return caught.file, caught.line, caught.column, caught.excerpt
    raise AssertionError("no error")
