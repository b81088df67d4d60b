"""What the compiler and the host do for a running program (lib/core/system.sema calls it).

Nothing here runs the program but the expansion of its macros: what is compiled is answered as procedures, which the library
calls. Values are held; ``plain`` converts them.
"""

from __future__ import annotations

from pyfront.expand.running import load_unit, located, located_deep
from pyfront.sema.analyse import BEGIN
from pyfront.sema.data import List
from pyfront.sema.flat import flatten, unflatten
from pyfront.sema.language import Environment
from pyfront.sema.names import Space
from pyfront.sema.reader import Reader
from pyfront.sema.unit import analyser, as_unit
from pyfront.text.source import Source, SourceMap
from vmcore.data import Symbol

TYPE_CHECKING = False  # as in typing, which would cost start-up time
if TYPE_CHECKING:
    from typing import Any

CHARACTER_COST, FORM_COST = 1000, 20_000  # nanoseconds of compilation that a program pays for
EVALUATED = "<evaluated>"


def find(name: str) -> Any:
    """A service by its name."""
    service = _SERVICES.get(name)
    if service is None:
        from pyfront.sema import host

        service = host.find(name)
    return service


class Loading:
    """Forms that are compiled and run one after another. ``space``: that of a module, or None."""

    __slots__ = ("an", "data", "sources", "pending", "space")

    def __init__(self, environment: Environment, source: Source, sources: SourceMap, space: Space | None = None) -> None:
        self.an = analyser(environment, source)
        self.sources = sources
        self.data = Reader(source).read()
        self.pending: list[tuple[Any, int]] = []
        self.space = space

    def next(self) -> tuple[Any, int] | None:
        """The next form; the forms of a ``begin`` are forms of their own."""
        if self.pending:
            return self.pending.pop()
        return next(self.data, None)


def loading(root: Environment, machine: Any, text: str, name: str, space: Space | None = None) -> Loading:
    machine.charge(len(text) * CHARACTER_COST)
    sources = SourceMap()
    return Loading(root, sources.add(name, text), sources, space)


def _text(root: Environment, machine: Any, text: Any, name: Any) -> Loading:
    return loading(root, machine, machine.plain(text), machine.plain(name))


def _eval(root: Environment, machine: Any, flat: Any) -> Loading:
    sources = SourceMap()
    one = Loading(root, sources.add(EVALUATED, ""), sources)
    one.pending = [(unflatten(machine.plain(flat), 0), 0)]
    return one


def _next_form(root: Environment, machine: Any, one: Loading) -> Any:
    """A procedure that runs the next form; false if there is none."""
    machine.charge(FORM_COST)
    return located_deep(lambda: _compiled(root, machine, one), one.sources)


def _compiled(root: Environment, machine: Any, one: Loading) -> Any:
    names = root.names
    current = names.current
    if one.space is not None:
        names.current = one.space
    try:
        while True:
            found = one.next()
            if found is None:
                return False
            x = one.an.expand_head(found[0], {}, found[1])
            if x.__class__ is not List or not x.items or x.items[0].__class__ is not Symbol:
                break
            if x.items[0].name not in BEGIN or len(x.items) == 1:
                break
            one.pending += reversed(list(zip(x.items[1:], x.pos[1:])))
        nodes: list[Any] = []
        one.an.top(x, found[1], nodes)
    finally:
        names.current = current
    return load_unit(root, machine, as_unit(nodes, found[1]), one.sources)


# ---------------------------------------------------------------- macros and data


def _macroexpand(root: Environment, machine: Any, flat: Any) -> Any:
    """A form after the macro at its head was expanded once."""
    sources = SourceMap()
    an = analyser(root, sources.add(EVALUATED, ""))
    x = unflatten(machine.plain(flat), 0)
    if x.__class__ is List and x.items and x.items[0].__class__ is Symbol:
        macro = an.macro(x.items[0].name)
        if macro is not None:
            x = located_deep(lambda: an.expand(macro, x, {}), sources)
    return flatten(x)


def _read(root: Environment, machine: Any, text: Any, every: bool) -> Any:
    """The first datum of a text, or all, laid out flat."""
    sources = SourceMap()
    source = sources.add("<input>", machine.plain(text))
    try:
        data = [x for x, _ in Reader(source).read()]
    except Exception as error:
        located(error, sources)
        raise
    return flatten(List(data) if every else data[0]) if data or every else False


# ---------------------------------------------------------------- files of programs


def _import(root: Environment, machine: Any, path: Any) -> Any:
    """What is to be run for a module: forms, or false if it ran before."""
    from pyfront.sema.files import find_module

    file, text, folder = find_module(root, machine, machine.plain(path), "import")
    found = root.modules.get(file)
    if found is not None:
        if found.exports == ["%loading"]:
            from pyfront.errors import EvalError

            raise EvalError(f"cyclic import detected: {file}")
        return False
    space = Space(f"module{len(root.modules) + 1}:", folder)
    root.modules[file] = space
    space.exports = ["%loading"]
    one = loading(root, machine, text, file, space)
    space.exports = None
    return one


def _imported(root: Environment, machine: Any, path: Any, wanted: Any) -> None:
    """Makes the names of a module that ran visible."""
    from pyfront.errors import EvalError
    from pyfront.sema.files import find_module

    file = find_module(root, machine, machine.plain(path), "import")[0]
    module, current = root.modules[file], root.names.current
    names = [one.name for one in machine.plain(wanted)]
    own = [name for name in [*module.table, *module.macros] if not name.startswith("%")]
    exported = module.exports if module.exports is not None else own
    for name in names:
        if name not in exported:
            raise EvalError(f"import: '{name}' is not exported from module")
    for name in names or exported:
        if name in module.table:
            current.table[name] = module.table[name]
            current.macros.pop(name, None)
        elif name in module.macros:
            current.macros[name] = module.macros[name]


def _load(root: Environment, machine: Any, path: Any) -> Loading:
    from pyfront.sema.files import find_module

    file, text, _ = find_module(root, machine, machine.plain(path), "load")
    return loading(root, machine, text, file)


_SERVICES: dict[str, Any] = {
    "text": _text,
    "eval": _eval,
    "next-form": _next_form,
    "macroexpand": _macroexpand,
    "read": _read,
    "import": _import,
    "imported": _imported,
    "load": _load,
}
