"""Instructions from bytes: one pass, which leaves parallel lists of numbers and immediates.

The frequent kinds of immediates are read here, by the kind's number; all others by their reader in immediates.py.
"""

from __future__ import annotations

from pyfront.wasm.errors import MalformedModule
from pyfront.wasm.immediates import READ
from pyfront.wasm.leb import UNEXPECTED_END, signed, unsigned
from pyfront.wasm.module import Expr
from pyfront.wasm.optable import ELSE, END, IF, OPS, PREFIX
from pyfront.wasm.reader import Reader

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

# Kinds of opcode bytes.
_INDEX, _NONE, _CONST, _MEM, _BLOCK, _OTHER, _END, _ELSE, _PREFIX, _ILLEGAL = range(10)


def _kind(byte: int) -> int:
    op = OPS[byte]
    if byte in PREFIX:
        return _PREFIX
    if op is None:
        return _ILLEGAL
    if byte in (END, ELSE):
        return _END if byte == END else _ELSE
    if op.imm in ("label", "func", "type", "local", "global", "table", "memory", "tag"):
        return _INDEX
    return {"": _NONE, "i32": _CONST, "mem": _MEM, "block": _BLOCK, "try_table": _BLOCK}.get(op.imm, _OTHER)


_KINDS = bytes(_kind(byte) for byte in range(256))
_READERS: list[Callable[[Reader], Any] | None] = [READ[op.imm] if op else None for op in OPS]


def expression(r: Reader, positions: list[int] | None = None) -> Expr:
    """The instructions up to the ``end`` that closes nothing inside. Afterwards the reader is behind it."""
    data = r.data
    pos = start = r.pos
    ops: list[int] = []
    imms: list[Any] = []
    add_op, add_imm = ops.append, imms.append
    kinds = _KINDS
    opened: list[int] = []  # the opcodes of the blocks that we are in
    at = pos
    try:
        while True:
            if positions is not None:
                positions.append(pos)
            at = pos
            op = data[pos]
            pos += 1
            kind = kinds[op]
            if kind == _INDEX:
                value = data[pos]
                if value < 0x80:
                    pos += 1
                else:
                    value, pos = unsigned(data, pos, 32)
                add_op(op)
                add_imm(value)
            elif kind == _NONE:
                add_op(op)
                add_imm(None)
            elif kind == _CONST:
                value = data[pos]
                if value < 0x80:
                    pos += 1
                    if value >= 0x40:
                        value -= 0x80
                else:
                    value, pos = signed(data, pos, 32)
                add_op(op)
                add_imm(value)
            elif kind == _MEM:
                align = data[pos]
                offset = data[pos + 1]
                if align < 0x40 and offset < 0x80:
                    pos += 2
                    add_imm((align, offset, 0))
                else:
                    r.pos = pos
                    add_imm(_READERS[op](r))  # type: ignore[misc]
                    pos = r.pos
                add_op(op)
            elif kind == _END:
                add_op(op)
                add_imm(None)
                if not opened:
                    r.pos = pos
                    return Expr(ops, imms, start)
                opened.pop()
            elif kind == _BLOCK or kind == _OTHER:
                r.pos = pos
                add_imm(_READERS[op](r))  # type: ignore[misc]
                pos = r.pos
                add_op(op)
                if kind == _BLOCK:
                    opened.append(op)
            elif kind == _ELSE:
                if not opened or opened[-1] != IF:
                    raise MalformedModule("END opcode expected: misplaced ELSE opcode", offset=at)
                opened[-1] = ELSE
                add_op(op)
                add_imm(None)
            else:
                op, pos = _prefixed(data, pos, op) if kind == _PREFIX else (-1, pos)
                reader = _READERS[op] if op >= 0 else None
                if reader is None:
                    raise MalformedModule(f"illegal opcode {data[at:pos].hex(' ')}", offset=at)
                r.pos = pos
                add_imm(reader(r))
                pos = r.pos
                add_op(op)
    except IndexError:
        raise MalformedModule(UNEXPECTED_END, offset=pos) from None


def _prefixed(data: bytes, pos: int, byte: int) -> tuple[int, int]:
    code, pos = unsigned(data, pos, 32)
    op = PREFIX[byte] + code
    known = OPS[op] if op < len(OPS) else None
    return op if known is not None and known.prefix == byte else -1, pos


def position(data: bytes, expr: Expr, index: int) -> int:
    """The offset of an instruction of a decoded expression."""
    positions: list[int] = []
    expression(Reader(data, expr.pos), positions)
    return positions[min(index, len(positions) - 1)]

