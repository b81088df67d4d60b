"""Programs of several parts: ``import``, ``define-library``, ``include``, ``cond-expand``.

A library is a top level of its own, whose globals have its name in front. One that a program defines runs where it is
defined; one that is found in a file (``files.py``) is a unit of its own, which runs before the first unit that needs it.
"""

from __future__ import annotations

from pyfront.errors import ExpandError
from pyfront.expand.env import LIBRARY, SPLICE, TOP, Global, Scope, Special, TopLevel, is_identifier, symbol_of
from pyfront.expand.expander import Expander, bad, expand_into
from pyfront.expand.imports import Imports, ImportSet, with_import
from pyfront.scheme.forms import ELSE
from pyfront.scheme.libraries import FEATURES, Library, find, known
from pyfront.scheme.names import LIBRARY_START
from pyfront.text.datum import List, text_of
from vmcore.data import Symbol

TYPE_CHECKING = False  # as in typing, which would cost start-up time
if TYPE_CHECKING:
    from typing import Any

MODIFIERS = ("only", "except", "prefix", "rename")


def written(x: Any, pos: int, who: str) -> str:
    """The name of a library as text."""
    if x.__class__ is not List or not x.items or x.tail is not None:
        raise bad(who, "a library name must be a list of identifiers and numbers, as in (scheme base)", pos)
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
    top = cx.top
    if top.fixed:
        raise ExpandError("nothing can be imported: the environment is immutable", pos=form.start)
    for x, pos in zip(form.items[1:], form.pos[1:]):
        one = import_set(cx, x, pos)
        top.base = with_import(top.base, one)
        for symbol in [s for s in top.table if s.__class__ is Symbol and s.name in one.names]:
            if symbol not in cx.overrides:
                del top.table[symbol]  # defined before; the import is newer


def import_set(cx: Expander, x: Any, pos: int) -> ImportSet:
    """What an import set names."""
    modifiers: list[tuple[str, List]] = []
    modifier = _modifier(x)
    while modifier:
        if x.tail is not None:
            raise bad("import", "the import set must be a proper list", x.pos[-1])
        modifiers.append((modifier, x))
        x, pos = x.items[1], x.pos[1]
        modifier = _modifier(x)
    library = find_library(cx, x, pos)
    names = library.names()
    for name, spec in reversed(modifiers):
        if name == "prefix":
            if len(spec.items) != 3 or not is_identifier(spec.items[2]):
                raise bad("import", "expected (prefix import-set identifier)", spec.start)
            prefix = symbol_of(spec.items[2]).name
            names = {prefix + outside: inside for outside, inside in names.items()}
        elif name == "rename":
            names = _renamed(names, spec, library)
        else:
            listed = [_listed(names, spec.items[i], spec.pos[i], library) for i in range(2, len(spec.items))]
            if name == "only":
                names = {one: names[one] for one in listed}
            else:
                names = {outside: inside for outside, inside in names.items() if outside not in listed}
    return ImportSet(library, names)


def _modifier(x: Any) -> str:
    """The modifier that an import set begins with, if any; ``(rename ...)`` could be a library's name as well."""
    if x.__class__ is List and len(x.items) > 1 and is_identifier(x.items[0]) and x.items[1].__class__ is List:
        name = symbol_of(x.items[0]).name
        if name in MODIFIERS:
            return name
    return ""


def find_library(cx: Expander, x: Any, pos: int) -> Any:
    """The library of a name: one of the implementation, of the program, or in a file."""
    name = written(x, pos, "import")
    library = cx.top.libraries.get(name)
    if library is None and known(name):
        library = find(name, cx.top.system)
    if library is None and cx.files is not None:
        library = cx.files.library(cx, name, pos)
    if library is None:
        raise _unknown(cx, name, pos)
    if cx.files is not None:
        cx.files.need(library)
    return library


def _unknown(cx: Expander, name: str, pos: int) -> ExpandError:
    from pyfront.scheme.libraries import system_names
    from pyfront.text.near import nearest

    numbered = name.startswith("(srfi ")  # any number is near
    near = "" if numbered else nearest(name, [*system_names(), *cx.top.libraries])
    message = f"unknown library {name}"
    if near:
        message += f"; did you mean {near}?"
    elif cx.files is not None and cx.files.path:
        message += f"; there is no {cx.files.file_of(name)} in {', '.join(cx.files.path)}"
    return ExpandError(message, pos=pos)


def _listed(names: dict[str, str], x: Any, pos: int, library: Any) -> str:
    if not is_identifier(x):
        raise bad("import", "expected an identifier", pos)
    name = symbol_of(x).name
    if name not in names:
        from pyfront.text.near import nearest

        near = nearest(name, names)
        hint = f"; did you mean {near}?" if near else ""
        raise ExpandError(f"the library {library.name} does not export {name}{hint}", pos=pos)
    return name


def _renamed(names: dict[str, str], spec: List, library: Any) -> dict[str, str]:
    changed: dict[str, str] = {}
    for pair, pos in zip(spec.items[2:], spec.pos[2:]):
        if pair.__class__ is not List or len(pair.items) != 2 or not all(is_identifier(x) for x in pair.items):
            raise bad("import", "a renaming must be (name new-name)", pos)
        changed[_listed(names, pair.items[0], pair.pos[0], library)] = symbol_of(pair.items[1]).name
    return {changed.get(outside, outside): inside for outside, inside in names.items()}


# ---------------------------------------------------------------- define-library


def define_library(cx: Expander, form: List, env: Scope, defs: Any) -> None:
    library, nodes = make_library(cx, form)
    defs.nodes += nodes
    cx.top.libraries[library.name] = library


class _Declarations:
    """What the declarations of a library say."""

    __slots__ = ("exported", "places", "imports", "body")

    def __init__(self) -> None:
        self.exported: dict[str, Symbol] = {}  # name outside -> name inside
        self.places: dict[str, int] = {}
        self.imports: list[tuple[Any, int]] = []
        self.body: list[tuple[Any, int]] = []


def make_library(cx: Expander, form: List) -> tuple[Library, list[Any]]:
    """A library, and the nodes that run its body."""
    if len(form.items) < 2 or form.tail is not None:
        raise bad("define-library", "expected (define-library (name ...) declaration ...)", form.start)
    name = written(form.items[1], form.pos[1], "define-library")
    if known(name):
        raise ExpandError(f"the library {name} cannot be defined: the implementation has it", pos=form.pos[1])
    found = declarations(cx, form)
    top = TopLevel(name + ":", LIBRARY_START)
    top.system = cx.top.system
    top.libraries = cx.top.libraries
    top.rule = LIBRARY
    top.base = Imports(tuple(import_set(cx, spec, at) for spec, at in found.imports), LIBRARY_START)
    nodes = expand_into(found.body, top, cx)
    for outside, inside in found.exported.items():
        binding = top.find(inside)
        if binding.__class__ is Global and not binding.defined:  # type: ignore[union-attr]
            message = f"the library {name} exports {inside.name}, but does not define it"
            if top.find(Symbol("define")).__class__ is Global:
                message += ", nor does it import define"
            raise ExpandError(message, pos=found.places[outside])
    return Library(name, top, found.exported), nodes


def declarations(cx: Expander, form: List) -> _Declarations:
    found = _Declarations()
    pending = list(zip(form.items[2:], form.pos[2:]))[::-1]
    while pending:
        x, pos = pending.pop()
        kind = ""
        if x.__class__ is List and x.items and x.tail is None and is_identifier(x.items[0]):
            kind = symbol_of(x.items[0]).name
        if kind == "export":
            for spec, at in zip(x.items[1:], x.pos[1:]):
                outside, inside = _export(spec, at)
                found.exported[outside.name], found.places[outside.name] = inside, at
        elif kind == "import":
            found.imports += zip(x.items[1:], x.pos[1:])
        elif kind == "begin":
            found.body += zip(x.items[1:], x.pos[1:])
        elif kind in ("include", "include-ci"):
            found.body += zip(*_include(cx, x, kind == "include-ci"))
        elif kind == "include-library-declarations":
            pending += list(zip(*_include(cx, x, False)))[::-1]
        elif kind == "cond-expand":
            pending += list(zip(*splice_cond_expand(cx, x, cx.top.scope)))[::-1]
        else:
            raise bad("define-library", "expected a declaration: export, import, begin, include or cond-expand", pos)
    return found


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
        who = symbol_of(form.items[0]).name
        raise bad(who, f"expected ({who} string ...)", form.start)
    include = getattr(cx.files, "include", None)
    if include is None:
        from pyfront.errors import CapabilityError

        raise CapabilityError.lacking("file-read", "include", form.start)
    items: list[Any] = []
    positions: list[int] = []
    for x, pos in zip(form.items[1:], form.pos[1:]):
        name = text_of(x)
        if name is None:
            raise bad("include", "the name of a file must be a string", pos)
        for datum, at in include(name, fold_case, pos):
            items.append(datum)
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
        if (is_identifier(test) and (env.find(test) is ELSE or symbol_of(test).name == "else")) or _holds(cx, test, clause.pos[0]):
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
            return name in cx.top.libraries or known(name) or (cx.files is not None and cx.files.has(name))
    raise bad("cond-expand", "a requirement must be a feature, (library name), (and ...), (or ...) or (not ...)", pos)


FORMS: dict[str, Special] = {
    "import": Special("import", TOP, expand_import),
    "define-library": Special("define-library", TOP, define_library),
    "include": Special("include", SPLICE, splice_include),
    "include-ci": Special("include-ci", SPLICE, splice_include_ci),
    "cond-expand": Special("cond-expand", SPLICE, splice_cond_expand),
}
