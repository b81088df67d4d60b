"""Functions of the library that are functions of Python: JSON, regular expressions, CSV, TOML, digests."""

from __future__ import annotations

import re
from itertools import islice

from pyfront.sema.host import failed
from pyfront.text.patterns import bounded
from vmcore.data import Char, Keyword, Symbol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyfront.sema.host_call import Guest

# ---------------------------------------------------------------- JSON


def _key(x: Any) -> str:
    if isinstance(x, str):
        return x
    if isinstance(x, (Keyword, Symbol)):
        return x.name
    from pyfront.sema.printing import shown

    return shown(x)


def json_plain(x: Any) -> Any:
    """The value as the json module takes it."""
    from fractions import Fraction
    from math import isfinite

    if x is None or isinstance(x, (bool, int, str)):
        return x
    if isinstance(x, float):
        if not isfinite(x):
            raise failed("cannot encode NaN/Infinity as JSON")
        return x
    if isinstance(x, (Fraction, complex)) or x.__class__.__name__ == "ExactComplex":
        from pyfront.sema.printing import shown

        return shown(x)
    if isinstance(x, (Keyword, Symbol)):
        return x.name
    if isinstance(x, Char):
        return str(x)
    if isinstance(x, (list, tuple)):
        return [json_plain(one) for one in x]
    if isinstance(x, dict):
        return {key: json_plain(value) for key, value in sorted((_key(k), v) for k, v in x.items())}
    raise failed(f"cannot encode {getattr(x, 'kind', 'value')} as JSON")


def json_encode(x: Any) -> str:
    import json

    return json.dumps(json_plain(x), ensure_ascii=False, separators=(",", ":"))


def json_encode_pretty(x: Any) -> str:
    import json

    return json.dumps(json_plain(x), ensure_ascii=False, indent=2)


def json_decode(text: Any) -> Any:
    import json

    if not isinstance(text, str):
        raise failed("expected string")
    try:
        return _keyed(json.loads(text, parse_constant=_no_constant))
    except json.JSONDecodeError as error:
        raise failed(f"json/decode: {error.msg} at line {error.lineno} column {error.colno}") from None


def _no_constant(name: str) -> Any:
    raise failed(f"json/decode: {name} is no JSON")


def _keyed(x: Any) -> Any:
    if isinstance(x, dict):
        return {Keyword(key): _keyed(value) for key, value in x.items()}
    return [_keyed(one) for one in x] if isinstance(x, list) else x


# ---------------------------------------------------------------- regular expressions


def pattern(text: Any) -> re.Pattern[str]:
    if not isinstance(text, str):
        raise failed("expected string")
    source = re.sub(r"\\z", r"\\Z", text)
    source = re.sub(r"\(\?<([A-Za-z_])", r"(?P<\1", source)
    try:
        return re.compile(source)
    except RecursionError:
        raise failed("invalid regex: groups are nested too deeply") from None
    except (re.error, OverflowError) as error:
        raise failed(f"invalid regex: {error}") from None


def _expand(match: re.Match[str], text: str) -> str:
    def group(m: re.Match[str]) -> str:
        if m.group(0) == "$$":
            return "$"
        name = m.group(1) or m.group(2)
        try:
            return match.group(int(name) if name.isdigit() else name) or ""
        except (IndexError, error):
            return ""

    error = re.error
    return re.sub(r"\$\$|\$\{(\w+)\}|\$(\w+)", group, text)


def matcher(guest: Guest, source: str, text: str) -> Any:
    """What matches a pattern: within the limits of the run."""
    return bounded(guest.machine, pattern(source), text)


def regex_test(guest: Guest, source: str, text: str) -> bool:
    return matcher(guest, source, text).search(text) is not None


def regex_match(guest: Guest, source: str, text: str) -> Any:
    found = matcher(guest, source, text).search(text)
    if found is None:
        return None
    start, end = len(text[: found.start()].encode()), len(text[: found.end()].encode())
    return {
        Keyword("match"): found.group(), Keyword("groups"): list(found.groups()), Keyword("start"): start, Keyword("end"): end,
    }


def regex_find_all(guest: Guest, source: str, text: str) -> list[str]:
    return [match.group() for match in matcher(guest, source, text).finditer(text)]


def regex_replace(guest: Guest, source: str, new: str, text: str) -> str:
    return _replaced(guest, source, new, text, 1)


def regex_replace_all(guest: Guest, source: str, new: str, text: str) -> str:
    return _replaced(guest, source, new, text, None)


def _replaced(guest: Guest, source: str, new: str, text: str, count: int | None) -> str:
    parts: list[str] = []
    at = 0
    for match in islice(matcher(guest, source, text).finditer(text), count):
        parts += (text[at : match.start()], _expand(match, new))
        at = match.end()
    return "".join([*parts, text[at:]])


def regex_split(guest: Guest, source: str, text: str) -> list[str]:
    out, at = [], 0
    for match in matcher(guest, source, text).finditer(text):
        out.append(text[at : match.start()])
        at = match.end()
    return [*out, text[at:]]


# ---------------------------------------------------------------- CSV, TOML


def csv_rows(text: str) -> list[list[str]]:
    import csv
    import io

    try:
        return [row for row in csv.reader(io.StringIO(text, newline=""), strict=False) if row]
    except csv.Error as error:
        raise failed(f"csv/parse: {error}") from None


def csv_maps(text: str) -> list[dict[Any, str]]:
    rows = csv_rows(text)
    return [{Keyword(name): value for name, value in zip(rows[0], row)} for row in rows[1:]] if rows else []


def csv_text(rows: Any) -> str:
    import csv
    import io

    from pyfront.sema.printing import shown

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for row in rows:
        if not isinstance(row, list):
            raise failed("csv/encode: each row must be a list")
        writer.writerow([shown(cell, False) for cell in row])
    return out.getvalue()


def toml_decode(text: str) -> Any:
    if not isinstance(text, str):
        raise failed("expected string")
    try:
        import tomllib  # type: ignore[import-not-found]  # mypy checks for Python 3.10
    except ImportError:  # Python 3.10
        raise failed("toml/decode needs Python 3.11 or later") from None
    try:
        return _toml_keyed(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise failed(f"toml/decode: {error}") from None


def _toml_keyed(x: Any) -> Any:
    if isinstance(x, dict):
        return {Keyword(key): _toml_keyed(value) for key, value in x.items()}
    if isinstance(x, list):
        return [_toml_keyed(one) for one in x]
    if isinstance(x, (bool, int, float, str)):
        return x
    return x.isoformat().replace("+00:00", "Z") if hasattr(x, "isoformat") else str(x)


def toml_encode(x: Any) -> str:
    if not isinstance(x, dict):
        raise failed("toml/encode: top-level value must be a map")
    lines: list[str] = []
    _toml_table(x, "", lines)
    return "\n".join(lines) + ("\n" if lines else "")


def _toml_table(x: dict[Any, Any], path: str, lines: list[str]) -> None:
    entries = sorted((_key(k), v) for k, v in x.items())
    for key, value in entries:
        if not isinstance(value, dict) and not _tables(value):
            lines.append(f"{_toml_key(key)} = {_toml_value(value)}")
    for key, value in entries:
        name = f"{path}.{_toml_key(key)}" if path else _toml_key(key)
        if isinstance(value, dict):
            if lines:
                lines.append("")
            lines.append(f"[{name}]")
            _toml_table(value, name, lines)
        elif _tables(value):
            for one in value:
                if lines:
                    lines.append("")
                lines.append(f"[[{name}]]")
                _toml_table(one, name, lines)


def _tables(x: Any) -> bool:
    return isinstance(x, list) and bool(x) and all(isinstance(one, dict) for one in x)


def _toml_key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else _toml_value(key)


def _toml_value(x: Any) -> str:
    import json

    if isinstance(x, bool):
        return "true" if x else "false"
    if isinstance(x, int):
        return str(x)
    if isinstance(x, float):
        from pyfront.sema.host_text import float_text

        return float_text(x).lower()
    if isinstance(x, (str, Keyword, Symbol, Char)):
        return json.dumps(x if isinstance(x, str) else _key(x) if not isinstance(x, Char) else str(x), ensure_ascii=False)
    if isinstance(x, list):
        return "[" + ", ".join(map(_toml_value, x)) + "]"
    if x is None:
        raise failed("toml/encode: cannot encode nil as TOML")
    raise failed("toml/encode: cannot encode the value as TOML")


# ---------------------------------------------------------------- digests


def _bytes(x: Any) -> bytes:
    return bytes(x) if isinstance(x, (bytes, bytearray)) else str(x).encode()


def base64_encode(x: Any) -> str:
    from base64 import b64encode

    return b64encode(_bytes(x)).decode()


def base64_bytes(text: str) -> bytes:
    from base64 import b64decode
    from binascii import Error

    try:
        return b64decode(text, validate=True)
    except (Error, ValueError) as error:
        raise failed(f"base64/decode: {error}") from None


def base64_decode(text: str) -> str:
    try:
        return base64_bytes(text).decode()
    except UnicodeDecodeError:
        raise failed("base64/decode: the data are no UTF-8") from None


def sha256(x: Any) -> str:
    from hashlib import sha256 as digest

    return digest(_bytes(x)).hexdigest()


def md5(x: Any) -> str:
    from hashlib import md5 as digest

    return digest(_bytes(x), usedforsecurity=False).hexdigest()


def hmac_sha256(key: Any, x: Any) -> str:
    from hmac import new

    return new(_bytes(key), _bytes(x), "sha256").hexdigest()


def uuid4() -> str:
    from uuid import uuid4 as make

    return str(make())


FUNCTIONS: dict[str, Any] = {
    "json/encode": json_encode, "json/encode-pretty": json_encode_pretty, "json/decode": json_decode,
    "regex/match?": regex_test, "regex/match": regex_match, "regex/find-all": regex_find_all, "regex/replace": regex_replace,
    "regex/replace-all": regex_replace_all, "regex/split": regex_split, "csv/parse": csv_rows, "csv/parse-maps": csv_maps,
    "csv/encode": csv_text, "toml/decode": toml_decode, "toml/encode": toml_encode, "base64/encode": base64_encode,
    "base64/encode-bytes": base64_encode, "base64/decode": base64_decode, "base64/decode-bytes": base64_bytes,
    "hash/sha256": sha256, "hash/digest": sha256, "hash/md5": md5, "hash/hmac-sha256": hmac_sha256, "uuid/v4": uuid4,
}  # fmt: skip
GUESTS = frozenset(name for name in FUNCTIONS if name.startswith("regex/"))
