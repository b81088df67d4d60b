"""Python for programs: modules, attributes, calls with keyword arguments, iteration, exceptions, context managers.

The capability ``python`` gives all of it, ``python:NAME`` one module (``python:builtins``: the builtin functions). With a list
of modules, attributes that begin with an underscore and modules that are not on the list are refused; an object that hands out
more than its module should is the host's to keep off the list.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType
    from typing import Any

EVERYTHING = "*"  # among the modules that a runtime may use: all of them


def _refuse(module: str, who: str) -> Exception:
    from pyfront.errors import CapabilityError

    return CapabilityError.lacking("python" if module == "builtins" else f"python:{module}", who)


def _may(root: Any, module: str) -> bool:
    given = root.python
    return EVERYTHING in given or any(module == one or module.startswith(one + ".") for one in given)


def _module(root: Any, name: str, who: str) -> ModuleType:
    from importlib import import_module

    if not _may(root, name):
        raise _refuse(name, who)
    return import_module(name)


def _attribute(root: Any, x: Any, name: str) -> Any:
    from types import ModuleType

    who = f".{name}"
    if not root.python:
        raise _refuse("builtins", who)
    if EVERYTHING not in root.python and name.startswith("_"):
        raise _refuse("builtins", who)
    found = getattr(x, name)
    if isinstance(found, ModuleType) and not _may(root, found.__name__):
        raise _refuse(found.__name__, who)
    return found


def value(root: Any, machine: Any, path: Any) -> Any:
    """What ``python/a.b.c`` means: a builtin, or an attribute of a module."""
    from importlib import import_module

    path = machine.plain(path)
    who = f"python/{path}"
    first, *others = path.split(".")
    if not others:
        return _builtin(root, first, who)
    name, found = first, None
    if not _may(root, first) and not any(one.startswith(first + ".") for one in root.python):
        raise _refuse(first, who)
    found = import_module(first)
    for part in others:
        name = f"{name}.{part}"
        if not hasattr(found, part) and hasattr(found, "__path__"):
            found = _module(root, name, who)
        else:
            found = _attribute(root, found, part)
    return found


def _builtin(root: Any, name: str, who: str) -> Any:
    import builtins

    found = getattr(builtins, name, None)
    if found is None and _may(root, name):
        return _module(root, name, who)
    exception = isinstance(found, type) and issubclass(found, BaseException)
    if not _may(root, "builtins") and not (exception and root.python):
        raise _refuse("builtins", who)
    return getattr(builtins, name)


def load(root: Any, machine: Any, name: Any) -> Any:
    return _module(root, machine.plain(name), "python/import")


def attr(root: Any, machine: Any, x: Any, name: Any) -> Any:
    return _attribute(root, machine.plain(x), machine.plain(name))


def set_attr(root: Any, machine: Any, x: Any, name: Any, new: Any) -> None:
    name = machine.plain(name)
    if EVERYTHING not in root.python:
        raise _refuse("builtins", f"python/set-attr! {name}")
    setattr(machine.plain(x), name, machine.plain(new))


def item(root: Any, machine: Any, x: Any, key: Any) -> Any:
    return machine.plain(x)[machine.plain(key)]


def set_item(root: Any, machine: Any, x: Any, key: Any, new: Any) -> None:
    machine.plain(x)[machine.plain(key)] = machine.plain(new)


def _prepare_apply(root: Any, machine: Any, f: Any, args: Any, names: Any) -> Callable[[], Any]:
    """A call; ``names``: a map of keyword arguments."""
    if not root.python:
        raise _refuse("builtins", "python/call")
    called, positional = machine.plain(f), machine.plain(args) or ()
    given = {key.name: x for key, x in (machine.plain(names) or {}).items()}
    return lambda: called(*positional, **given)


def _prepare_call(root: Any, machine: Any, f: Any, args: Any, nothing: Any) -> Callable[[], Any]:
    """A call of a procedure of Python's that the program has already."""
    called, positional = machine.plain(f), machine.plain(args) or ()
    return lambda: called(*positional)


def _prepare_member(root: Any, machine: Any, x: Any, name: Any, args: Any) -> Callable[[], Any]:
    """``(.name x args...)``: a method is called, anything else is the value."""
    found = attr(root, machine, x, name)
    given = list(machine.plain(args) or ())
    return lambda: found(*given) if given or callable(found) else found


def _prepare_advance(root: Any, machine: Any, iterator: Any, *nothing: Any) -> Callable[[], Any]:
    found = machine.plain(iterator)

    def advance() -> list[Any] | None:
        """A list of the next item, or nil."""
        for item in found:
            return [item]
        return None

    return advance


def _prepare_enter(root: Any, machine: Any, manager: Any, *nothing: Any) -> Callable[[], Any]:
    found = machine.plain(manager)
    return lambda: found.__enter__()


def _prepare_leave(root: Any, machine: Any, manager: Any, error: Any, nothing: Any) -> Callable[[], Any]:
    """Ends a context; true if the exception is dealt with."""
    found, one = machine.plain(manager), machine.plain(error)
    if not isinstance(one, BaseException):
        one = None if one is None else RuntimeError(str(one))
    about = (None, None, None) if one is None else (type(one), one, one.__traceback__)
    return lambda: bool(found.__exit__(*about))


# What programs call, in two steps: the arguments become Python's in the machine's thread, the call may be in another.
CALLS: dict[str, Callable[..., Callable[[], Any]]] = {
    "apply": _prepare_apply, "call": _prepare_call, "member": _prepare_member, "next": _prepare_advance,
    "enter": _prepare_enter, "leave": _prepare_leave,
}  # fmt: skip


def iterate(root: Any, machine: Any, x: Any) -> Any:
    found = machine.plain(x)
    if not hasattr(type(found), "__iter__"):
        from pyfront.clojure.failures import JavaError

        raise JavaError(f"seq: argument 1 is not a collection: {found!r}")
    return iter(found)


def throw(root: Any, machine: Any, x: Any) -> None:
    found = machine.plain(x)
    if isinstance(found, BaseException):
        raise found
    raise TypeError("throw: argument is no exception")


def cause(root: Any, machine: Any, x: Any) -> Any:
    """What an exception was raised from."""
    return getattr(machine.plain(x), "__cause__", None)


def is_instance(root: Any, machine: Any, x: Any, cls: Any) -> bool:
    kind = machine.plain(cls)
    return isinstance(kind, type) and isinstance(machine.plain(x), kind)


def hash_of(root: Any, machine: Any, x: Any) -> int:
    """Of 32 bits. What Python has no hash of is found by its equality alone."""
    try:
        return hash(machine.plain(x)) & 0xFFFFFFFF
    except TypeError:
        return 0


def equal(root: Any, machine: Any, x: Any, y: Any) -> bool:
    return bool(machine.plain(x) == machine.plain(y))


def shown(root: Any, machine: Any, x: Any, readably: bool) -> str:
    found = machine.plain(x)
    if not readably:
        return str(found)
    return f"#object[python.{type(found).__module__}.{type(found).__qualname__} {str(found)!r}]"
