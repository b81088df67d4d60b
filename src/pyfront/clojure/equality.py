"""Clojure's ``=`` of data, without recursion. Loaded when data are compared."""

from __future__ import annotations

from pyfront.clojure.atoms import BigInt, ReaderConditional, Tagged
from pyfront.clojure.data import Form, List, Map, MetaSymbol, Set
from vmcore.data import Ratio

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def equal(a: Any, b: Any) -> bool:
    """Clojure's ``=`` of two data."""
    classes = Classes()
    return classes.of(a) == classes.of(b)


def atom_key(x: Any) -> Any:
    """A Python value that is equal for equal atoms. Of numbers only those of one category are equal: 1 is not 1.0."""
    kind = x.__class__
    if kind is int or kind is str:
        return x
    if kind is BigInt:
        return x.value
    if kind is MetaSymbol:
        return x.symbol
    if kind is float:
        return ("nan",) if x != x else (kind, x)
    if kind is bool or kind is Ratio:
        return (kind, x)
    return x


def hash_of(x: Form) -> int:
    """Of the atoms in it only: forms in it may be of any depth."""
    atoms = frozenset([hash(atom_key(item)) for item in x.items if not _parts(item)])
    return hash((x.__class__ if x.__class__ in (Map, Set) else List, len(x.items), atoms))


class Classes:
    """Numbers for data: equal data have equal numbers."""

    __slots__ = ("_keys", "_forms", "_alive")

    def __init__(self) -> None:
        self._keys: dict[Any, int] = {}
        self._forms: dict[int, int] = {}  # id of a form -> its number
        self._alive: list[Any] = []  # those forms: an id is theirs only as long as they live

    def of(self, x: Any) -> int:
        """Children before their parents, so that what a parent looks up is numbers only."""
        forms = self._forms
        todo = [x]
        while todo:
            x = todo[-1]
            if id(x) in forms or not _parts(x):
                todo.pop()
                continue
            open_ones = [part for part in _parts(x) if id(part) not in forms and _parts(part)]
            if open_ones:
                todo += open_ones
            else:
                todo.pop()
                forms[id(x)] = self._number(self._key(x))
                self._alive.append(x)
        known = forms.get(id(x))
        return self._number(self._key(x)) if known is None else known

    def _number(self, key: Any) -> int:
        return self._keys.setdefault(key, len(self._keys))

    def _key(self, x: Any) -> Any:
        """The key of a datum whose parts are numbered."""
        kind = x.__class__
        if kind is Tagged:
            return (Tagged, x.tag, self._part(x.form))
        if kind is ReaderConditional:
            return (kind, x.splicing, self._part(x.form))
        if not isinstance(x, Form):
            return atom_key(x)
        numbers = [self._part(item) for item in x.items]
        if kind is Map:
            return (Map, frozenset(zip(numbers[::2], numbers[1::2])))
        return (Set, frozenset(numbers)) if kind is Set else (List, tuple(numbers))

    def _part(self, x: Any) -> int:
        known = self._forms.get(id(x)) if _parts(x) else None
        return self._number(self._key(x)) if known is None else known


def _parts(x: Any) -> tuple[Any, ...]:
    """What a datum is made of; () if it is an atom or empty."""
    if isinstance(x, Form):
        return x.items
    return (x.form,) if x.__class__ is Tagged or x.__class__ is ReaderConditional else ()


def first_duplicate(items: list[Any], step: int, classes: Classes) -> int:
    """Index of the first of the items 0, step, 2 * step ... that is equal to one before it; -1 if all differ."""
    seen: set[int] = set()
    for i in range(0, len(items), step):
        number = classes.of(items[i])
        if number in seen:
            return i
        seen.add(number)
    return -1
