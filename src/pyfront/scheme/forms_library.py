"""Programs of several parts: ``import``, ``define-library``, ``include``, ``cond-expand``.

Programs see everything from the beginning; ``import`` matters for other names (``only``, ``prefix``, ``rename``) and
for libraries that programs define. A library is a top level of its own, whose globals have its name in front; its body
runs where it is defined.
"""

from __future__ import annotations

from pyfront.errors import ExpandError
from pyfront.expand.env import SPLICE, TOP, Global, Scope, Special, TopLevel, is_identifier, symbol_of
from pyfront.expand.expander import Expander, bad, expand_into
from pyfront.scheme.forms import ELSE
from pyfront.scheme.libraries import FEATURES, exports, known
from pyfront.text.datum import List
from vmcore.data import Symbol

TYPE_CHECKING = False  # as in typing, which would cost start-up time
if TYPE_CHECKING:
    from typing import Any

    from pyfront.expand.env import Binding

MODIFIERS = ("only", "except", "prefix", "rename")


class Library:
    """A library that a program defined."""

    __slots__ = ("top", "exports")

    def __init__(self, top: TopLevel, exported: dict[Symbol, Symbol]) -> None:
        self.top = top
        self.exports = exported  # name outside -> name inside


def written(x: Any, pos: int, who: str) -> str:
    """The name of a library as text."""
    if x.__class__ is not List or not x.items or x.tail is not None:
        raise bad(who, "a library name must be a list of identifiers and numbers", pos)
    parts = []
    for part, at in zip(x.items, x.pos):
        if is_identifier(part):
            parts.append(symbol_of(part).name)
        elif part.__class__ is int and part >= 0:
            parts.append(str(part))
        else:
            raise bad(who, "a library name must be a list of identifiers and numbers", at)
    return f"({' '.join(parts)})"


# ---------------------------------------------------------------- import


def expand_import(cx: Expander, form: List, env: Scope, defs: Any) -> None:
    for x, pos in zip(form.items[1:], form.pos[1:]):
        import_set(cx, cx.top, x, pos)


def import_set(cx: Expander, top: TopLevel, x: Any, pos: int) -> None:
    """Bind what an import set names. Names that the unit itself defines stay what they are."""
    if _modifier(x) or written(x, pos, "import") in cx.top.libraries:
        for symbol, binding in _bindings(cx, top, x, pos).items():
            if symbol not in cx.overrides or top is not cx.top:
                top.table[symbol] = binding
        return
    name = written(x, pos, "import")
    if not known(name):
        raise ExpandError(f"unknown library {name}", pos=pos)
    own = [s for s in top.table if s.__class__ is Symbol and s not in cx.overrides]
    names = exports(name) if own else ()
    for symbol in own:
        if symbol.name in names and top.base.find(symbol) is not None:  # type: ignore[union-attr]
            del top.table[symbol]  # defined before; the import is newer


def _modifier(x: Any) -> str:
    """The modifier that an import set begins with, if any; ``(rename ...)`` could be a library's name as well."""
    if x.__class__ is List and len(x.items) > 1 and is_identifier(x.items[0]) and x.items[1].__class__ is List:
        name = symbol_of(x.items[0]).name
        if name in MODIFIERS:
            return name
    return ""


def _bindings(cx: Expander, top: TopLevel, x: Any, pos: int) -> dict[Symbol, Binding]:
    """What an import set binds."""
    modifiers: list[tuple[str, List]] = []
    modifier = _modifier(x)
    while modifier:
        if x.tail is not None:
            raise bad("import", "the import set must be a proper list", x.pos[-1])
        modifiers.append((modifier, x))
        x, pos = x.items[1], x.pos[1]
        modifier = _modifier(x)
    found = _library(cx, top, x, pos)
    for name, spec in reversed(modifiers):
        if name == "prefix":
            if len(spec.items) != 3 or not is_identifier(spec.items[2]):
                raise bad("import", "expected (prefix import-set identifier)", spec.start)
            prefix = symbol_of(spec.items[2]).name
            found = {Symbol(prefix + symbol.name): binding for symbol, binding in found.items()}
        elif name == "rename":
            found = _renamed(found, spec)
        else:
            listed = [_listed(found, spec.items[i], spec.pos[i]) for i in range(2, len(spec.items))]
            if name == "only":
                found = {symbol: found[symbol] for symbol in listed}
            else:
                found = {symbol: binding for symbol, binding in found.items() if symbol not in listed}
    return found


def _library(cx: Expander, top: TopLevel, x: Any, pos: int) -> dict[Symbol, Binding]:
    name = written(x, pos, "import")
    library = cx.top.libraries.get(name)
    if library is not None:
        return {outside: library.top.find(inside) for outside, inside in library.exports.items()}
    if not known(name):
        raise ExpandError(f"unknown library {name}", pos=pos)
    symbols = [Symbol(export) for export in sorted(exports(name))]
    return {symbol: top.base.find(symbol) or top.own(symbol) for symbol in symbols}


def _listed(found: dict[Symbol, Binding], x: Any, pos: int) -> Symbol:
    if not is_identifier(x):
        raise bad("import", "expected an identifier", pos)
    symbol = symbol_of(x)
    if symbol not in found:
        raise ExpandError(f"the library does not export {symbol.name}", pos=pos)
    return symbol


def _renamed(found: dict[Symbol, Binding], spec: List) -> dict[Symbol, Binding]:
    names: dict[Symbol, Symbol] = {}
    for pair, pos in zip(spec.items[2:], spec.pos[2:]):
        if pair.__class__ is not List or len(pair.items) != 2 or not all(is_identifier(x) for x in pair.items):
            raise bad("import", "a renaming must be (name new-name)", pos)
        names[_listed(found, pair.items[0], pair.pos[0])] = symbol_of(pair.items[1])
    return {names.get(symbol, symbol): binding for symbol, binding in found.items()}


# ---------------------------------------------------------------- define-library


def define_library(cx: Expander, form: List, env: Scope, defs: Any) -> None:
    if len(form.items) < 2:
        raise bad("define-library", "expected (define-library (name ...) declaration ...)", form.start)
    name = written(form.items[1], form.pos[1], "define-library")
    top = TopLevel(name + ":", cx.top.base)
    top.libraries = cx.top.libraries
    exported: dict[Symbol, Symbol] = {}
    places: dict[Symbol, int] = {}
    body: list[tuple[Any, int]] = []
    pending = list(zip(form.items[2:], form.pos[2:]))[::-1]
    while pending:
        x, pos = pending.pop()
        kind = symbol_of(x.items[0]).name if x.__class__ is List and x.items and is_identifier(x.items[0]) else ""
        if kind == "export":
            for spec, at in zip(x.items[1:], x.pos[1:]):
                outside, inside = _export(spec, at)
                exported[outside], places[outside] = inside, at
        elif kind == "import":
            for spec, at in zip(x.items[1:], x.pos[1:]):
                import_set(cx, top, spec, at)
        elif kind == "begin":
            body += zip(x.items[1:], x.pos[1:])
        elif kind in ("include", "include-ci"):
            body += zip(*_include(cx, x, kind == "include-ci"))
        elif kind == "include-library-declarations":
            pending += list(zip(*_include(cx, x, False)))[::-1]
        elif kind == "cond-expand":
            pending += list(zip(*splice_cond_expand(cx, x, env)))[::-1]
        else:
            raise bad("define-library", "expected a declaration: export, import, begin, include or cond-expand", pos)
    defs.nodes += expand_into(body, top, cx)
    for outside, inside in exported.items():
        binding = top.find(inside)
        if binding.__class__ is Global and not binding.defined:  # type: ignore[union-attr]
            raise ExpandError(f"the library {name} exports {inside.name}, but does not define it", pos=places[outside])
    cx.top.libraries[name] = Library(top, exported)


def _export(spec: Any, pos: int) -> tuple[Symbol, Symbol]:
    """Name outside and inside."""
    if is_identifier(spec):
        return symbol_of(spec), symbol_of(spec)
    if (
        spec.__class__ is List and len(spec.items) == 3 and all(is_identifier(x) for x in spec.items)
        and symbol_of(spec.items[0]).name == "rename"
    ):
        return symbol_of(spec.items[2]), symbol_of(spec.items[1])
    raise bad("define-library", "an export must be an identifier or (rename inside outside)", pos)


# ---------------------------------------------------------------- include and cond-expand


def _include(cx: Expander, form: List, fold_case: bool) -> tuple[list[Any], list[int]]:
    if len(form.items) < 2:
        raise bad("include", "expected (include string ...)", form.start)
    if cx.load is None:
        raise ExpandError("include is not allowed here: it needs the capability to read files", pos=form.start)
    items: list[Any] = []
    positions: list[int] = []
    for name, pos in zip(form.items[1:], form.pos[1:]):
        if name.__class__ is not str:
            raise bad("include", "the name of a file must be a string", pos)
        for x, at in cx.load(name, fold_case, pos):
            items.append(x)
            positions.append(at)
    return items, positions


def splice_include(cx: Expander, form: List, env: Scope) -> tuple[list[Any], list[int]]:
    return _include(cx, form, False)


def splice_include_ci(cx: Expander, form: List, env: Scope) -> tuple[list[Any], list[int]]:
    return _include(cx, form, True)


def splice_cond_expand(cx: Expander, form: List, env: Scope) -> tuple[list[Any], list[int]]:
    for clause, pos in zip(form.items[1:], form.pos[1:]):
        if clause.__class__ is not List or not clause.items or clause.tail is not None:
            raise bad("cond-expand", "a clause must be (requirement form ...)", pos)
        test = clause.items[0]
        if (is_identifier(test) and env.find(test) is ELSE) or _holds(cx, test, clause.pos[0]):
            return clause.items[1:], clause.pos[1:]
    return [], []


def _holds(cx: Expander, x: Any, pos: int) -> bool:
    """Is a feature requirement met?"""
    if is_identifier(x):
        return symbol_of(x).name in FEATURES
    if x.__class__ is List and x.items and x.tail is None and is_identifier(x.items[0]):
        kind = symbol_of(x.items[0]).name
        rest = list(zip(x.items[1:], x.pos[1:]))
        if kind == "and":
            return all(_holds(cx, part, at) for part, at in rest)
        if kind == "or":
            return any(_holds(cx, part, at) for part, at in rest)
        if kind == "not" and len(rest) == 1:
            return not _holds(cx, *rest[0])
        if kind == "library" and len(rest) == 1:
            name = written(*rest[0], "cond-expand")
            return name in cx.top.libraries or known(name)
    raise bad("cond-expand", "a requirement must be a feature, (library name), (and ...), (or ...) or (not ...)", pos)


FORMS: dict[str, Special] = {
    "import": Special("import", TOP, expand_import),
    "define-library": Special("define-library", TOP, define_library),
    "include": Special("include", SPLICE, splice_include),
    "include-ci": Special("include-ci", SPLICE, splice_include_ci),
    "cond-expand": Special("cond-expand", SPLICE, splice_cond_expand),
}
