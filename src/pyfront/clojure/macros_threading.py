"""``->`` and its relatives."""

from __future__ import annotations

from pyfront.clojure.analyse import at_least, fail
from pyfront.clojure.data import List
from pyfront.clojure.template import call, gensym
from vmcore.data import Symbol

TYPE_CHECKING = False  # as in typing, which would cost start-up time
if TYPE_CHECKING:
    from typing import Any

LET, IF, NIL_P = Symbol("clojure.core/let"), Symbol("if"), Symbol("clojure.core/nil?")


def first_in(x: Any, pos: int, form: Any, where: int) -> Any:
    """The form with x as its first argument."""
    if form.__class__ is List and form.items:
        return List((form.items[0], x, *form.items[1:]), (form.pos[0], pos, *form.pos[1:]), form.start, form.end, form.meta)
    return List((form, x), (where, pos), where, where)


def last_in(x: Any, pos: int, form: Any, where: int) -> Any:
    if form.__class__ is List and form.items:
        return List((*form.items, x), (*form.pos, pos), form.start, form.end, form.meta)
    return List((form, x), (where, pos), where, where)


def _thread(x: List, put: Any, who: str) -> Any:
    if len(x.items) < 2:
        raise fail(f"{who}: there is nothing to begin with", x.start)
    value, pos = x.items[1], x.pos[1]
    for i in range(2, len(x.items)):
        value = put(value, pos, x.items[i], x.pos[i])
        pos = value.start
    return value


def macro__gt(an: Any, x: List, scope: Any) -> Any:
    return _thread(x, first_in, "->")


def macro__gtgt(an: Any, x: List, scope: Any) -> Any:
    return _thread(x, last_in, "->>")


def _lets(x: List, name: Any, steps: list[tuple[Any, int]]) -> Any:
    """Each step is bound to the name; the last one is the value."""
    items: list[Any] = [name, x.items[1]]
    where: list[int] = [x.start, x.pos[1]]
    for step, pos in steps[:-1]:
        items += (name, step)
        where += (x.start, pos)
    from pyfront.clojure.data import Vector

    last = steps[-1][0] if steps else name
    return List((LET, Vector(items, where, x.start, x.start), last), (x.start,) * 3, x.start, x.end)


def macro_as_gt(an: Any, x: List, scope: Any) -> Any:
    if len(x.items) < 3:
        raise fail("as-> takes a value, a name and forms", x.start)
    return _lets(x, x.items[2], list(zip(x.items[3:], x.pos[3:])))


def _some(x: List, put: Any) -> Any:
    at_least(x, 1, "a value and forms")
    name = gensym("g")
    steps = []
    for i in range(2, len(x.items)):
        form = put(name, x.pos[i], x.items[i], x.pos[i])
        steps.append((call(x.pos[i], IF, call(x.start, NIL_P, name), None, form), x.pos[i]))
    return _lets(x, name, steps)


def macro_some_gt(an: Any, x: List, scope: Any) -> Any:
    return _some(x, first_in)


def macro_some_gtgt(an: Any, x: List, scope: Any) -> Any:
    return _some(x, last_in)


def _cond(x: List, put: Any, who: str) -> Any:
    if len(x.items) % 2:
        raise fail(f"{who} takes a value, and tests and forms in turn", x.start)
    name = gensym("g")
    steps = []
    for i in range(2, len(x.items), 2):
        form = put(name, x.pos[i + 1], x.items[i + 1], x.pos[i + 1])
        steps.append((List((IF, x.items[i], form, name), (x.start, x.pos[i], x.pos[i + 1], x.start), x.pos[i], x.end), x.pos[i]))
    return _lets(x, name, steps)


def macro_cond_gt(an: Any, x: List, scope: Any) -> Any:
    return _cond(x, first_in, "cond->")


def macro_cond_gtgt(an: Any, x: List, scope: Any) -> Any:
    return _cond(x, last_in, "cond->>")

