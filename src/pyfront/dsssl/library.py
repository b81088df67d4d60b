"""The library: compiled when the package is built."""

from __future__ import annotations

from pyfront.core.ir import GlobalDefine, Lambda, Node, Seq
from pyfront.dsssl.analyse import DEFINE, Analyser, definition_parts
from pyfront.dsssl.reader import Reader
from pyfront.dsssl.sgml import Piece
from pyfront.text.datum import List
from pyfront.text.source import SourceMap

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def compile_library(texts: list[tuple[str, str]]) -> tuple[Lambda, SourceMap, list[str]]:
    """The unit of the library, its sources, the names it defines. ``texts``: name and text of each file."""
    sources = SourceMap()
    data: list[tuple[Any, int]] = []
    for name, text in texts:
        source = sources.add(name, text)
        data += Reader([Piece(text.replace("\n", "\r"), source.base)], sources).read()
    an = Analyser(library=True)
    names = [definition_parts(x)[0] for x, _ in data if x.__class__ is List and x.items[0] is DEFINE]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise SystemExit(f"the library defines twice: {', '.join(twice)}")
    an.provided = frozenset([*names, "%service"])
    nodes: list[Node] = []
    for x, pos in data:
        if x.__class__ is List and x.items[0] is DEFINE:
            name, at, form, params = definition_parts(x)
            nodes.append(GlobalDefine("dsssl:" + name, an.definition_value(name, form, params, None), at))
        else:
            nodes.append(an.expr(x, pos, None))
    return Lambda("", [], [], None, Seq(nodes, 0), 0), sources, names


def emit(unit: Lambda, sources: SourceMap, backend: str, *, library: bool = False) -> bytes:
    """The image of a unit for a backend."""
    from pyfront.emit import compile_for

    return compile_for(backend, unit, sources, library=library)
