"""What the compiler and the host do for a running program (lib/clojure/core/namespaces.clj calls it).

Nothing here runs the program but the expansion of its macros: what is compiled is answered as procedures, which the library
calls. Texts and other values are held; ``plain`` converts them.
"""

from __future__ import annotations

from pyfront.clojure.language import Environment
from pyfront.clojure.loading import Loading, analyser, as_unit, loading, next_form
from pyfront.expand.running import load_unit, located_deep
from pyfront.text.source import Source, SourceMap

TYPE_CHECKING = False  # as in typing, which would cost start-up time
if TYPE_CHECKING:
    from typing import Any

    from vmcore.data import Symbol

NO_SOURCE = "NO_SOURCE_PATH"


def find(name: str) -> Any:
    """A service by its name."""
    service = _SERVICES.get(name)
    if service is None:
        from pyfront.clojure import host

        service = host.find(name)
    return service


def _text(root: Environment, machine: Any, text: Any, name: Any) -> Loading:
    text, name = machine.plain(text), machine.plain(name)
    if not isinstance(text, str):
        raise TypeError("a text is a string")
    recorder = root.recorder
    return loading(root, machine, text, name, recorder is not None and recorder.texts == 0)


def _eval(root: Environment, machine: Any, flat: Any, space: Any) -> Loading:
    from pyfront.clojure.flat import unflatten

    sources = SourceMap()
    source = sources.add(NO_SOURCE, "")
    one = Loading(root, source, sources, machine.plain(space))
    one.pending = [(unflatten(machine, flat, source, 0), 0)]
    return one


# ---------------------------------------------------------------- macros


def _macroexpand(root: Environment, machine: Any, flat: Any, space: Any) -> Any:
    """A procedure that answers what a form stands for; false if it stands for itself."""
    from pyfront.clojure.analyse import SPECIAL
    from pyfront.clojure.analyse_host import other_head
    from pyfront.clojure.data import List, bare
    from pyfront.clojure.flat import unflatten
    from pyfront.clojure.namespaces import MACRO, VarInfo
    from vmcore.data import Symbol

    sources = SourceMap()
    source = sources.add(NO_SOURCE, "")
    x = unflatten(machine, flat, source, 0)
    head = bare(x.items[0]) if x.__class__ is List and x.items else None
    if head.__class__ is not Symbol or head.name in SPECIAL:
        return False
    world = root.world
    current, world.current = world.current, world.create(machine.plain(space))
    try:
        an = analyser(root, source)
        found = world.resolve(head.name)
        if found.__class__ is VarInfo:
            if not found.flags & MACRO:
                return False
            made = an.expand(found, x, {})
        elif found is None and (head.name[0] == "." or head.name[-1] == ".") and head.name not in (".", ".."):
            made = other_head(an, head.name, found, x, {})
        else:
            return False
        return quoting(root, machine, an, made, sources)
    finally:
        world.current = current


def quoting(root: Environment, machine: Any, an: Any, x: Any, sources: SourceMap) -> Any:
    """A procedure that answers a datum."""
    return located_deep(lambda: load_unit(root, machine, as_unit([an.quoted(x, 0)], 0), sources), sources)


def _reader_context(root: Environment, machine: Any, options: Any, own: Any) -> Any:
    from pyfront.clojure.context import ReaderContext

    return ReaderContext(root.world, machine.plain(options), machine.plain(own))


def _read_string(root: Environment, machine: Any, text: Any, options: Any, own: Any) -> Any:
    """A procedure that answers the first datum of a text; false if there is none. For the others see ``ReaderContext``."""
    from pyfront.clojure.reader import END, Reader

    sources = SourceMap()
    source = sources.add("<string>", machine.plain(text))
    an = analyser(root, source)
    x = Reader(source, _reader_context(root, machine, options, own)).read()
    return False if x is END else quoting(root, machine, an, x, sources)


def _read_one_edn(root: Environment, machine: Any, text: Any, own: Any) -> Any:
    """As ``_read_one``, of a text in EDN."""
    from pyfront.errors import IncompleteError

    sources = SourceMap()
    source = sources.add("<stream>", machine.plain(text))
    try:
        found = _first_edn(source, machine.plain(own))
    except IncompleteError:
        return False
    if found is None:
        return False
    return [found[2] - source.base, quoting(root, machine, analyser(root, source), found[0], sources)]


def _read_one(root: Environment, machine: Any, text: Any, options: Any, own: Any) -> Any:
    """How many characters the first form of a text takes, and a procedure that answers it; false if it is not whole."""
    from pyfront.clojure.reader import END, Reader
    from pyfront.errors import IncompleteError

    sources = SourceMap()
    source = sources.add("<stream>", machine.plain(text))
    reader = Reader(source, _reader_context(root, machine, options, own))
    try:
        x = reader.read()
    except IncompleteError:
        return False
    if x is END:
        return False
    return [reader.end - source.base, quoting(root, machine, analyser(root, source), x, sources)]


def _read_edn(root: Environment, machine: Any, text: Any, own: Any) -> Any:
    """A procedure that answers the first datum of a text in EDN; false if there is none."""
    sources = SourceMap()
    source = sources.add("<edn>", machine.plain(text))
    found = _first_edn(source, machine.plain(own))
    return False if found is None else quoting(root, machine, analyser(root, source), found[0], sources)


def _first_edn(source: Source, own: str) -> Any:
    """The first datum of a text, where it begins and ends; None if there is none. ``own``: names of tags of the reader's that
    the program has readers for."""
    from functools import partial

    from pyfront.clojure.context import tagged_literal
    from pyfront.clojure.edn import read_all
    from vmcore.data import Symbol

    readers: dict[str, Any] = {tag: partial(tagged_literal, Symbol(tag)) for tag in own.split()}
    return next(read_all(source, readers, tagged_literal), None)


def _destructure(root: Environment, machine: Any, flat: Any) -> Any:
    from pyfront.clojure.destructure import destructure
    from pyfront.clojure.flat import unflatten

    sources = SourceMap()
    source = sources.add(NO_SOURCE, "")
    return quoting(root, machine, analyser(root, source), destructure(unflatten(machine, flat, source, 0)), sources)


def _next_id(root: Environment, machine: Any) -> int:
    from pyfront.clojure.template import next_id

    return next_id()


# ---------------------------------------------------------------- namespaces


def _in_ns(root: Environment, machine: Any, name: Any) -> None:
    name = machine.plain(name)
    root.world.create_bare(name)
    root.world.enter(name)


def _repeat(root: Environment, machine: Any, lines: Any) -> None:
    """What a form did to the namespaces when it was compiled."""
    from pyfront.clojure.record import repeat

    text = machine.plain(lines)
    repeat(root, text.split("\n") if text else [], None)


def _find_ns(root: Environment, machine: Any, name: Any) -> bool:
    return machine.plain(name) in root.world.spaces


def _create_ns(root: Environment, machine: Any, name: Any) -> None:
    root.world.create_bare(machine.plain(name))


def _is_dynamic(root: Environment, machine: Any, full: Any) -> bool:
    """May the var of that full name be bound?"""
    from pyfront.clojure.namespaces import DYNAMIC

    space, _, name = machine.plain(full).partition("/")
    found = root.world.spaces.get(space)
    var = found.own(name) if found is not None else None
    return var is None or bool(var.flags & DYNAMIC)


def _remove_ns(root: Environment, machine: Any, name: Any) -> None:
    root.world.remove(machine.plain(name))


def _all_ns(root: Environment, machine: Any) -> list[str]:
    return sorted(root.world.spaces)


def described(found: Any) -> Any:
    """What a name means, as the library takes it."""
    from pyfront.clojure.namespaces import VarInfo

    if found is None:
        return None
    return ["var", found.full] if found.__class__ is VarInfo else ["class", found.name, found.var]


def _resolve(root: Environment, machine: Any, space: Any, name: Any) -> Any:
    world = root.world
    current, world.current = world.current, world.create(machine.plain(space))
    try:
        return described(world.resolve(machine.plain(name)))
    finally:
        world.current = current


def _own_var(root: Environment, machine: Any, space: Any, name: Any) -> Any:
    found = root.world.spaces.get(machine.plain(space))
    var = found.own(machine.plain(name)) if found is not None else None
    return False if var is None else var.full


def _ns_table(root: Environment, machine: Any, name: Any, kind: Symbol) -> Any:
    from pyfront.clojure.names import CLASSES
    from pyfront.clojure.namespaces import PRIVATE, ClassInfo

    space = root.world.spaces[machine.plain(name)]
    own = {var.name: var for var in space.own_vars() if var.name[0] != "%" and var.name[:3] != "->%"}
    found: dict[str, Any] = {}
    if kind.name == "interns":
        found = own
    elif kind.name == "publics":
        found = {key: var for key, var in own.items() if not var.flags & PRIVATE}
    classes = {key: one for key, one in space.table.items() if one.__class__ is ClassInfo}
    imports = {**{key: root.world.class_of(full) for key, full in CLASSES.items()}, **classes}
    refers = {key: one for key, one in space.table.items() if key not in own and key not in classes}
    if space.core:
        core = {var.name: var for var in root.world.core.own_vars() if var.name[0] != "%" and not var.flags & PRIVATE}
        refers = {**{key: var for key, var in core.items() if key not in space.without and key not in own}, **refers}
    if kind.name == "imports":
        found = imports
    elif kind.name == "refers":
        found = refers
    elif kind.name == "map":
        found = {**imports, **refers, **own}
    return [[key, described(one)] for key, one in found.items()]


def _ns_aliases(root: Environment, machine: Any, name: Any) -> Any:
    return [[key, full] for key, full in root.world.spaces[machine.plain(name)].aliases.items()]


def _alias(root: Environment, machine: Any, space: Any, name: Any, full: Any) -> None:
    from pyfront.errors import EvalError

    found = root.world.create(machine.plain(space))
    name, full = machine.plain(name), machine.plain(full)
    known = found.aliases.get(name)
    if known is not None and known != full:
        raise EvalError(f"alias {name} already exists in the namespace {found.name}: it is {known}")
    found.alias(name, full)


def _unalias(root: Environment, machine: Any, space: Any, name: Any) -> None:
    root.world.create(machine.plain(space)).unalias(machine.plain(name))


def _unmap(root: Environment, machine: Any, space: Any, name: Any) -> None:
    root.world.create(machine.plain(space)).drop(machine.plain(name), hide=True)


def _intern(root: Environment, machine: Any, space: Any, name: Any, flags: int) -> str:
    var = root.world.create(machine.plain(space)).intern(machine.plain(name))
    root.world.set_flags(var, flags)
    return var.full


def _refer(root: Environment, machine: Any, space: Any, library: Any, flat: Any) -> None:
    from pyfront.clojure.data import Map
    from pyfront.clojure.flat import unflatten
    from pyfront.clojure.namespace_forms import names_in
    from pyfront.clojure.namespaces import PRIVATE
    from pyfront.errors import EvalError
    from vmcore.data import Keyword

    world = root.world
    target, source = world.create(machine.plain(space)), world.spaces.get(machine.plain(library))
    if source is None:
        raise EvalError(f"no namespace is called {machine.plain(library)}")
    options = unflatten(machine, flat, None, 0)
    given = {key.name: value for key, value in options.pairs() if key.__class__ is Keyword} if options.__class__ is Map else {}
    only = given.get("only")
    excluded = names_in(given.get("exclude"), 0, ":exclude")
    pairs = names_in(given.get("rename"), 0, ":rename")
    renamed = dict(zip(pairs[::2], pairs[1::2]))
    if only is None and source is world.core:
        if not target.core:
            target.see_core(True, {*excluded, *renamed})
        names = list(renamed)
    elif only is None:
        names = [var.name for var in source.own_vars() if not var.flags & PRIVATE and var.name[0] != "%"]
    else:
        names = names_in(only, 0, ":only")
    for name in names:
        var = source.own(name)
        if var is None:
            raise EvalError(f"{name} does not exist in {source.name}")
        if var.flags & PRIVATE:
            raise EvalError(f"#'{var.full} is private")
        if name not in excluded:
            target.refer(renamed.get(name, name), var)


def _is_class(root: Environment, machine: Any, name: Any) -> bool:
    return root.world.class_named(machine.plain(name)) is not None


def _special(root: Environment, machine: Any, name: Any) -> bool:
    from pyfront.clojure.analyse import SPECIAL

    return machine.plain(name) in SPECIAL


# ---------------------------------------------------------------- libraries


def _library(root: Environment, machine: Any, name: Any, again: bool) -> Any:
    """What is to be run for a library: nothing, units of the implementation, or a text."""
    from pyfront.clojure.language import Bundled
    from pyfront.clojure.libraries import find

    name = machine.plain(name)
    if name == "clojure.core" or (not again and (name in root.ran or (name in root.world.spaces and _has_vars(root, name)))):
        return []
    if name.startswith("python."):
        from pyfront.clojure.interop import load

        load(root, machine, name[7:])
        root.world.create(name)
        return None
    if root.bundled(name):
        from pyfront.clojure.libraries import note

        if name in root.ran:
            return None
        needed: list[Bundled] = []
        note(needed, name, root)
        from pyfront.clojure.language import LANGUAGE

        return [(one.name, machine.load(LANGUAGE.library_image(one.name, root.backend))) for one in needed]
    file, text = find(root, machine, name)
    return loading(root, machine, text, file)


def _has_vars(root: Environment, name: str) -> bool:
    from pyfront.clojure.namespaces import Core

    space = root.world.spaces[name]
    return space.__class__ is not Core and any(True for _ in space.own_vars())


def _loaded(root: Environment, machine: Any, name: Any) -> None:
    name = machine.plain(name)
    root.bundled(name)
    root.ran.add(name)


def _load_file(root: Environment, machine: Any, name: Any) -> Any:
    from pyfront.clojure.libraries import read_allowed

    file = machine.plain(name)
    return loading(root, machine, read_allowed(machine, file, "load-file"), file)


def _load_path(root: Environment, machine: Any, space: Any, path: Any) -> Any:
    from pyfront.clojure.libraries import find_path

    file, text = find_path(root, machine, machine.plain(space), machine.plain(path))
    return loading(root, machine, text, file)


def _place(root: Environment, full: str) -> tuple[Any, int, int] | None:
    """Source, beginning and end of the definition of a var that the program made."""
    space, _, name = full.partition("/")
    found = root.world.spaces.get(space)
    var = found.own(name) if found is not None else None
    return var.pos if var is not None and var.pos and var.pos[0] is not None and var.pos[0].text else None


def _var_place(root: Environment, machine: Any, full: Any) -> Any:
    found = _place(root, machine.plain(full))
    if found is None or not found[1]:
        return None
    line, column = found[0].line_column(found[1])
    return [found[0].name, line, column]


def _var_source(root: Environment, machine: Any, full: Any) -> Any:
    found = _place(root, machine.plain(full))
    if found is None or found[2] <= found[1]:
        from pyfront.clojure.documentation import source

        return source(machine.plain(full))
    return found[0].text[found[1] - found[0].base : found[2] - found[0].base]


def _var_docs(root: Environment, machine: Any, full: Any) -> Any:
    """Parameters, as a text, and documentation of a var of the implementation."""
    from pyfront.clojure.documentation import about

    return about(machine.plain(full))


_SERVICES: dict[str, Any] = {
    "keep-frames": lambda root, machine, raised: machine.keep_frames(raised),
    "var-place": _var_place,
    "var-source": _var_source,
    "var-docs": _var_docs,
    "text": _text,
    "eval": _eval,
    "next-form": next_form,
    "macroexpand-1": _macroexpand,
    "read-string": _read_string,
    "read-edn": _read_edn,
    "read-one": _read_one,
    "read-one-edn": _read_one_edn,
    "destructure": _destructure,
    "next-id": _next_id,
    "in-ns": _in_ns,
    "repeat": _repeat,
    "find-ns": _find_ns,
    "create-ns": _create_ns,
    "remove-ns": _remove_ns,
    "dynamic?": _is_dynamic,
    "all-ns": _all_ns,
    "resolve": _resolve,
    "own-var": _own_var,
    "ns-table": _ns_table,
    "ns-aliases": _ns_aliases,
    "alias": _alias,
    "unalias": _unalias,
    "unmap": _unmap,
    "intern": _intern,
    "refer": _refer,
    "special?": _special,
    "class?": _is_class,
    "library": _library,
    "loaded": _loaded,
    "loaded-libs": lambda root, machine: sorted({"clojure.core", *root.ran}),
    "load-file": _load_file,
    "load-path": _load_path,
}
