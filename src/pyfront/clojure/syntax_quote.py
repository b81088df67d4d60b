"""Syntax-quote, as the reader of the JVM expands it: into forms that build the quoted one.

A collection becomes ``(seq (concat piece ...))`` with full names of clojure.core, where a piece is ``(list form)``, or the
form of an ``~@`` as it is; around it ``(apply vector ...)``, ``(apply hash-map ...)``, ``(apply hash-set ...)``; ``()`` is
``(list)``. A symbol becomes ``(quote full-name)``; metadata become ``(with-meta form metadata)``. Nothing recurses.
"""

from __future__ import annotations

from pyfront.clojure.atoms import BigDecimal, BigInt
from pyfront.clojure.context import qualify
from pyfront.clojure.data import Form, List, Map, MetaSymbol, Set, Vector, bare
from vmcore.data import Char, Keyword, Ratio, Symbol

TYPE_CHECKING = False  # as in typing, which would cost start-up time
if TYPE_CHECKING:
    from typing import Any

    from pyfront.clojure.reader import Scanner
    from pyfront.errors import ReadError

QUOTE = Symbol("quote")
UNQUOTE, UNQUOTE_SPLICING = Symbol("clojure.core/unquote"), Symbol("clojure.core/unquote-splicing")
SEQ, CONCAT, LIST, APPLY = (Symbol("clojure.core/" + name) for name in ("seq", "concat", "list", "apply"))
WITH_META = Symbol("clojure.core/with-meta")
BUILDERS = {
    Vector: Symbol("clojure.core/vector"),
    Map: Symbol("clojure.core/hash-map"),
    Set: Symbol("clojure.core/hash-set"),
}
SELF_QUOTING = frozenset((Keyword, int, float, Ratio, BigInt, BigDecimal, Char, str))


class _Build:
    """A form that is built when the data in it are: ``count`` results are its."""

    __slots__ = ("form", "at", "count")

    def __init__(self, form: Form, at: int, count: int) -> None:
        self.form = form
        self.at = at
        self.count = count


class _WithMeta:
    """The two last results are a form and its metadata."""

    __slots__ = ("at",)

    def __init__(self, at: int) -> None:
        self.at = at


class Quoter:
    """Expands one syntax-quote, into ``limit`` lists at most."""

    __slots__ = ("context", "generated", "limit", "lists", "results", "scanner")

    def __init__(self, scanner: Scanner, limit: int) -> None:
        self.scanner = scanner
        self.context = scanner.context
        self.limit = limit
        self.lists = 0
        self.generated: dict[str, Symbol] = {}  # x# -> its name in this syntax-quote
        self.results: list[Any] = []

    def quote(self, form: Any, at: int) -> Any:
        """What builds ``form``, which stands at position ``at``."""
        todo: list[Any] = [(form, at)]  # (form, position) and what is to be done after it
        results = self.results
        while todo:
            job = todo.pop()
            self.lists += 2
            if self.lists > self.limit:
                raise self._fail(at, "syntax-quotes in syntax-quotes grow too large here")
            if job.__class__ is _Build:
                results[len(results) - job.count :] = [self._build(job)]
            elif job.__class__ is _WithMeta:
                meta = results.pop()
                results[-1] = _call(job.at, WITH_META, results[-1], meta)
            else:
                self._visit(job[0], job[1], todo)
        return results.pop()

    def _fail(self, at: int, message: str) -> ReadError:
        return self.scanner.fail(at - self.scanner.base, message)

    def _visit(self, form: Any, at: int, todo: list[Any]) -> None:
        """Quote an atom; put down what is to be done for a collection."""
        if is_call(form, UNQUOTE):
            self.results.append(_argument(form))
            return
        if is_call(form, UNQUOTE_SPLICING):
            raise self._fail(at, "~@ has no list around it here to splice into")
        if isinstance(form, Form):
            self._add_meta(form.meta, at, todo)
            parts = [part for part in zip(form.items, form.pos) if not _is_unquoted(part[0])]
            todo.append(_Build(form, at, len(parts)))
            todo += reversed(parts)
        elif form.__class__ is MetaSymbol:
            self._add_meta(form.meta, at, todo)
            todo.append((form.symbol, at))
        elif form.__class__ in SELF_QUOTING:
            self.results.append(form)
        else:
            self.results.append(_call(at, QUOTE, self._symbol(form) if form.__class__ is Symbol else form))

    def _add_meta(self, meta: Map | None, at: int, todo: list[Any]) -> None:
        """To be called before the form is put down, so that the metadata are done after it."""
        if meta is not None and meta.items:
            todo += (_WithMeta(at), (meta, at))

    def _symbol(self, symbol: Symbol) -> Symbol:
        name = symbol.name
        if name[-1] == "#" and "/" not in name[:-1]:
            known = self.generated.get(name)
            if known is None:
                known = Symbol(f"{name[:-1]}__{self.context.next_id()}__auto__")
                self.generated[name] = known
            return known
        return Symbol(qualify(name, self.context))

    def _build(self, job: _Build) -> List:
        form, at = job.form, job.at
        built = iter(self.results[len(self.results) - job.count :])
        if not form.items and form.__class__ is List:
            return _call(at, LIST)
        pieces: list[Any] = [CONCAT]
        pos = [at]
        for item, where in zip(form.items, form.pos):
            if is_call(item, UNQUOTE_SPLICING):
                pieces.append(_argument(item))
            elif is_call(item, UNQUOTE):
                pieces.append(_call(where, LIST, _argument(item)))
            else:
                pieces.append(_call(where, LIST, next(built)))
            pos.append(where)
        whole = _call(at, SEQ, List(pieces, pos, at, form.end))
        builder = BUILDERS.get(form.__class__)
        return whole if builder is None else _call(at, APPLY, builder, whole)


def is_call(form: Any, symbol: Symbol) -> bool:
    return form.__class__ is List and bool(form.items) and bare(form.items[0]) is symbol


def _is_unquoted(form: Any) -> bool:
    return is_call(form, UNQUOTE) or is_call(form, UNQUOTE_SPLICING)


def _argument(form: List) -> Any:
    return form.items[1] if len(form.items) > 1 else None


def _call(at: int, *items: Any) -> List:
    """A list that stands for what is at a position. Its end is that of the last form in it."""
    last = items[-1]
    return List(items, (at,) * len(items), at, last.end if isinstance(last, Form) else at)
