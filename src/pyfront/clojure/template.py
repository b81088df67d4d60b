"""Forms from a text with holes, for macros: what syntax-quote is for macros written in Clojure.

    T = Template("(let [x# ~value] (when x# ~@body))")
    T.fill(at, value=..., body=...)

Symbols get the namespace clojure.core unless they are special forms, classes, or begin with ``&``; ``x#`` is a new name in
each use. A hole is filled with a form, a ``Part`` that knows where its items stand, or for ``~@`` a sequence of forms.
"""

from __future__ import annotations

from pyfront.clojure.context import SPECIAL_FORMS
from pyfront.clojure.data import Form, List, Vector
from vmcore.data import Symbol

TYPE_CHECKING = False  # as in typing, which would cost start-up time
if TYPE_CHECKING:
    from typing import Any

_counter = 0


def next_id() -> int:
    """A number that was not given before, in this process."""
    global _counter
    _counter += 1
    return _counter


def advance(number: int) -> None:
    """Numbers up to this one were given, in another process."""
    global _counter
    _counter = max(_counter, number)


def gensym(prefix: str) -> Symbol:
    return Symbol(f"{prefix}__{next_id()}__auto__")


class Part:
    """Items of a form and where they stand."""

    __slots__ = ("items", "pos")

    def __init__(self, items: tuple[Any, ...], pos: tuple[int, ...]) -> None:
        self.items = items
        self.pos = pos


def one(form: Form, i: int) -> Part:
    """An item of a form."""
    return Part(form.items[i : i + 1], form.pos[i : i + 1])


def rest(form: Form, start: int, end: int | None = None) -> Part:
    """Items of a form from a place on."""
    return Part(form.items[start:end], form.pos[start:end])


def call(at: int, *items: Any) -> List:
    """A list that stands for what is at a position."""
    return List(items, (at,) * len(items), at, at)


def vector(at: int, *items: Any) -> Vector:
    return Vector(items, (at,) * len(items), at, at)


class _Hole:
    __slots__ = ("name", "splice")

    def __init__(self, name: str, splice: bool) -> None:
        self.name = name
        self.splice = splice


class Template:
    """Read when it is used for the first time."""

    __slots__ = ("text", "form")

    def __init__(self, text: str) -> None:
        self.text = text
        self.form: Any = None

    def fill(self, at: int, **holes: Any) -> Any:
        """The form, which stands for what is at a position."""
        if self.form is None:
            self.form = _prepare(_read(self.text))
        return _fill(self.form, at, holes, {})


def _read(text: str) -> Any:
    from pyfront.clojure.reader import read_all
    from pyfront.text.source import Source

    return read_all(Source("<template>", text))[0][0]


def _prepare(x: Any) -> Any:
    if x.__class__ is Symbol:
        name = x.name
        if name in SPECIAL_FORMS or name[0] == "&" or "/" in name[:-1] or "." in name or name[-1] == "#":
            return x
        return Symbol("clojure.core/" + name)
    if x.__class__ is List and x.items and x.items[0].__class__ is Symbol:
        head = x.items[0].name
        if head == "clojure.core/unquote":
            return _Hole(x.items[1].name, False)
        if head == "clojure.core/unquote-splicing":
            return _Hole(x.items[1].name, True)
    if isinstance(x, Form):
        return x.__class__(tuple(_prepare(item) for item in x.items))
    return x


def _fill(x: Any, at: int, holes: dict[str, Any], made: dict[str, Symbol]) -> Any:
    if x.__class__ is Symbol:
        if x.name[-1] != "#":
            return x
        if x.name not in made:
            made[x.name] = gensym(x.name[:-1])
        return made[x.name]
    if x.__class__ is _Hole:
        value = holes[x.name]
        return value.items[0] if value.__class__ is Part else value
    if not isinstance(x, Form):
        return x
    items: list[Any] = []
    pos: list[int] = []
    for item in x.items:
        if item.__class__ is _Hole:
            value = holes[item.name]
            if value.__class__ is Part:
                items += value.items
                pos += value.pos
            elif item.splice:
                items += value
                pos += [one.start if isinstance(one, Form) and one.start else at for one in value]
            else:
                items.append(value)
                pos.append(value.start if isinstance(value, Form) and value.start else at)
        else:
            items.append(_fill(item, at, holes, made))
            pos.append(at)
    return x.__class__(items, pos, at, at)
