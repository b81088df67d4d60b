"""Arithmetic without variables, done at once: an expression of nothing but operations on numbers and truth values has one
result and no effects, and equations cannot say otherwise."""

from __future__ import annotations

import pyfront.metta.mathops  # noqa: F401 - adds its operations
from pyfront.metta.names import BOOL, NUMBER
from pyfront.metta.ops import OPS
from pyfront.metta.values import Bool, Failed, NoReduce, Number, truth
from vmcore.terms import Atom, Expr

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_SMALL = 1 << 62  # integers below it are done here, others by the operations themselves


def _op(name: str) -> Callable[[Any, Any], Any]:
    import operator

    return {
        "+": operator.add, "-": operator.sub, "*": operator.mul, "<": operator.lt, "<=": operator.le, ">": operator.gt,
        ">=": operator.ge,
    }[name]  # fmt: skip


# operation -> function of two numbers; the others are done by their own code
_DIRECT = {OPS[name]: _op(name) for name in ("+", "-", "*", "<", "<=", ">", ">=")}
_NUMBERS = {OPS[name]: (Number, Number) for name in ("+", "-", "*", "/", "%", "<", "<=", ">", ">=")}
_ARGUMENTS: dict[Any, tuple[type, ...]] = {
    **_NUMBERS, OPS["and"]: (Bool, Bool), OPS["or"]: (Bool, Bool), OPS["xor"]: (Bool, Bool), OPS["not"]: (Bool,),
}  # fmt: skip
_RESULTS = {op: op.typ.items[-1] for op in _ARGUMENTS}
FOLDED = frozenset(_ARGUMENTS)


def result_type(op: Any) -> Atom:
    return _RESULTS[op]


def fold(expr: Expr) -> Atom | None:
    """The result of an expression whose head is in FOLDED; None if it has something else in it or would be an error."""
    stack: list[Any] = []  # of what is around: its elements, and the values of those before
    items, values, i = expr.items, [], 1
    head = items[0]
    while True:
        n = len(items)
        wanted = _ARGUMENTS.get(head)
        if wanted is None or len(wanted) != n - 1:
            return None
        while i < n:
            item: Any = items[i]
            kind = item.__class__
            if kind is wanted[i - 1]:
                values.append(item)
                i += 1
            elif kind is Expr and item.items:
                stack.append((items, values, i, head, wanted))
                items, values, i = item.items, [], 1
                head = items[0]
                break
            else:
                return None
        else:
            result = _apply(head, values)
            while True:
                if result is None:
                    return None
                if not stack:
                    return result
                items, values, i, head, wanted = stack.pop()
                if result.__class__ is not wanted[i - 1]:
                    return None
                values.append(result)
                i += 1
                if i < len(items):
                    break
                result = _apply(head, values)


def _apply(op: Any, values: list[Any]) -> Atom | None:
    direct = _DIRECT.get(op)
    if direct is not None:
        a, b = values[0].value, values[1].value
        if a.__class__ is not int or b.__class__ is not int or (-_SMALL < a < _SMALL and -_SMALL < b < _SMALL):
            try:
                result = direct(a, b)
            except OverflowError:
                return None
            return truth(result) if result.__class__ is bool else Number(result)
    try:
        return op.run(None, *values)[0]
    except (Failed, NoReduce):
        return None


assert all(typ in (NUMBER, BOOL) for typ in _RESULTS.values())
