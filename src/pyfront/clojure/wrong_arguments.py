"""What the services of the host take, and what is said of an argument that is something else. Loaded when there is an error.

A service checks nothing itself: it fails with an exception of Python, and then it is found out here whether an argument was
wrong. If none was, the exception is a fault of the implementation and stays what it is. What the library looked at before the
call has no row."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# A letter for what an argument is; a digit for its place in the call that a program wrote, if it has one there.
KINDS = {
    "s": "a string", "i": "an integer", "n": "a number", "r": "a regular expression", "x": "anything",
}  # fmt: skip

# service -> (what the program called, its arguments)
ROWS = {
    "parse-integer": ("parseInt", "s1 i2"),
    "parse-double": ("parseDouble", "s1"),
    "unsigned": ("toUnsignedString", "i1"),
    "log10": ("Math/log10", "n1"),
    "trim": ("trim", "s1"),
    "string-find": ("index-of", "s1 s2 i3"),
    "string-rfind": ("last-index-of", "s1 s2"),
    "string-replace": ("replace", "s1 s2 s3"),
    "lines": ("lines", "s1"),
    "inst-text": ("java.util.Date", "i1"),
    "date-text": ("java.util.Date", "i1"),
    "digit": ("Character/getNumericValue", "i1"),
    "uuid-text": ("java.util.UUID", "i1 i2"),
    "variable": ("System/getenv", "s1"),
    "format": ("format", "s1 x"),
    "cl-format": ("cl-format", "s2 x"),
    "spit": ("spit", "s1 s2 x"),
    "scaled": ("BigDecimal/valueOf", "i1 i2"),
    "set-scale": (".setScale", "n1 i2 s3"),
    "mod-pow": (".modPow", "i1 i2 i3"),
    "radix-text": ("Long/toString", "i1 i2"),
    "regex": ("re-pattern", "s1"),
    "regex-text": ("java.util.regex.Pattern", "s1"),
    "regex-full": ("re-matches", "r1 s2"),
    "regex-search": ("re-find", "r1 s2"),
    "regex-some": ("re-seq", "r1 s2"),
    "matcher": ("re-matcher", "r1 s2"),
    "regex-split": ("split", "r2 s1 i3"),
    "regex-replace": ("replace", "r2 s1 s3 i"),
    "regex-replace-with": ("replace", "r2 s1"),
    "regex-quote": ("Pattern/quote", "s1"),
    "text": ("load-string", "s1 s"),
    "read-string": ("read-string", "s1 s"),
    "read-edn": ("read-string", "s1"),
    "load-file": ("load-file", "s1"),
    "load-path": ("load", "s s1"),
}


def _is(kind: str, value: Any) -> bool:
    import re
    from decimal import Decimal
    from fractions import Fraction

    if kind == "s":
        return isinstance(value, str)
    if kind == "i":
        return isinstance(value, int) and not isinstance(value, bool)
    if kind == "n":
        return isinstance(value, (int, float, Fraction, Decimal)) and not isinstance(value, bool)
    return isinstance(value, re.Pattern) if kind == "r" else True


def wrong_argument(machine: Any, service: str, args: list[Any]) -> Exception | None:
    """The error of the program, if an argument is not what the service takes."""
    from vmcore._convert import Ref

    who, kinds = _math(machine, args) if service == "math" else ROWS.get(service, ("", ""))
    for arg, kind in zip(args, kinds.split()):
        value = machine.plain(arg) if isinstance(arg, Ref) else arg
        if _is(kind[0], value):
            continue
        if value is None:
            from pyfront.clojure.failures import JavaError

            return JavaError(f"{who}: argument {kind[1:]} is nil, not {KINDS[kind[0]]}", "java.lang.NullPointerException")
        from pyfront.errors import WrongType

        return WrongType(f"{who}: argument {kind[1:]} is not {KINDS[kind[0]]}: {machine.display(arg, 1)}")
    return None


def _math(machine: Any, args: list[Any]) -> tuple[str, str]:
    """The functions on doubles; two take an integer."""
    name = machine.plain(args[0])
    return name, "s n1 i2" if name == "scalb" else "s n1 n2"
