"""Calls of the functions in ``hosted_*.py``: they get plain values, and are checked for their arity here."""

from __future__ import annotations

from pyfront.sema.host import allowed, failed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# Prefix of a name -> module.
_MODULES = {
    **dict.fromkeys("string text prompt".split(), "text"),
    **dict.fromkeys("json regex csv toml base64 hash uuid".split(), "data"),
    **dict.fromkeys("path file sys shell".split(), "system"),
    "time": "time",
    "pio": "pio",
    **dict.fromkeys("diff html markdown gzip redact secret sema".split(), "more"),
    "term": "terminal",
}  # fmt: skip


def _call(root: Any, machine: Any, name: Any, args: Any) -> Any:
    import sys

    name = machine.plain(name)
    module = f"pyfront.sema.hosted_{_MODULES[name.partition('/')[0]]}"
    __import__(module)
    function = sys.modules[module].FUNCTIONS[name]
    needed = getattr(sys.modules[module], "NEEDS", {}).get(name)
    if needed is not None:
        allowed(machine, needed, name)
    values = machine.plain(args)
    check(name, function, values)
    try:
        return function(*values)
    except RecursionError:
        raise failed(f"{name}: the data are nested too deeply") from None
    except (TypeError, AttributeError) as error:
        raise _wrong(function, values) from error


def check(name: str, function: Any, values: list[Any]) -> None:
    code = getattr(function, "__code__", None)
    if code is None:  # a function of C
        return
    most = code.co_argcount
    least = most - len(function.__defaults__ or ())
    if code.co_flags & 4:  # *args
        return
    if not least <= len(values) <= most:
        from pyfront.errors import WrongArity

        wanted = str(most) if least == most else f"{least}-{most}"
        raise WrongArity(f"{name} expects {wanted} argument{'' if wanted == '1' else 's'}, got {len(values)}")


def _wrong(function: Any, values: list[Any]) -> Exception:
    """The first argument that is not what its annotation says."""
    from pyfront.errors import WrongType

    kinds: dict[str, tuple[Any, str]] = {"str": (str, "string"), "int": (int, "int"), "float": ((int, float), "number")}
    code = getattr(function, "__code__", None)
    for name, value in zip(code.co_varnames if code is not None else (), values):
        kind = kinds.get(function.__annotations__.get(name, ""))
        if kind is not None and not isinstance(value, kind[0]):
            return WrongType(f"expected {kind[1]}, got {type_name(value)}")
    return failed("an argument is of the wrong type")


def type_name(x: Any) -> str:
    names = {"str": "string", "NoneType": "nil", "dict": "map", "Keyword": "keyword", "Symbol": "symbol", "Char": "char"}
    name = x.__class__.__name__
    return names.get(name, name)


SERVICES = {"call": _call}
