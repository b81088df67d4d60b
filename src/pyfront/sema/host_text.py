"""Services for text and numbers as text."""

from __future__ import annotations

from pyfront.sema.host import failed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_ESCAPES = {"\n": "\\n", "\t": "\\t", "\r": "\\r", "\\": "\\\\", '"': '\\"'}


def _escape(root: Any, machine: Any, text: Any) -> str:
    return "".join(_escaped(c) for c in machine.plain(text))


def _escaped(c: str) -> str:
    return _ESCAPES.get(c, c)


def float_text(x: float) -> str:
    """All digits that the number needs, and no exponent."""
    if x != x:
        return "NaN"
    if x in (float("inf"), float("-inf")):
        return "inf" if x > 0 else "-inf"
    if x.is_integer():
        return f"{x:.1f}"
    text = repr(x)
    if "e" not in text:
        return text
    from decimal import Decimal

    text = format(Decimal(text), "f")
    return text if "." in text else text + ".0"


def _float_text(root: Any, machine: Any, x: Any) -> str:
    return float_text(x if x.__class__ is float else machine.plain(x))


def part_text(x: Any) -> str:
    return float_text(x) if x.__class__ is float else str(x)


def _complex_text(root: Any, machine: Any, x: Any) -> str:
    return complex_text(machine.plain(x))


def complex_text(x: Any) -> str:
    imag = part_text(x.imag)
    return f"{part_text(x.real)}{imag if imag[0] == '-' else '+' + imag}i"


def _pretty(root: Any, machine: Any, text: Any) -> Any:
    return machine.plain(text)


def _trim(root: Any, machine: Any, text: Any, what: Any, sides: int) -> str:
    text, what = machine.plain(text), None if what is None else machine.plain(what)
    chars = None if what is None else str(what)
    if sides & 1:
        text = text.lstrip(chars)
    return text.rstrip(chars) if sides & 2 else text


def _rfind(root: Any, machine: Any, text: Any, what: Any) -> Any:
    at = machine.plain(text).rfind(machine.plain(what))
    return None if at < 0 else at


def _replace(root: Any, machine: Any, text: Any, old: Any, new: Any) -> str:
    plain: str = machine.plain(text)
    return plain.replace(machine.plain(old), machine.plain(new))


def _lines(root: Any, machine: Any, text: Any) -> list[str]:
    text = machine.plain(text)
    parts = [part[:-1] if part.endswith("\r") else part for part in text.split("\n")]
    if parts and not parts[-1]:
        parts.pop()
    return parts


def _words(root: Any, machine: Any, text: Any) -> list[str]:
    plain: str = machine.plain(text)
    return plain.split()


def _is_number(root: Any, machine: Any, text: Any) -> bool:
    return _to_number(root, machine, text, 10) is not False


def _to_number(root: Any, machine: Any, text: Any, radix: int) -> Any:
    from pyfront.sema.reader import parse_number, parse_prefixed

    text = machine.plain(text).split(";", 1)[0].strip()
    if radix.__class__ is not int or not 2 <= radix <= 36:
        raise failed("string->number: the radix is an integer from 2 to 36")
    if not text:
        return False
    if radix != 10:
        try:
            return int(text, radix) if "_" not in text else False
        except ValueError:
            return False
    if text[0] == "#":
        found = parse_prefixed(text)
        return False if found is None else found
    if text in ("inf", "+inf", "-inf", "NaN", "nan"):
        return float(text)
    try:
        number, length = parse_number(text)
    except Exception:
        return False
    if length != len(text) or (text[0] == "+" and text[-1] != "i"):
        return False
    return number


def _utf8(root: Any, machine: Any, data: Any) -> str:
    try:
        plain: bytes = machine.plain(data)
        return plain.decode()
    except UnicodeDecodeError:
        raise failed("invalid UTF-8 in bytevector") from None


def _int10(root: Any, machine: Any, data: Any) -> int:
    """A number with at most one digit after the point, in tenths."""
    text = machine.plain(data).decode("latin-1")
    sign, digits = (-1, text[1:]) if text[:1] == "-" else (1, text)
    whole, point, tenth = digits.partition(".")
    if not whole:
        raise failed("bytes/parse-int10: expected a digit")
    for c in whole + tenth:
        if c not in "0123456789":
            raise failed(f"bytes/parse-int10: invalid digit {c!r}")
    if point and len(tenth) != 1:
        raise failed("bytes/parse-int10: expected one digit after the point")
    return sign * int(whole + (tenth or "0"))


def _gensym(root: Any, machine: Any, prefix: Any) -> Any:
    from pyfront.sema.macros import fresh

    return fresh(machine.plain(prefix))


def _is_native(root: Any, machine: Any, f: Any, name: Any) -> bool:
    """Is the procedure one of the library?"""
    name = getattr(name, "name", "") or getattr(machine.plain(name) if name else None, "name", "")
    return bool(name) and machine.get_global(f"sema:{name}") == f


def arity_text(text: str) -> str:
    """The message of the machine, as this language has it."""
    import re

    found = re.match(r"(.*): expected (.*) arguments?, got (\d+)$", text)
    if not found:
        return text
    name = "<lambda>" if found[1] in ("anonymous procedure", "") else found[1]
    wanted = found[2].replace("at least ", "") + ("+" if "at least" in found[2] else "")
    return f"{name} expects {wanted} argument{'' if wanted == '1' else 's'}, got {found[3]}"


def _arity_text(root: Any, machine: Any, text: Any) -> str:
    return arity_text(machine.plain(text))


SERVICES = {
    "escape": _escape, "float-text": _float_text, "complex-text": _complex_text, "pretty": _pretty, "trim": _trim,
    "rfind": _rfind, "replace": _replace, "lines": _lines, "words": _words, "number?": _is_number, "to-number": _to_number,
    "utf8": _utf8, "gensym": _gensym, "native?": _is_native,
    "arity-text": _arity_text, "int10": _int10,
}  # fmt: skip
