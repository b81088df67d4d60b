"""The image: finished functions to bytes. The format is in ARCHITECTURE.md; ``parse`` reads it."""

from __future__ import annotations

from pyfront.core.ir import INLINED
from pyfront.emit.constants import Made, Ref, key, word
from pyfront.emit.registers import Code
from pyfront.text.datum import List, Vector
from vmcore._opcode import FINGERPRINT
from vmcore._primdata import primitive
from vmcore.data import Char, ExactComplex, Keyword, Pair, Ratio, Symbol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from pyfront.text.source import SourceMap

MAGIC = b"VMIMAGE1"
NO_NAME = 0xFFFFFFFF
_FEW = 256  # words that are packed without `struct`, which takes longer to load


def varint(n: int) -> bytes:
    if n < 0x80:
        return bytes((n,))
    out = bytearray()
    while n >= 0x80:
        out.append(n & 0x7F | 0x80)
        n >>= 7
    out.append(n)
    return bytes(out)


def zigzag(n: int) -> bytes:
    return varint(n << 1 if n >= 0 else (-n << 1) - 1)


def string(text: str, errors: str = "strict") -> bytes:
    try:
        data = text.encode("utf-8", errors)
    except UnicodeEncodeError:
        from pyfront.errors import CompileError

        raise CompileError("an unpaired surrogate cannot be part of a constant") from None
    return varint(len(data)) + data


# ---------------------------------------------------------------- constants


class Pool:
    """The constant program and what is on its stack."""

    __slots__ = ("keep", "out", "size", "where")

    def __init__(self) -> None:
        self.out = bytearray()
        self.size = 0  # entries so far
        self.where: dict[Any, int] = {}  # constants.key -> entry
        self.keep: list[Any] = []  # objects whose id is in `where`

    def add(self, value: Any) -> int:
        """One more entry; the answer is its number."""
        k = key(value)
        known = self.where.get(k)
        if known is not None:
            self.out += b"\x30" + varint(known)
        else:
            if value.__class__ in (List, Vector, Pair, Made) and k[0] == "id":
                from pyfront.emit.compound import compound

                compound(self, value)
            else:
                self.atom(value)
            self.where[k] = self.size
            self.keep.append(value)
        self.size += 1
        return self.size - 1

    def prepare(self, value: Any) -> None:
        """Entries for what occurs several times in a constant, before those of its function, which stand side by side."""
        if value.__class__ in (List, Vector, Pair, Made) and key(value) not in self.where:
            from pyfront.emit.compound import prepare

            prepare(self, value)

    def name(self, text: str) -> int:
        """An entry with a symbol, perhaps an old one."""
        known = self.where.get(Symbol(text))
        return self.add(Symbol(text)) if known is None else known

    def atom(self, value: Any) -> None:
        """The code of a constant without parts."""
        out = self.out
        encode = _ENCODE.get(value.__class__)
        if encode is not None:
            encode(out, value)
            return
        raw = word(value)
        if raw < 0:
            raise _not_a_constant(value)
        out.append((raw >> 4) - 1)


def _not_a_constant(value: Any) -> Exception:
    from pyfront.errors import CompileError

    return CompileError(f"a {type(value).__name__} cannot be a constant of a program")


def _int(out: bytearray, value: int) -> None:
    if -(1 << 63) <= value < 1 << 63:
        out.append(0x10)
        out += zigzag(value)
    else:
        n = (value.bit_length() >> 3) + 1
        out.append(0x11)
        out += varint(n) + value.to_bytes(n, "little", signed=True)


def _float(out: bytearray, value: float) -> None:
    from struct import pack

    out.append(0x12)
    out += pack("<d", value)


def _ratio(out: bytearray, value: Any) -> None:
    _int(out, value.num)
    _int(out, value.den)
    out.append(0x13)


def _complex(out: bytearray, value: complex) -> None:
    _float(out, value.real)
    _float(out, value.imag)
    out.append(0x14)


def _exact_complex(out: bytearray, value: Any) -> None:
    for part in (value.real, value.imag):
        _ENCODE[type(part)](out, part)
    out.append(0x14)


def _text(code: int, attribute: str) -> Any:
    def encode(out: bytearray, value: Any) -> None:
        out.append(code)
        out += string(getattr(value, attribute) if attribute else value)

    return encode


def _symbol(out: bytearray, value: Any) -> None:
    out.append(0x1A if Symbol._table.get(value.name) is value else 0x1D)
    out += string(value.name)


def _char(out: bytearray, value: Any) -> None:
    out.append(0x18)
    out += varint(value.code)


def _bytes(out: bytearray, value: bytes) -> None:
    out.append(0x1C)
    out += varint(len(value)) + value


def _ref(out: bytearray, value: Any) -> None:
    if value.kind == "global":
        out.append(0x28)
        out += string(value.what)
    elif value.kind == "code":
        out.append(0x29)
        out += varint(value.what)
    else:
        row = primitive(value.what)
        assert row is not None
        out.append(0x2A)
        out += varint(row[0])


_ENCODE: dict[type, Any] = {
    int: _int, float: _float, complex: _complex, ExactComplex: _exact_complex, Ratio: _ratio, str: _text(0x19, ""), Symbol: _symbol,
    Keyword: _text(0x1B, "name"), Char: _char, bytes: _bytes, Ref: _ref,
}


# ---------------------------------------------------------------- writing


def write_image(
    functions: list[Code],
    sources: SourceMap | None,
    *,
    library: bool = False,
    tree: bool = False,
    inlined: Sequence[tuple[int, str, int]] = (),
) -> bytes:
    """``tree``: the code is node records of the tree-walker instead of instructions. ``inlined``: see
    ``passes.inlined``."""
    pool = Pool()
    names = [pool.name(code.name) if code.name else NO_NAME for code in functions]
    records: list[int] = []
    words: list[int] = []
    positions = bytearray()
    first = 0
    for code, name in zip(functions, names):
        for value in code.consts:
            pool.prepare(value)
        first_const = pool.size
        for value in code.consts:
            pool.add(value)
        for instruction in code.code:
            words += instruction
        at = len(positions)
        _positions(positions, code.positions)
        n = len(code.code)
        records += (first, n, code.nregs, code.nreq, code.nopt, code.rest, code.captures, first_const, len(code.consts), name,
                    code.flags, at, len(positions) - at, code.pos & 0xFFFFFFFF)
        first += n
    pool.out.append(0x3F)
    table = _sources(sources, library)
    if inlined:
        table += _inlined(inlined, functions)
    header = (FINGERPRINT, int(tree), len(functions), pool.size, len(pool.out), len(words), len(positions), len(table))
    out = bytearray(MAGIC)
    out += _packed([*header, *records], 4)
    out += pool.out
    out += bytes(-len(out) % 8)
    out += _packed(words, 2)
    out += positions
    out += table
    return bytes(out)


def _packed(numbers: list[int], size: int) -> bytes:
    """Unsigned numbers of 2 or 4 bytes, little endian."""
    if len(numbers) <= _FEW:
        return b"".join([n.to_bytes(size, "little") for n in numbers])
    from struct import pack

    return pack(f"<{len(numbers)}{'H' if size == 2 else 'I'}", *numbers)


def _positions(out: bytearray, entries: list[tuple[int, int]]) -> None:
    at = pos = 0
    for index, new in entries:
        out += varint(index - at)
        out += zigzag(new - pos)
        at, pos = index, new


def _inlined(calls: Sequence[tuple[int, str, int]], functions: list[Code]) -> bytes:
    out = bytearray(varint(len(calls)))
    for outer, name, place in calls:
        out += varint(outer) + string(name, "replace") + varint(place)
    homes = [(i, code.pos >> INLINED) for i, code in enumerate(functions) if code.pos >> INLINED]
    out += varint(len(homes))
    for i, home in homes:
        out += varint(i) + varint(home)
    return bytes(out)


def _sources(sources: SourceMap | None, library: bool) -> bytes:
    every = sources.sources if sources is not None else []
    out = bytearray(varint(len(every)))
    for source in every:
        out += string(source.name, "replace")
        out += varint(source.base)
        out += string("" if library else source.text, "replace")
    return bytes(out)
