"""The image read back, for the disassembler and tests. The format is in ARCHITECTURE.md; ``image`` writes it."""

from __future__ import annotations

from struct import unpack, unpack_from

from pyfront.emit.constants import Made, Ref
from pyfront.emit.image import MAGIC, NO_NAME
from pyfront.emit.registers import Code
from pyfront.text.datum import List, Vector
from vmcore._primdata import PRIMS
from vmcore.data import ABSENT, DEFAULT, EOF, UNBOUND, UNSPECIFIED, Char, ExactComplex, Keyword, Pair, Ratio, Symbol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_HEADER = "<8s8I"
_RECORD = "<14I"


class Image:
    __slots__ = ("fingerprint", "flags", "functions", "sources")

    def __init__(self, fingerprint: int, flags: int, functions: list[Code], sources: list[tuple[str, int, str]]) -> None:
        self.fingerprint = fingerprint
        self.flags = flags
        self.functions = functions
        self.sources = sources  # (name, base, text)


class _Reader:
    __slots__ = ("at", "data")

    def __init__(self, data: bytes, at: int = 0) -> None:
        self.data = data
        self.at = at

    def byte(self) -> int:
        self.at += 1
        return self.data[self.at - 1]

    def varint(self) -> int:
        n = shift = 0
        while True:
            b = self.byte()
            n |= (b & 0x7F) << shift
            if b < 0x80:
                return n
            shift += 7

    def zigzag(self) -> int:
        n = self.varint()
        return n >> 1 if not n & 1 else -(n + 1 >> 1)

    def take(self, n: int) -> bytes:
        self.at += n
        if self.at > len(self.data):
            raise ValueError("image ends too early")
        return self.data[self.at - n:self.at]

    def string(self) -> str:
        return self.take(self.varint()).decode("utf-8")


def parse_image(data: bytes) -> Image:
    """The functions of an image that is trusted to be well formed; what is not gives a ValueError or IndexError."""
    magic, fingerprint, flags, nf, nconsts, const_bytes, nwords, pos_bytes, _ = unpack_from(_HEADER, data)
    if magic != MAGIC:
        raise ValueError("not an image")
    at = 40
    records = [unpack_from(_RECORD, data, at + 56 * i) for i in range(nf)]
    at += 56 * nf
    pool = _read_pool(_Reader(data, at))
    if len(pool) != nconsts:
        raise ValueError("wrong number of constants")
    at += const_bytes
    at += -at % 8
    words = unpack_from(f"<{nwords}H", data, at)
    at += 2 * nwords
    functions = [_read_function(record, pool, words, data[at + record[11]:at + record[11] + record[12]])
                 for record in records]
    reader = _Reader(data, at + pos_bytes)
    sources = [(reader.string(), reader.varint(), reader.string()) for _ in range(reader.varint())]
    return Image(fingerprint, flags, functions, sources)


def _read_function(record: tuple[int, ...], pool: list[Any], words: tuple[int, ...], positions: bytes) -> Code:
    first, n, nregs, nreq, nopt, rest, captures, first_const, nconst, name, flags, _, _, pos = record
    code = Code("" if name == NO_NAME else pool[name].name, nreq, nopt, rest, pos)
    code.nregs, code.captures, code.flags = nregs, captures, flags
    code.consts = pool[first_const:first_const + nconst]
    part = words[4 * first:4 * (first + n)]
    code.code = list(zip(part[0::4], part[1::4], part[2::4], part[3::4]))
    reader = _Reader(positions)
    index = place = 0
    while reader.at < len(positions):
        index += reader.varint()
        place += reader.zigzag()
        code.positions.append((index, place))
    return code


_BY_NUMBER: dict[int, str] = {}


def prim_name(number: int) -> str:
    if not _BY_NUMBER:
        _BY_NUMBER.update((row[0], name) for name, row in PRIMS.items())
    return _BY_NUMBER[number]


def _read_pool(r: _Reader) -> list[Any]:
    stack: list[Any] = []
    immediates = (List([], []), False, True, UNSPECIFIED, EOF, UNBOUND, ABSENT, DEFAULT)
    atoms: dict[int, Any] = {
        0x10: r.zigzag,
        0x11: lambda: int.from_bytes(r.take(r.varint()), "little", signed=True),
        0x12: lambda: unpack("<d", r.take(8))[0],
        0x18: lambda: Char(r.varint()),
        0x19: r.string,
        0x1A: lambda: Symbol(r.string()),
        0x1B: lambda: Keyword(r.string()),
        0x1C: lambda: r.take(r.varint()),
        0x1D: lambda: _uninterned(r.string()),
        0x28: lambda: Ref("global", r.string()),
        0x29: lambda: Ref("code", r.varint()),
        0x2A: lambda: Ref("prim", prim_name(r.varint())),
        0x30: lambda: stack[r.varint()],
    }
    while True:
        op = r.byte()
        if op == 0x3F:
            return stack
        if op < 8:
            stack.append(immediates[op])
        elif op in atoms:
            stack.append(atoms[op]())
        elif 0x31 <= op <= 0x33:
            _patch(stack, op, r)
        else:
            _combine(stack, op, r)


def _patch(stack: list[Any], op: int, r: _Reader) -> None:
    value = stack.pop()
    target = stack[r.varint()]
    if op == 0x33:
        target.items[r.varint()] = value
    elif op == 0x31:
        target.car = value
    else:
        target.cdr = value


def _uninterned(name: str) -> Symbol:
    symbol = object.__new__(Symbol)
    symbol.name = name
    return symbol


def _combine(stack: list[Any], op: int, r: _Reader) -> None:
    prim = prim_name(r.varint()) if op == 0x2B else ""
    n = 2 if op in (0x13, 0x14, 0x20) else r.varint() + (1 if op == 0x22 else 0)
    if n > len(stack):
        raise ValueError("constant program takes what is not there")
    items = stack[len(stack) - n:]
    del stack[len(stack) - n:]
    if op == 0x13:
        stack.append(Ratio(*items))
    elif op == 0x14:
        stack.append(complex(*items) if items[0].__class__ is float else ExactComplex(*items))
    elif op == 0x20:
        stack.append(Pair(*items))
    elif op == 0x21:
        stack.append(List(items, [0] * n))
    elif op == 0x22:
        stack.append(List(items[:-1], [0] * n, items[-1]))
    elif op == 0x2B:
        stack.append(Made(prim, items))
    elif op == 0x23:
        stack.append(Vector(items, [0] * n))
    else:
        raise ValueError(f"unknown constant code {op:#x}")
