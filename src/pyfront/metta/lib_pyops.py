"""The module ``py_ops``: operators that do with values of Python what Python does."""

from __future__ import annotations

import operator

from pyfront.metta.objects import OperationAtom
from pyfront.metta.values import Failed
from vmcore.terms import Atom

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pyfront.metta.runner import Runner

_BINARY = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "%": operator.mod,
    "<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge,
    "or": lambda a, b: a or b, "and": lambda a, b: a and b,
}  # fmt: skip


def words(runner: Runner) -> dict[str, Atom]:
    if not runner.python("py_ops"):
        raise Failed("py_ops: Python is not allowed here")
    found: dict[str, Atom] = {name: OperationAtom(name, fn) for name, fn in _BINARY.items()}
    found["not"] = OperationAtom("not", operator.not_)
    return found
