"""Services of the host for the library: text of numbers, regular expressions, formats, chance, the process."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


# ---------------------------------------------------------------- numbers


def _parse_integer(root: Any, machine: Any, text: Any, radix: int) -> Any:
    text = machine.plain(text)
    digits = text[1:] if text[:1] in ("+", "-") else text
    if not digits or not digits.isalnum() or not 2 <= radix <= 36 or len(digits) > 1000:
        return None
    try:
        return int(text, radix)
    except ValueError:
        return None


def _parse_double(root: Any, machine: Any, text: Any) -> Any:
    import re

    text = machine.plain(text)
    if re.fullmatch(r"[+-]?0[xX]([0-9a-fA-F]+\.?[0-9a-fA-F]*|\.[0-9a-fA-F]+)[pP][+-]?\d+[fFdD]?", text, re.ASCII):
        return float.fromhex(text.rstrip("fFdD"))
    if not re.fullmatch(r"[\x00-\x20]*[+-]?(NaN|Infinity|(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?[fFdD]?)[\x00-\x20]*", text, re.ASCII):
        return None
    return float(text.strip("".join(map(chr, range(33)))).rstrip("fFdD") if "nf" not in text else text.strip())


def _unsigned(root: Any, machine: Any, x: Any) -> int:
    value = x if x.__class__ is int else machine.plain(x)
    return int(value) & (1 << 64) - 1


def _radix_text(root: Any, machine: Any, x: Any, radix: int) -> str:
    value, digits = int(x if x.__class__ is int else machine.plain(x)), ""
    sign, value = "-" if value < 0 else "", abs(value)
    while value or not digits:
        value, digit = divmod(value, radix)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return sign + digits


def _log10(root: Any, machine: Any, x: Any) -> float:
    from math import log10

    return log10(machine.plain(x))


# ---------------------------------------------------------------- text


def _trim(root: Any, machine: Any, text: Any) -> str:
    plain: str = machine.plain(text)
    return plain.strip("".join(map(chr, range(33))))


def _find(root: Any, machine: Any, text: Any, what: Any, start: int) -> int:
    plain: str = machine.plain(text)
    return plain.find(machine.plain(what), max(start, 0))


def _rfind(root: Any, machine: Any, text: Any, what: Any) -> int:
    plain: str = machine.plain(text)
    return plain.rfind(machine.plain(what))


def _replace(root: Any, machine: Any, text: Any, old: Any, new: Any) -> str:
    plain: str = machine.plain(text)
    return plain.replace(machine.plain(old), machine.plain(new))


def _split_plain(root: Any, machine: Any, text: Any, what: Any) -> list[str]:
    plain: str = machine.plain(text)
    return plain.split(machine.plain(what))


def _lines(root: Any, machine: Any, text: Any) -> list[str]:
    import re

    parts = re.split(r"\r?\n", machine.plain(text))
    while parts and not parts[-1]:
        parts.pop()
    return parts


def _inst_text(root: Any, machine: Any, millis: Any) -> str:
    from pyfront.clojure.tags import inst_text

    return inst_text(millis if millis.__class__ is int else machine.plain(millis))


def _date_text(root: Any, machine: Any, millis: Any) -> str:
    from pyfront.clojure.tags import date_text

    return date_text(millis if millis.__class__ is int else machine.plain(millis))


def _digit(root: Any, machine: Any, code: int) -> int:
    char = chr(code)
    if char.isdecimal():
        return int(char)
    return ord(char.lower()) - 87 if "a" <= char.lower() <= "z" else -1


# ---------------------------------------------------------------- chance, process


def _allowed(machine: Any, name: str, who: str) -> None:
    if not machine.allows(name):
        from pyfront.errors import CapabilityError

        raise CapabilityError.lacking(name, who)


def _random(root: Any, machine: Any) -> float:
    from random import random

    return random()


def halves(value: int) -> list[int]:
    """128 bits as two longs."""
    return [(half ^ 1 << 63) - (1 << 63) for half in (value >> 64, value & (1 << 64) - 1)]


def _uuid_text(root: Any, machine: Any, high: Any, low: Any) -> str:
    parts = [x if x.__class__ is int else machine.plain(x) for x in (high, low)]
    digits = "".join(f"{part & (1 << 64) - 1:016x}" for part in parts)
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def _decimal(root: Any, machine: Any, text: Any) -> Any:
    from decimal import Decimal

    return Decimal(machine.plain(text))


def _random_uuid(root: Any, machine: Any) -> list[int]:
    from uuid import uuid4

    return halves(uuid4().int)


def _parse_uuid(root: Any, machine: Any, text: Any) -> Any:
    import re

    text = machine.plain(text)
    if not re.fullmatch("-".join(f"[0-9a-fA-F]{{{n}}}" for n in (8, 4, 4, 4, 12)), text):
        return False
    return halves(int(text.replace("-", ""), 16))


def _variable(root: Any, machine: Any, name: Any) -> Any:
    from os import environ

    _allowed(machine, "env", "System/getenv")
    value = environ.get(machine.plain(name))
    return value


def _environment(root: Any, machine: Any) -> Any:
    from os import environ

    _allowed(machine, "env", "System/getenv")
    return [[name, value] for name, value in environ.items()]


# ---------------------------------------------------------------- by other modules


def _module(name: str) -> Any:
    from sys import modules

    full = f"pyfront.clojure.{name}"
    if full not in modules:
        __import__(full)
    return modules[full]


def _wasm(root: Any, machine: Any, *args: Any) -> Any:
    from pyfront.wasm.guest import serve

    return serve(machine, *args)


SERVICES: dict[str, Any] = {  # a pair: a module, and its function
    "parse-integer": _parse_integer,
    "parse-double": _parse_double,
    "unsigned": _unsigned,
    "log10": _log10,
    "trim": _trim,
    "string-find": _find,
    "string-rfind": _rfind,
    "string-replace": _replace,
    "split-plain": _split_plain,
    "lines": _lines,
    "inst-text": _inst_text,
    "date-text": _date_text,
    "digit": _digit,
    "random": _random,
    "uuid-text": _uuid_text,
    "decimal": _decimal,
    "random-uuid": _random_uuid,
    "parse-uuid": _parse_uuid,
    "variable": _variable,
    "environment": _environment,
    "wasm": _wasm,
    "format": ("formatting", "format"),
    "layout": ("layout", "layout"),
    "py-value": ("interop", "value"),
    "py-import": ("interop", "load"),
    "py-attr": ("interop", "attr"),
    "py-set-attr": ("interop", "set_attr"),
    "py-item": ("interop", "item"),
    "py-set-item": ("interop", "set_item"),
    "py-iter": ("interop", "iterate"),
    "py-raise": ("interop", "throw"),
    "py-is": ("interop", "is_instance"),
    "py-cause": ("interop", "cause"),
    "py-text": ("interop", "shown"),
    "py-hash": ("interop", "hash_of"),
    "py-equal": ("interop", "equal"),
    "cl-format": ("cl_format", "format"),
    "slurp": ("files", "slurp"),
    "spit": ("files", "spit"),
    "list-files": ("files", "list_files"),
    "directory?": ("files", "is_directory"),
    "file-what": ("files", "what"),
    "blank?": lambda root, machine, text: not machine.plain(text).strip(),
    "math": ("mathematics", "call"),
    "scaled": ("mathematics", "scaled"),
    "plain-decimal": ("mathematics", "plain"),
    "scale": ("mathematics", "scale"),
    "unscaled": ("mathematics", "unscaled"),
    "stripped": ("mathematics", "stripped"),
    "set-scale": ("mathematics", "set_scale"),
    "digest": ("hashing", "digest"),
    "digest?": ("hashing", "is_known"),
    "url-encode": ("urls", "encode"),
    "url-decode": ("urls", "decode"),
    "mod-pow": ("mathematics", "mod_pow"),
    "character": ("characters", "about"),
    "radix-text": _radix_text,
    "regex": ("regex", "compile"),
    "regex-text": ("regex", "text"),
    "regex-full": ("regex", "full"),
    "regex-search": ("regex", "search"),
    "regex-some": ("regex", "some"),
    "regex-more": ("regex", "more"),
    "matcher": ("regex", "finder"),
    "matcher-find": ("regex", "find"),
    "matcher-matches": ("regex", "matches"),
    "matcher-span": ("regex", "span"),
    "matcher-from": ("regex", "start_at"),
    "regex-groups": ("regex", "groups"),
    "regex-group": ("regex", "group"),
    "regex-split": ("regex", "split"),
    "regex-replace": ("regex", "replace"),
    "regex-replace-with": ("regex", "replace_with"),
    "regex-quote": ("regex", "quote"),
}


def find(name: str) -> Any:
    """A service of this module, of one that is loaded for it, or of that for tasks."""
    service = SERVICES.get(name) or _module("tasks").SERVICES[name]
    return getattr(_module(service[0]), service[1]) if service.__class__ is tuple else service
