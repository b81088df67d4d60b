"""Forms of a running program, as ``%flatten`` lays them out, to forms of the compiler."""

from __future__ import annotations

from pyfront.clojure.data import Form, List, Map, MetaSymbol, Set, Vector
from vmcore.data import Keyword, Ratio, Symbol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyfront.text.source import Source

KINDS: dict[int, type[Form]] = {1: List, 2: Vector, 3: Map, 4: Set}
ATOM, META, VALUE, BIG, REGEX = 0, 5, 6, 7, 8
LINE, COLUMN = Keyword("line"), Keyword("column")


class Value:
    """A value of the running program inside a form. ``ref``: held."""

    __slots__ = ("ref",)

    def __init__(self, ref: Any) -> None:
        self.ref = ref

    def __repr__(self) -> str:
        return repr(self.ref)


def unflatten(machine: Any, flat: Any, source: Source | None, pos: int) -> Any:
    """``pos``: where a form stands whose metadata do not say so."""
    codes = flat if flat.__class__ is list else machine.plain(flat)
    stack: list[Any] = []
    for i in range(0, len(codes), 2):
        kind, what = codes[i], codes[i + 1]
        if kind == ATOM:
            stack.append(_ratio(what) if what.__class__.__name__ == "Fraction" else what)
        elif kind in KINDS:
            items = stack[len(stack) - what :] if what else []
            del stack[len(stack) - what :]
            at = pos
            where = [x.start if isinstance(x, Form) and x.start else at for x in items]
            stack.append(KINDS[kind](items, where, at, at))
        elif kind == META:
            meta = stack.pop()
            stack[-1] = _with_meta(stack[-1], meta, source)
        elif kind == BIG:
            stack.append(_big(what))
        elif kind == REGEX:
            from pyfront.clojure.atoms import Regex

            stack.append(Regex(what))
        else:
            stack.append(Value(what))
    return stack.pop()


def _ratio(x: Any) -> Ratio:
    return Ratio(x.numerator, x.denominator)


def _big(x: Any) -> Any:
    from pyfront.clojure.atoms import BigDecimal, BigInt

    if x.__class__ is int:
        return BigInt(x)
    sign, digits, exponent = x.as_tuple()
    unscaled = int("".join(map(str, digits)) or "0")
    return BigDecimal(-unscaled if sign else unscaled, -exponent)


def _with_meta(x: Any, meta: Any, source: Source | None) -> Any:
    if meta.__class__ is not Map:
        return x
    if x.__class__ is Symbol:
        return MetaSymbol(x, meta)
    if not isinstance(x, Form):
        return x
    found = dict(meta.pairs())
    line, column = found.get(LINE), found.get(COLUMN)
    start = x.start
    if line.__class__ is int and column.__class__ is int and source is not None and source.text:
        start = position(source, line, column) or start
        keep = [part for pair in meta.pairs() if pair[0] is not LINE and pair[0] is not COLUMN for part in pair]
        meta = Map(keep, (start,) * len(keep), start, start) if keep else None
    pos = [item.start if isinstance(item, Form) and item.start else start for item in x.items]
    return x.__class__(x.items, pos, start, start, meta)


def position(source: Source, line: int, column: int) -> int:
    """The position of a place in a source; 0 if it has none."""
    source.line_column(source.base)
    lines = source._lines or [0]
    if not 1 <= line <= len(lines):
        return 0
    at = lines[line - 1] + column - 1
    return source.base + at if at <= len(source.text) else 0
