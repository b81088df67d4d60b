"""Values of the host in terms: numbers, truth values, strings, spaces, states, operations."""

from __future__ import annotations

from pyfront.metta.names import BOOL, NUMBER, SPACE_TYPE, STRING, UNDEFINED
from vmcore.termmachine import Failed, NoReduce, Operation
from vmcore.terms import Atom, Ground, Matcher, Var, text_of
from vmcore.termspace import Space

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


LONG = 10**600


class Number(Ground):
    __slots__ = ()

    def __init__(self, value: Any) -> None:
        self.value = value
        self.typ = NUMBER
        self.kind = "number"

    def text(self) -> str:
        value = self.value
        return integer_text(value) if value.__class__ is int else float_text(value)


class Bool(Ground):
    __slots__ = ()

    def __init__(self, value: bool) -> None:
        super().__init__(value, BOOL, "bool")


TRUE, FALSE = Bool(True), Bool(False)
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\0": "\\0"}


class String(Ground):
    __slots__ = ()

    def __init__(self, value: str) -> None:
        super().__init__(value, STRING, "string")

    def text(self) -> str:
        out = [_ESCAPES.get(c) or (c if c.isprintable() else f"\\u{{{ord(c):x}}}") for c in self.value]
        return '"' + "".join(out) + '"'


def integer_text(value: int) -> str:
    """Python's own way has a limit on the length."""
    if -LONG < value < LONG:
        return str(value)
    from vmcore.bignum import Unmetered, to_text

    return to_text(value, 10, Unmetered())


def float_text(value: float) -> str:
    """A float as the language writes it: the shortest digits that mean it; an exponent from 1e16 and below 1e-5."""
    if value != value:
        return "NaN"
    if value in (float("inf"), float("-inf")):
        return "inf" if value > 0 else "-inf"
    text = repr(value)
    if "e" not in text:
        return text
    digits, _, exponent = text.partition("e")
    digits = digits.removesuffix(".0")
    return f"{digits}e{int(exponent)}"


def truth(value: Any) -> Bool:
    return TRUE if value else FALSE


class SpaceAtom(Matcher):
    """A space. It matches what a query of it finds."""

    __slots__ = ()
    value: Space

    def __init__(self, space: Space) -> None:
        super().__init__(space, SPACE_TYPE, "space")

    def __hash__(self) -> int:
        return id(self.value)

    def same(self, other: Ground) -> bool:
        return self.value is other.value

    def text(self) -> str:
        space = self.value
        return f"ModuleSpace(GroundingSpace-{space.name})" if space.name else f"GroundingSpace-{id(space):#x}"


_AT_WORK: set[tuple[int, int]] = set()  # states, by their ids, that are being written or compared


class State(Ground):
    """A cell. Two of them are the same when what they hold is."""

    __slots__ = ()

    def __init__(self, value: Atom, typ: Atom) -> None:
        super().__init__(value, typ, "state")

    def __hash__(self) -> int:
        return hash("state")

    def same(self, other: Ground) -> bool:
        if other.__class__ is not State or self.value is other.value:
            return other.__class__ is State
        pair = id(self), id(other)
        if pair in _AT_WORK:  # nothing tells apart what the two have come back to
            return True
        _AT_WORK.add(pair)
        try:
            return bool(self.value == other.value)
        except RecursionError:
            from pyfront.errors import StackOverflow

            raise StackOverflow("states are nested too deeply to be compared") from None
        finally:
            _AT_WORK.discard(pair)

    def text(self) -> str:
        me = id(self), 0
        if me in _AT_WORK:  # it contains itself
            return "(State ...)"
        _AT_WORK.add(me)
        try:
            return f"(State {text_of(self.value)})"
        except RecursionError:
            return "(State ...)"
        finally:
            _AT_WORK.discard(me)


class Opaque(Ground):
    """An object of the host, the same only as itself."""

    __slots__ = ()

    def __hash__(self) -> int:
        return id(self)

    def same(self, other: Ground) -> bool:
        return self.value is other.value

    def text(self) -> str:
        return f"{self.typ}-{id(self.value):#x}"


class Op(Operation):
    """An operation. ``run`` takes the machine and the arguments and answers terms; ``control`` takes the machine and the call,
    and sets the machine's registers itself."""

    __slots__ = ()

    def __init__(
        self,
        name: str,
        typ: Atom = UNDEFINED,
        run: Callable[..., list[Atom]] | None = None,
        control: Callable[..., None] | None = None,
        arity: tuple[int, int] = (0, 1 << 30),
    ) -> None:
        super().__init__(name, typ, "operation", run, control, *arity)


class Substitution(Ground):
    """Bindings as a value."""

    __slots__ = ()
    value: list[tuple[Var, Atom]]

    def __init__(self, pairs: list[tuple[Var, Atom]]) -> None:
        super().__init__(pairs, UNDEFINED, "bindings")

    def __hash__(self) -> int:
        return id(self)

    def text(self) -> str:
        pairs = [f"{text_of(var)} <- {text_of(value)}" for var, value in self.value]
        return "{ " + ", ".join(pairs) + " }"


def number_of(atom: Atom) -> Any:
    """The number in a term; NoReduce if there is none."""
    if isinstance(atom, Ground) and atom.kind == "number":
        return atom.value
    raise NoReduce


__all__ = [
    "FALSE", "TRUE", "Bool", "Failed", "NoReduce", "Number", "Op", "Opaque", "SpaceAtom", "State", "String", "Substitution",
    "float_text", "number_of", "truth",
]  # fmt: skip
