"""The image: finished functions to bytes and back. The format is in ARCHITECTURE.md."""

from __future__ import annotations

from pyfront.emit.constants import Ref, key, word
from pyfront.emit.registers import Code
from pyfront.text.datum import List, Vector
from vmcore._opcode import FINGERPRINT
from vmcore._primdata import PRIMS
from vmcore.data import ABSENT, DEFAULT, EOF, UNBOUND, UNSPECIFIED, Char, Keyword, Pair, Ratio, Symbol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyfront.text.source import SourceMap

MAGIC = b"VMIMAGE1"
NO_NAME = 0xFFFFFFFF
_HEADER = "<8s8I"
_FEW = 256  # words that are packed without `struct`, which takes longer to load
_RECORD = "<14I"


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
            if value.__class__ in (List, Vector, Pair) and k[0] == "id":
                self._compound(value)
            else:
                self._atom(value)
            self.where[k] = self.size
            self.keep.append(value)
        self.size += 1
        return self.size - 1

    def name(self, text: str) -> int:
        """An entry with a symbol, perhaps an old one."""
        known = self.where.get(Symbol(text))
        return self.add(Symbol(text)) if known is None else known

    def _atom(self, value: Any) -> None:
        out = self.out
        encode = _ENCODE.get(value.__class__)
        if encode is not None:
            encode(out, value)
            return
        raw = word(value)
        if raw < 0:
            raise _not_a_constant(value)
        out.append((raw >> 4) - 1)

    def _compound(self, root: Any) -> None:
        """Parts that occur several times inside become entries of their own, before."""
        if not _is_tree(root):
            for part in _shared(root):
                self._tree(part)
                self.where["id", id(part)] = self.size
                self.keep.append(part)
                self.size += 1
        self._tree(root)

    def _tree(self, root: Any) -> None:
        """Post-order without recursion: a stack of items, and of closing bytes for what is open."""
        out = self.out
        where = self.where
        stack: list[Any] = [root]
        first = True
        closing: dict[bytes, _Close] = {}
        while stack:
            value = stack.pop()
            kind = value.__class__
            if kind is _Close:
                out += value.code
            elif kind is List and not value.items:
                out.append(0)
            elif kind in _COMPOUND:
                known = None if first else where.get(("id", id(value)))
                first = False
                if known is not None:
                    out += b"\x30" + varint(known)
                    continue
                items, code = _parts(value)
                close = closing.get(code)
                if close is None:
                    close = closing[code] = _Close(code)
                stack.append(close)
                items.reverse()
                stack += items
            else:
                known = where.get(key(value))
                if known is not None:
                    out += b"\x30" + varint(known)
                else:
                    self._atom(value)


class _Close:
    __slots__ = ("code",)

    def __init__(self, code: bytes) -> None:
        self.code = code


def _parts(value: Any) -> tuple[list[Any], bytes]:
    """A fresh list of the items of a compound, and the code that puts them together."""
    if value.__class__ is Vector:
        return list(value.items), b"\x23" + varint(len(value.items))
    if value.__class__ is Pair:
        return [value.car, value.cdr], b"\x20"
    if value.tail is None:
        return list(value.items), b"\x21" + varint(len(value.items))
    return [*value.items, value.tail], b"\x22" + varint(len(value.items))


def _is_tree(root: Any) -> bool:
    """Does every compound occur once?"""
    seen: set[int] = set()
    stack = [root]
    while stack:
        value = stack.pop()
        if id(value) in seen:
            return False
        seen.add(id(value))
        kind = value.__class__
        if kind is List:
            stack += [p for p in value.items if p.__class__ in _COMPOUND and (p.__class__ is not List or p.items)]
            if value.tail.__class__ in _COMPOUND:
                stack.append(value.tail)
        else:
            stack += [p for p in _parts(value)[0] if p.__class__ in _COMPOUND and (p.__class__ is not List or p.items)]
    return True


def _shared(root: Any) -> list[Any]:
    """Compounds that occur more than once in ``root``, inner ones first. A cycle has no finite encoding."""
    state: dict[int, int] = {}  # id -> 1: open, 2: done
    shared: dict[int, Any] = {}
    order: list[Any] = []
    stack: list[Any] = [root]
    while stack:
        value = stack.pop()
        if value.__class__ is _Done:
            state[id(value.value)] = 2
            order.append(value.value)
            continue
        known = state.get(id(value))
        if known == 1:
            from pyfront.errors import CompileError

            raise CompileError("a circular datum cannot be a constant of a program")
        if known == 2:
            shared[id(value)] = value
            continue
        state[id(value)] = 1
        stack.append(_Done(value))
        parts = _parts(value)[0]
        parts.reverse()
        stack += [p for p in parts if p.__class__ in _COMPOUND and (p.__class__ is not List or p.items)]
    return [value for value in order if id(value) in shared]


class _Done:
    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value


_COMPOUND = (List, Vector, Pair)


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
    else:
        out.append(0x29 if value.kind == "code" else 0x2A)
        out += varint(value.what if value.kind == "code" else PRIMS[value.what][0])


_ENCODE: dict[type, Any] = {
    int: _int, float: _float, complex: _complex, Ratio: _ratio, str: _text(0x19, ""), Symbol: _symbol,
    Keyword: _text(0x1B, "name"), Char: _char, bytes: _bytes, Ref: _ref,
}


# ---------------------------------------------------------------- writing


def write_image(
    functions: list[Code], sources: SourceMap | None, *, library: bool = False, tree: bool = False
) -> bytes:
    """``tree``: the code is node records of the tree-walker instead of instructions."""
    pool = Pool()
    names = [pool.name(code.name) if code.name else NO_NAME for code in functions]
    records: list[int] = []
    words: list[int] = []
    positions = bytearray()
    first = 0
    for code, name in zip(functions, names):
        first_const = pool.size
        for value in code.consts:
            pool.add(value)
        for instruction in code.code:
            words += instruction
        at = len(positions)
        _positions(positions, code.positions)
        n = len(code.code)
        records += (first, n, code.nregs, code.nreq, code.nopt, code.rest, code.captures, first_const, len(code.consts), name,
                    code.flags, at, len(positions) - at, code.pos)
        first += n
    pool.out.append(0x3F)
    table = _sources(sources, library)
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


def _sources(sources: SourceMap | None, library: bool) -> bytes:
    every = sources.sources if sources is not None else []
    out = bytearray(varint(len(every)))
    for source in every:
        out += string(source.name, "replace")
        out += varint(source.base)
        out += string("" if library else source.text, "replace")
    return bytes(out)


# ---------------------------------------------------------------- reading (disassembler, tests)


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
    from struct import unpack_from

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
    from struct import unpack

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
        else:
            _combine(stack, op, r)


def _uninterned(name: str) -> Symbol:
    symbol = object.__new__(Symbol)
    symbol.name = name
    return symbol


def _combine(stack: list[Any], op: int, r: _Reader) -> None:
    n = 2 if op in (0x13, 0x14, 0x20) else r.varint() + (1 if op == 0x22 else 0)
    if n > len(stack):
        raise ValueError("constant program takes what is not there")
    items = stack[len(stack) - n:]
    del stack[len(stack) - n:]
    if op == 0x13:
        stack.append(Ratio(*items))
    elif op == 0x14:
        stack.append(complex(*items))
    elif op == 0x20:
        stack.append(Pair(*items))
    elif op == 0x21:
        stack.append(List(items, [0] * n))
    elif op == 0x22:
        stack.append(List(items[:-1], [0] * n, items[-1]))
    elif op == 0x23:
        stack.append(Vector(items, [0] * n))
    else:
        raise ValueError(f"unknown constant code {op:#x}")
