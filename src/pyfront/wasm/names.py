"""The name section: names for messages. What is wrong in it is left out, as the specification wants custom sections to be."""

from __future__ import annotations

from pyfront.wasm.errors import MalformedModule
from pyfront.wasm.leb import write_unsigned
from pyfront.wasm.module import Custom, ModuleData
from pyfront.wasm.reader import Reader

# Subsections with a plain map from index to name, by id.
KINDS = {1: "func", 4: "type", 5: "table", 6: "memory", 7: "global", 8: "elem", 9: "data", 11: "tag"}
SECTION = "name"


def names(m: ModuleData) -> dict[str, dict[int, str]]:
    """Kind -> index -> name; the module's own is names["module"][0]. From the name section, or else the text's identifiers."""
    for custom in m.customs:
        if custom.name == SECTION:
            return _read(custom.bytes)
    return m.ids


def _read(data: bytes) -> dict[str, dict[int, str]]:
    found: dict[str, dict[int, str]] = {}
    r = Reader(data)
    try:
        while r.pos < len(data):
            kind = r.byte()
            size = r.length()
            part = Reader(data[: r.pos + size], r.pos)
            if kind == 0:
                found["module"] = {0: part.name()}
            elif kind in KINDS:
                found[KINDS[kind]] = {part.u32(): part.name() for _ in range(part.count())}
            r.pos += size
    except MalformedModule:
        pass
    return found


def name_section(ids: dict[str, dict[int, str]]) -> Custom:
    """The custom section that says the same."""
    out = bytearray()
    if "module" in ids:
        _part(0, _string(ids["module"][0]), out)
    for kind, what in KINDS.items():
        if ids.get(what):
            body = bytearray()
            write_unsigned(len(ids[what]), body)
            for index in sorted(ids[what]):
                write_unsigned(index, body)
                body += _string(ids[what][index])
            _part(kind, body, out)
    return Custom(SECTION, bytes(out), 11)


def _string(text: str) -> bytearray:
    out = bytearray()
    data = text.encode()
    write_unsigned(len(data), out)
    return out + data


def _part(kind: int, body: bytearray, out: bytearray) -> None:
    out.append(kind)
    write_unsigned(len(body), out)
    out += body
