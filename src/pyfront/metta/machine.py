"""The generic machine with this language's words, and what it does in faster ways where it may.

The machine itself is compiled (``vmcore.termmachine``). Its registers are ``mode``, ``atom``, ``frame``, and for some modes
``typ`` and ``space``:

    METTA   evaluate ``atom`` as the type ``typ``        EXEC    run the minimal instruction ``atom``
    EVAL    one step of ``atom`` in ``space``            RETURN  hand ``atom`` to ``frame``          FAIL  next alternative
"""

from __future__ import annotations

from pyfront.metta.folding import FOLDED, fold, result_type
from pyfront.metta.names import ATOM, UNDEFINED
from pyfront.metta.ops import OPS
from pyfront.metta.types import WORDS
from pyfront.metta.values import SpaceAtom
from vmcore.termmachine import CHECK, DIRECT, M_EXEC, End
from vmcore.termmachine import Machine as TermMachine
from vmcore.terms import Atom, Expr, Sym, by_name, deref, lasts, variables

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from vmcore.termmachine import Frame

for _name, _code in DIRECT.items():
    OPS[_name].direct = _code
for _op in FOLDED:
    _op.folded = True
for _op in OPS.values():
    lasts(_op)


class Machine(TermMachine):
    """Evaluates terms. ``limits`` is asked from time to time and raises what ends a run."""

    def __init__(self, space: SpaceAtom, limits: Any = None) -> None:
        super().__init__(WORDS, space, limits)
        self.runner: Any = None
        self.wrapping = False  # does integer arithmetic stay within 64 bits?

    def run(self, atom: Atom) -> list[Atom]:
        """All results of a minimal instruction."""
        self.results = []
        self.choices = []
        self.trail = []
        self.mode = M_EXEC
        self.atom = by_name(atom)
        self.named = {var.name: var for var in variables(self.atom)}
        self.frame = End()
        try:
            self.loop()
        finally:
            self.leave()
        return self.results

    def shortcut(self, frame: Frame, call: Expr, typ: Atom, space: SpaceAtom) -> bool | None:
        """A call that is tabled or compiled."""
        items = call.items
        if self.tables is not None and items[0] in self.tables.heads:
            if self.tables.call(self, frame, call, typ, space):
                return True
        if self.islands is None or not call.ground or items[0].__class__ is not Sym:
            return False
        found = self.islands.call(call)
        if found is not None:
            result, its = found
            if deref(typ) in (UNDEFINED, ATOM) or (its is not None and self.fits(its, typ)):
                self.frame = frame
                self.give(result)
                return True
        return None if self.islands.refuses(items[0], len(items) - 1) else False

    def is_standard(self) -> bool:
        return bool(self.islands.standard())

    def fold(self, atom: Expr, typ: Atom) -> Atom | None:
        folded = fold(atom)
        return folded if folded is not None and self.fits(result_type(atom.items[0]), typ) else None


__all__ = ["CHECK", "Machine"]
