"""Names of classes and methods: ``.``, ``new``, ``Class/member``, ``(.method x)``; what is said about a name that means nothing."""

from __future__ import annotations

from pyfront.clojure.analyse import Field, NeedsMachine, cell, fail
from pyfront.clojure.data import List, bare
from pyfront.clojure.names import simple_class
from pyfront.clojure.namespaces import ClassInfo, VarInfo
from pyfront.core.ir import RECORD_TYPE, Call, Const, GlobalRef, LocalRef, Node
from vmcore.data import Symbol

TYPE_CHECKING = False  # as in typing, which would cost start-up time
if TYPE_CHECKING:
    from typing import Any

    from pyfront.clojure.analyse import Analyser, Target
    from pyfront.errors import ExpandError


def library(name: str, pos: int) -> Node:
    return GlobalRef("clojure.core/" + name, pos)


def class_value(cls: ClassInfo, pos: int) -> Node:
    """A class as a value."""
    if cls.var:
        return GlobalRef(cls.var, pos)
    return Call(library("%class-named", pos), [Const(cls.name, pos)], pos)


def static(an: Analyser, cls: ClassInfo, member: str) -> VarInfo | None:
    """What implements a static member of a class: a var of clojure.core named ``%Math.abs``, or of MEMBERS."""
    name = f"%{simple_class(cls.name)}.{member}"
    return an.world.core.own(name) or an.member(name)


def split(an: Analyser, name: str) -> tuple[ClassInfo, str] | None:
    """Class and member of ``Class/member``."""
    slash = name.find("/", 1)
    if slash < 0:
        return None
    cls = an.world.resolve(name[:slash])
    return (cls, name[slash + 1 :]) if cls.__class__ is ClassInfo else None


def other_symbol(an: Analyser, name: str, pos: int) -> Node:
    """The value of a symbol that is no local and no var."""
    found = split(an, name)
    if found is None:
        path = python_path(an, name)
        if path is not None:
            from pyfront.clojure import analyse_python

            return analyse_python.value(an, path, pos)
        if preloaded(an, name) is not None:
            return an.symbol(Symbol(name), pos)
        raise unresolved(an, name, pos)
    var = static(an, *found)
    if var is None:
        if is_opaque(an, found[0]):
            return absent(found[0], found[1], pos)
        raise fail(f"no static member {found[1]} in {found[0].name}", pos)
    return GlobalRef(var.full, pos)


def is_opaque(an: Analyser, cls: ClassInfo) -> bool:
    """Is nothing known of a class but its name? A program that mentions one may do without what it would do with it.
    ``static`` found nothing, and has read the library of members for that."""
    start = f"%{simple_class(cls.name)}."
    from pyfront.clojure.unit import MEMBERS

    spaces = (an.world.core, *(an.world.spaces.get(name) for name in MEMBERS))
    return not cls.var and not any(var.name.startswith(start) for space in spaces if space is not None for var in space.own_vars())


def absent(cls: ClassInfo, member: str, pos: int) -> Node:
    """What is an error when it runs."""
    return Call(library("%absent", pos), [Const(cls.name, pos), Const(member, pos)], pos)


def other_head(an: Analyser, name: str, found: Any, x: List, scope: dict[Any, Any]) -> Any:
    """A list whose head is no local, var or macro: a node, or the form it stands for."""
    if name[0] == "." and len(name) > 1 and name != "..":
        if len(x.items) < 2:
            raise fail(f"({name} object argument ...): the object is missing", x.start)
        target = x.items[1]
        return List((DOT, target, Symbol(name[1:]), *x.items[2:]), (x.start, x.pos[1], x.pos[0], *x.pos[2:]), x.start, x.end)
    if name[-1] == "." and len(name) > 1:
        return List((NEW, Symbol(name[:-1]), *x.items[1:]), (x.start, *x.pos), x.start, x.end)
    member = split(an, name)
    if member is not None:
        return call_static(an, member[0], member[1], an.operands(x, scope), x.start)
    path = python_path(an, name)
    if path is not None:
        from pyfront.clojure import analyse_python

        return analyse_python.call(an, path, x, scope)
    if found.__class__ is ClassInfo:
        raise fail(f"{found.name} is a class, not a function", x.start)
    var = preloaded(an, name)
    if var is None:
        raise unresolved(an, name, x.pos[0])
    return an.call_var(var, name, x, scope)


# What a program of Clojure finds loaded without asking for it.
_PRELOADED = frozenset(  # of them, those without macros
    ("clojure.string", "clojure.edn", "clojure.walk", "clojure.java.io", "clojure.core.protocols")
)


def preloaded(an: Analyser, name: str) -> VarInfo | None:
    """The var of a full name in a library that needs no ``require``."""
    space = name.partition("/")[0]
    if space not in _PRELOADED or not an.bundled(space):
        return None
    found = an.world.resolve(name)
    return found if found.__class__ is VarInfo else None


def python_path(an: Analyser, name: str) -> str | None:
    space = name.partition("/")[0]
    if not an.world.current.aliases.get(space, space).startswith("python"):
        return None
    from pyfront.clojure.analyse_python import path_of

    return path_of(an, name)


DOT, NEW, STARS = Symbol("."), Symbol("new"), Symbol("**")


def call_static(an: Analyser, cls: ClassInfo, member: str, args: list[Node], pos: int) -> Node:
    if cls.var and member in ("getBasis", "create"):  # what a type of a program has of itself
        return _of_type(cls, member, args, pos)
    var = static(an, cls, member)
    if var is None:
        if member == "new":
            return make(an, cls, args, pos)
        if is_opaque(an, cls):
            return absent(cls, member, pos)
        raise fail(f"no static method {member} in {cls.name}", pos)
    if not args and (member.isupper() or member == "NaN"):
        return GlobalRef(var.full, pos)  # (Long/MAX_VALUE) is the field, too
    from pyfront.clojure.inline import inline

    return inline(var.name, args, pos) or Call(GlobalRef(var.full, pos), args, pos)


def _of_type(cls: ClassInfo, member: str, args: list[Node], pos: int) -> Node:
    if member == "getBasis":
        return Call(library("%basis", pos), [GlobalRef(cls.var, pos), *args], pos)
    space, _, name = cls.var[len(RECORD_TYPE) :].rpartition("/")
    return Call(GlobalRef(f"{space}/map->{name}", pos), args, pos)


def special_dot(an: Analyser, x: List, scope: dict[Any, Any], target: Target | None) -> Node:
    """``(. object member argument ...)``, ``(. object (member argument ...))``, ``(. Class member ...)``"""
    items, pos = x.items, x.pos
    if len(items) < 3:
        raise fail("(. object member argument ...): the member is missing", x.start)
    member, arguments = items[2], items[3:]
    where = pos[3:]
    if member.__class__ is List and member.items:
        member, arguments, where = member.items[0], member.items[1:], member.pos[1:]
    member = bare(member)
    if member.__class__ is not Symbol:
        raise fail("a member is a symbol", pos[2])
    if STARS in arguments and STARS not in scope:
        from pyfront.clojure.analyse_python import keyword_call

        name = Const(member.name.lstrip("-"), pos[2])
        function = Call(library("%py-attr", x.start), [an.analyse(items[1], scope, pos[1]), name], x.start)
        given = List((member, *arguments), (pos[2], *where), x.start, x.end)
        return keyword_call(an, function, given, 1, scope)
    args = [an.analyse(item, scope, at) for item, at in zip(arguments, where)]
    symbol = bare(items[1])
    if symbol.__class__ is Symbol and symbol not in scope:
        found = an.world.resolve(symbol.name)
        own = static(an, found, member.name.lstrip("-")) if found.__class__ is ClassInfo else None
        if own is not None:
            if member.name[0] == "-":
                return GlobalRef(own.full, x.start)
            return call_static(an, found, member.name, args, x.start)
    object = an.analyse(items[1], scope, pos[1])
    if member.name[0] == "-":
        return Call(library("%field", x.start), [object, Const(Symbol(member.name[1:]), x.start)], x.start)
    return Call(library("%invoke", x.start), [object, Const(member, x.start), *args], x.start)


def special_new(an: Analyser, x: List, scope: dict[Any, Any], target: Target | None) -> Node:
    symbol = bare(x.items[1]) if len(x.items) > 1 else None
    if symbol.__class__ is not Symbol:
        raise fail("new takes the name of a class", x.start)
    found = an.world.resolve(symbol.name)
    if found.__class__ is not ClassInfo:
        raise unresolved(an, symbol.name, x.pos[1], "class")
    args = [an.analyse(item, scope, pos) for item, pos in zip(x.items[2:], x.pos[2:])]
    return make(an, found, args, x.start)


def make(an: Analyser, cls: ClassInfo, args: list[Node], pos: int) -> Node:
    """A new object of a class."""
    if cls.var:
        space, _, name = cls.var[len(RECORD_TYPE) :].rpartition("/")
        return Call(GlobalRef(f"{space}/->{name}", pos), args, pos)
    var = static(an, cls, "new")
    if var is not None:
        return Call(GlobalRef(var.full, pos), args, pos)
    return Call(library("%new", pos), [class_value(cls, pos), *args], pos)


def special_set(an: Analyser, x: List, scope: dict[Any, Any], target: Target | None) -> Node:
    if len(x.items) != 3:
        raise fail("set! takes a place and a value", x.start)
    place = x.items[1]
    symbol = bare(place)
    if symbol.__class__ is List and len(symbol.items) >= 2:
        return _set_member(an, symbol, x, scope)
    if symbol.__class__ is not Symbol:
        raise fail("set! takes a var, or a field", x.pos[1])
    value = an.analyse(x.items[2], scope, x.pos[2])
    local = scope.get(symbol)
    if local.__class__ is Field:
        if not local.mutable:
            raise fail(f"the field {symbol.name} cannot be assigned: it is not mutable", x.start)
        args = [LocalRef(local.this, x.start), GlobalRef(local.type, x.start), Const(local.index, x.start), value]
        return Call(library("%set-field!", x.start), args, x.start)
    if local is not None:
        raise fail(f"{symbol.name} is a local name, which cannot be assigned; an atom can hold what changes", x.start)
    found = an.world.resolve(symbol.name)
    if found.__class__ is not VarInfo:
        raise unresolved(an, symbol.name, x.pos[1])
    if an.static and symbol.name.startswith("*"):
        raise NeedsMachine
    return Call(library("var-set", x.start), [cell(found.full), value], x.start)


def _set_member(an: Analyser, place: List, x: List, scope: dict[Any, Any]) -> Node:
    """``(set! (.-field object) value)``"""
    items = place.items
    name = bare(items[0]).name
    field = bare(items[2]).name if name == "." else name[1:]
    object = an.analyse(items[1], scope, place.pos[1])
    value = an.analyse(x.items[2], scope, x.pos[2])
    return Call(library("%set-member!", x.start), [object, Const(Symbol(field.lstrip("-")), x.start), value], x.start)


# ---------------------------------------------------------------- names that mean nothing


def unresolved(an: Analyser, name: str, pos: int, what: str = "symbol") -> ExpandError:
    """The error of a name that means nothing here, with the name that was probably meant."""
    from pyfront.clojure.advice import about_unresolved

    error = fail("", pos)
    error.message, notes = about_unresolved(an, name, what)
    error.args = (error.message,)
    error.notes += notes
    return error


FORMS = {".": special_dot, "new": special_new, "set!": special_set}
