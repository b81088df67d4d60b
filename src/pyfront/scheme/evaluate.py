"""What the compiler does for a running program: eval, load, environments, process context (lib/system.scm calls it).

Nothing here runs the program: eval and load answer units, which lib/system.scm calls in tail position. So evaluated code
runs in the same machine, under the same limits, and its continuations are like any other.
"""

from __future__ import annotations

from pyfront.core.ir import Const, Lambda, LocalRef, Node, PrimCall, Var
from pyfront.errors import CapabilityError, EvalError, WrongType
from pyfront.expand.env import TopLevel
from pyfront.expand.imports import Imports, ImportSet
from pyfront.expand.room import deep, roomy
from pyfront.scheme.language import Environment, expand_located
from pyfront.scheme.names import LIBRARY_START, PROGRAM_START, SPECIAL
from pyfront.text.datum import List, Live, Vector
from pyfront.text.source import SourceMap
from vmcore._datum import Quoted
from vmcore._image import Image
from vmcore.data import Symbol

TYPE_CHECKING = False  # as in typing, which would cost start-up time
if TYPE_CHECKING:
    from typing import Any

    from pyfront.scheme.libraries import Library

NAME = "<evaluated>"  # of an evaluated datum, as a source
MAX_TEXT = 5000  # characters of its text that are kept for messages
# Nanoseconds of compilation that a program pays for with its fuel: a part of a datum, a character of a file.
PART_COST, CHARACTER_COST = 5000, 1000
WORK_PER_SECOND = 200_000  # steps of expansion, at least: an endless one ends with the time of the run


def find(name: str) -> Any:
    """A service by its name."""
    return _SERVICES[name]


# ---------------------------------------------------------------- eval and load


def _eval(root: Environment, machine: Any, expression: Any, where: Any) -> list[Any]:
    environment = _environment(root, where, "eval")
    quoted = Quoted(machine, expression, _new_list, Vector, Live)
    machine.charge(quoted.size * PART_COST)
    sources = SourceMap()
    sources.add(NAME, lay_out(quoted.datum))
    return deep(lambda: _units(root, environment, machine, quoted, sources), sources.sources[0].name)


def _load(root: Environment, machine: Any, name: Any, where: Any) -> Any:
    from pyfront.scheme.files import Reading
    from pyfront.scheme.loading import Loading

    environment = _environment(root, where, "load")
    path = machine.plain(name)
    if not isinstance(path, str):
        raise WrongType("load: argument 1 is not a string")
    if not machine.allows("file-read"):
        raise CapabilityError.lacking("file-read", "load")
    text = Reading((), free=True).read(path)
    machine.charge(len(text) * CHARACTER_COST)
    return Loading(environment, path, text)


def _load_part(root: Environment, machine: Any, loading: Any, start: int) -> list[Any]:
    from pyfront.scheme.loading import part

    return part(root, machine, loading, start)


def _new_list(items: list[Any], pos: list[int], tail: Any) -> List:
    return List(items, pos, tail)


def _environment(root: Environment, where: Any, who: str) -> Environment:
    if where is False:
        return root
    if where.__class__ is not Environment:
        raise WrongType(f"{who}: argument 2 is not an environment")
    return where


def _units(
    root: Environment, environment: Environment, machine: Any, quoted: Quoted, sources: SourceMap
) -> list[Any]:
    """The units to run, one after another."""
    unit, needed = expand(root, environment, machine, [(quoted.datum, 1)], sources)
    literals: Any = False
    if _use_literals(unit, quoted):
        literals = roomy(machine, quoted.literals)
    image = root.emit(unit, sources, root.backend)
    return [*libraries_to_run(root, machine, needed), (False, loaded(machine, image), literals)]


def expand(
    root: Environment, environment: Environment, machine: Any, data: Any, sources: SourceMap, ahead: Any = ()
) -> Any:
    """The unit of some data, and the libraries that it needs."""
    files = root.files(sources)
    top = environment.top
    top.libraries = root.top.libraries
    left = machine.seconds_left()
    work = None if left is None else max(int(left * WORK_PER_SECOND), 1000)
    unit = expand_located(data, sources, top, files, max_work=work, ahead=ahead)
    root.top.libraries = top.libraries
    return unit, files.needed


def libraries_to_run(root: Environment, machine: Any, needed: list[Library]) -> list[Any]:
    units = []
    for library in needed:
        if library.name not in root.ran:
            units.append((library.name, loaded(machine, library.image(root.emit, root.backend)), False))
    return units


def loaded(machine: Any, image: Any) -> Any:
    """``image``: one, or its bytes."""
    return roomy(machine, lambda: machine.load(image if image.__class__ is Image else Image(image)))


# ---------------------------------------------------------------- quoted objects


def _use_literals(unit: Lambda, quoted: Quoted) -> bool:
    """References to the program's own objects for what the unit quotes of them: they are the items of a vector, which a
    procedure that the unit answers then takes. False if there are none: the unit stays as it is."""
    var = Var("literals", 0)
    used = False

    def settle(x: Any) -> Any:
        nonlocal used
        if x.__class__ is Const:
            new = _literal(x.value, x.pos, quoted, var)
            if new is not None:
                used = True
                return new
        elif isinstance(x, Node):
            todo.append(x)
        return x

    todo: list[Any] = [unit]
    while todo:
        node = todo.pop()
        for field in node.fields:
            value = getattr(node, field)
            if value.__class__ is list:
                value[:] = [settle(x) for x in value]
            elif isinstance(value, Node):
                setattr(node, field, settle(value))
    if used:
        unit.body = Lambda("", [var], [], None, unit.body, unit.pos)
    return used


def _literal(x: Any, pos: int, quoted: Quoted, var: Var) -> Node | None:
    """A reference to the object, or what makes a copy of a datum that a macro put together from some; else None."""
    place = quoted.place(x)
    if place >= 0:
        return PrimCall("vector-ref", [LocalRef(var, pos), Const(place, pos)], pos)
    if x.__class__ is not List and x.__class__ is not Vector:
        return None
    parts = [_literal(item, pos, quoted, var) for item in x.items]
    rest = x.tail if x.__class__ is List else None  # type: ignore[union-attr]
    tail = _literal(rest, pos, quoted, var) if rest is not None else None
    if tail is None and not any(parts):
        return None
    nodes = [part or Const(item, pos) for part, item in zip(parts, x.items)]
    if x.__class__ is Vector:
        return PrimCall("vector", nodes, pos)
    return PrimCall("cons*", [*nodes, tail or Const(rest if rest is not None else List([], []), pos)], pos)


def lay_out(datum: Any) -> str:
    """The text of a datum, for messages; its parts get their positions in it. What is shared is shown once, what is far
    behind not at all."""
    from pyfront.core.show import show_datum

    out: list[str] = []
    at = 1
    seen: set[int] = set()
    todo: list[Any] = [(datum, None, 0)]
    while todo and at < MAX_TEXT:
        x, holder, i = todo.pop()
        if holder is _TEXT:
            text = x
        elif holder is _END:
            x.end = at
            continue
        else:
            if holder is not None:
                holder.pos[i] = at
            if (x.__class__ is List or x.__class__ is Vector) and id(x) not in seen:
                seen.add(id(x))
                x.start = at
                _open(x, todo)
                text = "(" if x.__class__ is List else "#("
            elif x.__class__ is Live:
                text = show_datum(x.text) if x.text is not None else "#<value>"
            else:
                text = "..." if id(x) in seen else show_datum(x)
        out.append(text)
        at += len(text)
    return "".join(out) + ("..." if todo else "")


def _open(x: Any, todo: list[Any]) -> None:
    """What is to be shown of a compound behind its parenthesis."""
    todo += [(x, _END, 0), (")", _TEXT, 0)]
    tail = x.tail if x.__class__ is List else None
    if tail is not None:
        todo += [(tail, x, len(x.items)), (" . ", _TEXT, 0)]
    for i in range(len(x.items) - 1, -1, -1):
        todo.append((x.items[i], x, i))
        if i:
            todo.append((" ", _TEXT, 0))


_TEXT, _END = object(), object()


# ---------------------------------------------------------------- environments


def _make_environment(root: Environment, machine: Any, specs: Any) -> list[Any]:
    """(environment import-set ...): the environment, and the libraries to run before it is used."""
    quoted = Quoted(machine, specs, _new_list, Vector, Live)
    form = List([Symbol("import"), *quoted.datum.items], [1, *quoted.datum.pos], None, 1)
    sources = SourceMap()
    sources.add(NAME, lay_out(form))
    top = TopLevel("environment:", PROGRAM_START)
    top.system = root.top.system
    environment = Environment(top)
    _, needed = expand(root, environment, machine, [(form, 1)], sources)
    top.base = Imports(top.base.sets if top.base.__class__ is Imports else (), LIBRARY_START)
    top.fixed = True
    return [environment, *libraries_to_run(root, machine, needed)]


def _report_environment(root: Environment, machine: Any, version: Any) -> Environment:
    return _r5rs(root, version, "scheme-report-environment", False)


def _null_environment(root: Environment, machine: Any, version: Any) -> Environment:
    return _r5rs(root, version, "null-environment", True)


def _r5rs(root: Environment, version: Any, who: str, only_syntax: bool) -> Environment:
    from pyfront.scheme.libraries import SystemLibrary

    if version != 5:
        raise EvalError(f"{who}: there is version 5 only")
    library = SystemLibrary("(scheme r5rs)", root.top.system)
    names = library.names()
    if only_syntax:
        names = {name: name for name in names if name in SPECIAL}
    top = TopLevel("environment:", Imports((ImportSet(library, names),), LIBRARY_START))
    top.system = root.top.system
    top.fixed = True
    return Environment(top)


# ---------------------------------------------------------------- process context


def _variable(root: Environment, machine: Any, name: Any) -> Any:
    from os import environ

    key = machine.plain(name)
    if not isinstance(key, str):
        raise WrongType("get-environment-variable: argument 1 is not a string")
    if not machine.allows("env"):
        raise CapabilityError.lacking("env", "get-environment-variable")
    value = environ.get(key)
    return False if value is None else _clean(value)


def _seed(root: Environment, machine: Any) -> int:
    """256 bits of chance."""
    from os import urandom

    if not machine.allows("random"):
        raise CapabilityError.lacking("random", "random-source-randomize!")
    return int.from_bytes(urandom(32), "little")


def _variables(root: Environment, machine: Any) -> Any:
    from os import environ

    from vmcore.data import Pair

    if not machine.allows("env"):
        raise CapabilityError.lacking("env", "get-environment-variables")
    return [Pair(_clean(name), _clean(value)) for name, value in environ.items()]


def _clean(text: str) -> str:
    """Surrogates stand for bytes that are no UTF-8; strings of the machine have none."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _wasm(root: Environment, machine: Any, *args: Any) -> Any:
    from pyfront.wasm.guest import serve

    return serve(machine, *args)


_SERVICES: dict[str, Any] = {
    "eval": _eval,
    "load": _load,
    "load-part": _load_part,
    "loaded": lambda root, machine, name: root.ran.add(machine.plain(name)),
    "environment": _make_environment,
    "interaction-environment": lambda root, machine: root,
    "scheme-report-environment": _report_environment,
    "null-environment": _null_environment,
    "command-line": lambda root, machine: [_clean(word) for word in root.arguments],
    "get-environment-variable": _variable,
    "get-environment-variables": _variables,
    "seed": _seed,
    "wasm": _wasm,
}
