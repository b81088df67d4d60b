"""Forms of a running program, as the library's ``%flatten`` lays them out, to forms of the compiler, and back."""

from __future__ import annotations

from pyfront.sema.data import Form, List, Map, Value, Vector

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

ATOM, LIST, VECTOR, MAP, VALUE = range(5)
KINDS: dict[int, type[Form]] = {LIST: List, VECTOR: Vector, MAP: Map}
CODES: dict[type[Form], int] = {List: LIST, Vector: VECTOR, Map: MAP}


def unflatten(codes: list[Any], pos: int) -> Any:
    """``codes``: what is put together, in postfix order, kind and datum or count in turn."""
    stack: list[Any] = []
    for i in range(0, len(codes), 2):
        kind, what = codes[i], codes[i + 1]
        if kind == ATOM:
            stack.append(_atom(what))
        elif kind == VALUE:
            stack.append(Value(what))
        else:
            items = stack[len(stack) - what :] if what else []
            del stack[len(stack) - what :]
            where = [x.start if isinstance(x, Form) and x.start else pos for x in items]
            stack.append(KINDS[kind](items, where, pos))
    return stack.pop()


def _atom(x: Any) -> Any:
    if x is None:
        from vmcore.data import UNSPECIFIED

        return UNSPECIFIED
    if x.__class__.__name__ == "Fraction":
        from vmcore.data import Ratio

        return Ratio(x.numerator, x.denominator)
    return x


def flatten(form: Any) -> list[Any]:
    """The same for the library's ``%unflatten``."""
    out: list[Any] = []
    todo: list[tuple[Any, bool]] = [(form, False)]
    while todo:
        x, done = todo.pop()
        kind = CODES.get(x.__class__)
        if kind is None:
            out += (ATOM, x) if x.__class__ is not Value else (ATOM, x.ref)
        elif done:
            out += (kind, len(x.items))
        else:
            todo.append((x, True))
            todo += [(item, False) for item in reversed(x.items)]
    return out
