"""Calls of the functions in ``hosted_*.py``: they get plain values, and are checked for their arity here."""

from __future__ import annotations

from pyfront.sema.host import allowed, failed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# Name, or prefix of names -> module.
_MODULES = {
    **dict.fromkeys("string text prompt".split(), "text"),
    **dict.fromkeys("json regex csv toml base64 hash uuid".split(), "data"),
    **dict.fromkeys("path file sys shell/quote".split(), "system"),
    "time": "time",
    "pio": "pio",
    **dict.fromkeys("diff patch gzip redact sema html/text".split(), "more"),
    "term": "terminal",
    "http": "net",
    **dict.fromkeys("shell proc git".split(), "process"),
    **dict.fromkeys("db kv vector-store %vector-store".split(), "store"),
    **dict.fromkeys("zip tar".split(), "archive"),
    **dict.fromkeys("markdown html".split(), "markup"),
    **dict.fromkeys("secret pii".split(), "guard"),
    "%stream": "stream",
    "%tape": "tape",
}  # fmt: skip


class Guest:
    """What a function of Python may need of the runtime it works for."""

    __slots__ = ("root", "machine")

    def __init__(self, root: Any, machine: Any) -> None:
        self.root = root
        self.machine = machine

    def state(self, kind: str) -> dict[Any, Any]:
        """What the runtime keeps for a kind of things."""
        found: dict[Any, Any] = self.root.state.setdefault(kind, {})
        return found

    def most_bytes(self) -> int | None:
        """The memory limit of the run."""
        found: int | None = self.machine.limits()["memory"]
        return found

    def number(self) -> int:
        """One that the runtime has not given yet."""
        self.root.state["number"] = number = self.root.state.get("number", 0) + 1
        return int(number)

    def failed(self, message: str) -> Exception:
        return failed(message)


def _call(root: Any, machine: Any, name: Any, args: Any) -> Any:
    import sys

    name = machine.plain(name)
    module = f"pyfront.sema.hosted_{_MODULES.get(name) or _MODULES[name.partition('/')[0]]}"
    __import__(module)
    found = sys.modules[module]
    function = found.FUNCTIONS[name]
    needed = getattr(found, "NEEDS", {}).get(name)
    if needed is not None:
        for one in (needed,) if needed.__class__ is str else needed:
            allowed(root, machine, one, name)
    values = machine.plain(args)
    if name in getattr(found, "GUESTS", ()):
        values = [Guest(root, machine), *values]
        check(name, function, values, 1)
    else:
        check(name, function, values)
    try:
        return function(*values)
    except RecursionError:
        raise failed(f"{name}: the data are nested too deeply") from None
    except (TypeError, AttributeError, LookupError, ValueError, OverflowError) as error:
        raise _wrong(name, function, values) from error


def check(name: str, function: Any, values: list[Any], hidden: int = 0) -> None:
    """``hidden``: arguments that are not the program's."""
    code = getattr(function, "__code__", None)
    if code is None:  # a function of C
        return
    most = code.co_argcount
    least = most - len(function.__defaults__ or ())
    if len(values) < least or (len(values) > most and not code.co_flags & 4):  # *args
        from pyfront.errors import WrongArity

        least, most = least - hidden, most - hidden
        wanted = f"{least} or more" if code.co_flags & 4 else str(most) if least == most else f"{least}-{most}"
        raise WrongArity(f"{name} expects {wanted} argument{'' if wanted == '1' else 's'}, got {len(values) - hidden}")


def _wrong(name: str, function: Any, values: list[Any]) -> Exception:
    """The first argument that is not what its annotation says."""
    kinds: dict[str, tuple[Any, str]] = {
        "str": (str, "string"), "int": (int, "int"), "float": ((int, float), "number"), "list[Any]": (list, "list"),
        "list[str]": (list, "list"), "list[float]": (list, "list"),
    }  # fmt: skip
    code = getattr(function, "__code__", None)
    parameters = code.co_varnames[: code.co_argcount] if code is not None else ()
    first = 1 if parameters[:1] == ("guest",) else 0
    for number, (parameter, value) in enumerate(zip(parameters, values)):
        kind = kinds.get(function.__annotations__.get(parameter, ""))
        if kind is not None and not isinstance(value, kind[0]):
            return wrong_argument(name, number + 1 - first, kind[1], value)
    return failed(f"{name}: an argument is of the wrong type")


def wrong_argument(name: str, number: int, wanted: str, value: Any) -> Exception:
    from pyfront.errors import WrongType

    error = WrongType(f"expected {wanted}, got {type_name(value)}")
    error.notes.append(f"argument {number} of {name} is {_cut(value)}")
    return error


def _cut(value: Any) -> str:
    from pyfront.report import MAX_VALUE, shorten
    from pyfront.sema.printing import shown

    return shorten(shown(value), MAX_VALUE)


def type_name(x: Any) -> str:
    names = {"str": "string", "NoneType": "nil", "dict": "map", "Keyword": "keyword", "Symbol": "symbol", "Char": "char"}
    name = x.__class__.__name__
    return names.get(name, name)


SERVICES = {"call": _call}
