"""What ``^`` and ``#:namespace`` do to data."""

from __future__ import annotations

from pyfront.clojure.data import Form, Map, MetaSymbol, Vector
from pyfront.clojure.equality import Classes
from vmcore.data import Keyword, Symbol

TYPE_CHECKING = False  # as in typing, which would cost start-up time
if TYPE_CHECKING:
    from typing import Any

    from pyfront.clojure.reader import Scanner

TAG, PARAM_TAGS = Keyword("tag"), Keyword("param-tags")


def metadata(scanner: Scanner, datum: Any, start: int, end: int) -> Map:
    """The map that a datum behind ^ means."""
    kind = datum.__class__
    if kind is Map:
        return datum
    if kind is Keyword:
        pair: tuple[Any, Any] = (datum, True)
    elif kind is Symbol or kind is str or kind is MetaSymbol:
        pair = (TAG, datum)
    elif kind is Vector:
        pair = (PARAM_TAGS, datum)
    else:
        message = "metadata are a symbol, keyword, string, vector or map"
        raise scanner.fail(start - scanner.base, message, end - scanner.base)
    return Map(pair, (start, start), start, end)


def with_meta(scanner: Scanner, datum: Any, metas: list[Map], opened: int, start: int, end: int) -> Any:
    """A datum from ``start`` to ``end`` with metadata, the inner ones first, whose first ^ is at ``opened``."""
    if isinstance(datum, Form):
        return datum.with_meta(merged([datum.meta, *metas] if datum.meta else metas), opened)
    if datum.__class__ is Symbol:
        return MetaSymbol(datum, merged(metas))
    if datum.__class__ is MetaSymbol:
        return MetaSymbol(datum.symbol, merged([datum.meta, *metas]))
    if scanner.unread:
        return datum
    raise scanner.fail(start - scanner.base, "metadata can only be on a symbol or a collection", end - scanner.base)


def merged(metas: list[Map]) -> Map:
    """The keys of inner metadata first, the values of the outer ones."""
    if len(metas) == 1:
        return metas[0]
    classes = Classes()
    order: dict[int, int] = {}  # number of a key -> where it is in items
    items: list[Any] = []
    pos: list[int] = []
    for part in metas:
        for i in range(0, len(part.items), 2):
            number = classes.of(part.items[i])
            if number in order:
                items[order[number] + 1] = part.items[i + 1]
            else:
                order[number] = len(items)
                items += part.items[i : i + 2]
                pos += part.pos[i : i + 2]
    return Map(items, pos, metas[-1].start, metas[0].end)


def in_namespace(key: Any, space: str) -> Any:
    """A key of a map with a namespace: names without one get it, those in ``_`` lose it."""
    kind = key.__class__
    if kind is MetaSymbol:
        return MetaSymbol(in_namespace(key.symbol, space), key.meta)
    if kind is not Keyword and kind is not Symbol:
        return key
    name = key.name
    if name.startswith("_/") and len(name) > 2:
        return kind(name[2:])
    return key if "/" in name[:-1] else kind(f"{space}/{name}")
