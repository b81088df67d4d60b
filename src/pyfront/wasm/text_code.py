"""Instructions of the text format, plain and folded, into the same lists as those of the binary format.

Nesting is kept in a list, not in Python's stack: any depth will do.
"""

from __future__ import annotations

from pyfront.wasm.cursor import Cursor
from pyfront.wasm.immediates import CATCH_ALL, CATCH_NAMES
from pyfront.wasm.keywords import SHAPES
from pyfront.wasm.lexer import CLOSE, FLOAT, ID, INT, OPEN, WORD
from pyfront.wasm.module import Expr
from pyfront.wasm.optable import BY_NAME, ELSE, END, IF, SELECT_T, TRY_TABLE, Op
from pyfront.wasm.types import FuncType, heap_of, nullable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyfront.wasm.lexer import Tokens

_BLOCKS = ("block", "loop", "if", "try_table")
# What is open: a block closed by ``end``; a folded block; a folded ``if`` before its ``then``; behind it; inside
# ``then`` or ``else``; a folded plain instruction.
_PLAIN, _FOLDED, _IF, _AFTER_THEN, _THEN, _ELSE, _OP = range(7)


class Code(Cursor):
    """``types``: the function types that the module has so far, for uses of types that are written out."""

    def __init__(self, tokens: Tokens, start: int = 0) -> None:
        super().__init__(tokens, start)
        self.locals: dict[str, int] = {}
        self.labels: dict[str, list[int]] = {}  # depths of the blocks with a name, innermost last
        self.open: list[tuple[int, Any]] = []
        self.depth = 0  # open blocks
        self.ops: list[int] = []
        self.imms: list[Any] = []
        self.positions: list[int] = []

    def type_use(self) -> tuple[int, list[str | None]]:
        raise NotImplementedError  # of the module

    def block_signature(self) -> tuple[int | None, FuncType, list[str | None]]:
        raise NotImplementedError

    def add_type(self, t: FuncType) -> int:
        raise NotImplementedError

    # ------------------------------------------------------------ sequences

    def expression(self) -> Expr:
        """Instructions up to the parenthesis that closes what they are in, which is not taken."""
        return self._sequence(single=False)

    def folded(self) -> Expr:
        """One folded instruction."""
        if self.kinds[self.i] != OPEN:
            raise self.unexpected("an instruction")
        return self._sequence(single=True)

    def _sequence(self, single: bool) -> Expr:
        self.ops, self.imms, self.positions = [], [], []
        self.open, self.labels, self.depth = [], {}, 0
        start = self.position
        while True:
            kind = self.kinds[self.i]
            if kind == OPEN:
                self._open()
            elif kind == WORD:
                self._plain()
            elif kind == CLOSE and self.open:
                self._close()
                if single and not self.open:
                    break
            elif kind == CLOSE:
                break
            else:
                raise self.unexpected("an instruction")
        self._emit(END, None, self.position)
        return Expr(self.ops, self.imms, start, self.positions)

    def _emit(self, op: int, imm: Any, pos: int) -> None:
        self.ops.append(op)
        self.imms.append(imm)
        self.positions.append(pos)

    def _no_code_here(self) -> bool:
        """In the operands of a folded instruction there is no plain one."""
        return bool(self.open) and self.open[-1][0] in (_OP, _IF, _AFTER_THEN)

    # ------------------------------------------------------------ blocks

    def _push(self, kind: int, label: str | None) -> None:
        self.open.append((kind, label))
        self._enter(label)

    def _enter(self, label: str | None) -> None:
        self.depth += 1
        if label is not None:
            self.labels.setdefault(label, []).append(self.depth)

    def _leave(self, label: str | None) -> None:
        self.depth -= 1
        if label is not None:
            depths = self.labels[label]
            depths.pop()
            if not depths:
                del self.labels[label]

    def label(self) -> int:
        if self.kinds[self.i] != ID:
            return self.natural(32)
        name = self.id()
        if name not in self.labels:
            raise self.error(f"unknown label ${name}", self.i - 1)
        return self.depth - self.labels[name][-1]

    def _header(self, op: Op) -> tuple[str | None, Any]:
        """Label and immediate of a block."""
        label = self.id()
        index, t, names = self.block_signature()
        if any(names):
            raise self.unexpected("a type without names")
        if index is not None:
            block = index
        elif not t.params and not t.results:
            block = -1
        elif not t.params and len(t.results) == 1:
            block = -t.results[0]
        else:
            block = self.add_type(t)
        return label, (block, self._catches()) if op.number == TRY_TABLE else block

    def _catches(self) -> tuple[Any, ...]:
        clauses = []
        while self.at_form(*CATCH_NAMES):
            self.i += 1
            kind = CATCH_NAMES.index(self.any_word())
            tag = self.index("tag") if kind < CATCH_ALL else None
            clauses.append((kind, tag, self.label()))
            self.close()
        return tuple(clauses)

    def _matching_label(self, label: str | None) -> None:
        at = self.i
        name = self.id()
        if name is not None and name != label:
            raise self.error(f"mismatching label ${name}", at)

    # ------------------------------------------------------------ plain instructions

    def _plain(self) -> None:
        if self._no_code_here():
            raise self.unexpected("a folded instruction")
        pos = self.position
        word = self.values[self.i]
        if word == "end" or word == "else":
            if not self.open or self.open[-1][0] != _PLAIN:
                raise self.unexpected()
            self.i += 1
            label, can_else = self.open[-1][1]
            self._matching_label(label)
            if word == "end":
                self.open.pop()
                self._leave(label)
                self._emit(END, None, pos)
            else:
                if not can_else:
                    raise self.unexpected("end", self.i - 1)
                self.open[-1] = (_PLAIN, (label, False))
                self._emit(ELSE, None, pos)
            return
        op = self._op()
        if op.name in _BLOCKS:
            label, imm = self._header(op)
            self._emit(op.number, imm, pos)
            self.open.append((_PLAIN, (label, op.number == IF)))
            self._enter(label)
        else:
            number, imm = self._immediate(op)
            self._emit(number, imm, pos)

    def _op(self) -> Op:
        op = BY_NAME.get(self.values[self.i]) if self.kinds[self.i] == WORD else None
        if op is None or op.number in (END, ELSE):
            raise self.unexpected("an instruction")
        self.i += 1
        return op

    # ------------------------------------------------------------ folded instructions

    def _open(self) -> None:
        top = self.open[-1] if self.open else (_FOLDED, None)
        pos = self.position
        if top[0] == _AFTER_THEN or (top[0] == _IF and self.at_form("then")):
            self._branch(top)
            return
        self.i += 1
        op = self._op()
        if op.number == IF:
            label, imm = self._header(op)
            self.open.append((_IF, (label, imm, pos)))
        elif op.name in _BLOCKS:
            label, imm = self._header(op)
            self._emit(op.number, imm, pos)
            self._push(_FOLDED, label)
        else:
            number, imm = self._immediate(op)
            self.open.append((_OP, (number, imm, pos)))

    def _branch(self, top: tuple[int, Any]) -> None:
        """At ``(then`` or ``(else`` of a folded if."""
        pos = self.position
        label, imm, start = top[1]
        if top[0] == _IF:
            self.need_open("then")
            self._emit(IF, imm, start)
            self._enter(label)
            self.open[-1] = (_AFTER_THEN, (label, False, start))
            self.open.append((_THEN, None))
        else:
            if imm:  # there was an else
                raise self.unexpected(")")
            self.need_open("else")
            self._emit(ELSE, None, pos)
            self.open[-1] = (_AFTER_THEN, (label, True, start))
            self.open.append((_ELSE, None))

    def _close(self) -> None:
        kind, what = self.open[-1]
        pos = self.position
        if kind == _PLAIN:
            raise self.unexpected("end")
        if kind == _IF:
            raise self.unexpected("(then")
        self.i += 1
        self.open.pop()
        if kind == _OP:
            self._emit(*what)
        elif kind == _FOLDED:
            self._leave(what)
            self._emit(END, None, pos)
        elif kind == _AFTER_THEN:
            self._leave(what[0])
            self._emit(END, None, pos)

    # ------------------------------------------------------------ immediates

    def _immediate(self, op: Op) -> tuple[int, Any]:
        number, kind = op.number, op.imm
        if kind == "":
            if op.name == "select" and self.at_form("result"):
                return SELECT_T, tuple(self.results())
            return number, None
        if kind == "heap" and op.name in ("ref.test", "ref.cast"):
            t = self.ref_type()
            return number + nullable(t), heap_of(t)
        if kind == "local":
            return number, self.index_in(self.locals, "local")
        if kind in ("func", "type", "global", "tag", "elem", "data"):
            return number, self.index(kind)
        if kind in ("table", "memory"):
            return number, self._optional(kind)
        return number, _IMMEDIATES[kind](self, op)

    def _optional(self, space: str) -> int:
        return self.index(space) if self.at_index() else 0

    def _two(self, op: Op) -> tuple[int, int]:
        """Two tables or memories, or none."""
        space = op.imm.split("_")[0]
        return (self.index(space), self.index(space)) if self.at_index() else (0, 0)

    def _segment(self, op: Op) -> tuple[int, int]:
        """An optional table or memory, and a segment."""
        segment, space = op.imm.split("_")
        two = self.kinds[self.i + 1] in (INT, ID)
        target = self.index(space) if two and self.at_index() else 0
        return self.index(segment), target

    def _typed(self, op: Op) -> tuple[int, int]:
        first, second = op.imm.split("_")
        return self.index(first), self.natural(32) if second == "count" else self.index(second)

    def _field(self, op: Op) -> tuple[int, int]:
        t = self.index("type")
        return t, self.index_in(self.names.fields.get(t, {}), "field")

    def _indirect(self, op: Op) -> tuple[int, int]:
        table = self._optional("table")
        t, names = self.type_use()
        if any(names):
            raise self.unexpected("a type without names")
        return t, table

    def _labels(self, op: Op) -> tuple[tuple[int, ...], int]:
        labels = [self.label()]
        while self.at_index():
            labels.append(self.label())
        return tuple(labels[:-1]), labels[-1]

    def _cast(self, op: Op) -> tuple[int, int, int]:
        return self.label(), self.ref_type(), self.ref_type()

    def _mem(self, op: Op) -> tuple[int, ...]:
        lanes = op.imm == "mem lane"
        # with a lane, a single number is the lane
        following = self.i + 1
        only_lane = lanes and self.kinds[self.i] == INT and self.kinds[following] != INT and not self._at_argument(following)
        memory = 0 if only_lane else self._optional("memory")
        offset = self._argument("offset=", 64, 0)
        at = self.i
        align = self._argument("align=", 64, 1 << op.align)
        if align == 0 or align & (align - 1):
            raise self.error("alignment must be a power of two", at)
        exponent = align.bit_length() - 1
        return (exponent, offset, memory, self.natural(8)) if lanes else (exponent, offset, memory)

    def _at_argument(self, at: int) -> bool:
        return self.kinds[at] == WORD and "=" in self.values[at]

    def _argument(self, start: str, bits: int, default: int) -> int:
        value = self.values[self.i]
        if self.kinds[self.i] != WORD or not value.startswith(start):
            return default
        return self._natural(value[len(start) :], bits)

    def _shuffle(self, op: Op) -> bytes:
        if self._numbers() != 16:
            raise self.error("invalid lane length")
        for at in range(self.i, self.i + 16):
            if self.kinds[at] != INT or self.values[at][0] in "+-":
                raise self.error("i8 constant out of range", at)
        return bytes([self.natural(8) for _ in range(16)])

    def _numbers(self) -> int:
        """How many number tokens follow."""
        at = self.i
        while self.kinds[at] in (INT, FLOAT):
            at += 1
        return at - self.i

    def v128(self) -> bytes:
        word = self.any_word()
        if word not in SHAPES:
            raise self.unexpected("a shape", self.i - 1)
        bits, count = SHAPES[word]
        out = bytearray()
        if self._numbers() != count:
            raise self.error("wrong number of lane literals")
        for _ in range(count):
            value = self.float(bits) if word[0] == "f" else self.integer(bits) & ((1 << bits) - 1)
            out += value.to_bytes(bits // 8, "little")
        return bytes(out)


_IMMEDIATES: dict[str, Any] = {
    "label": lambda c, op: c.label(),
    "heap": lambda c, op: c.heap_type(),
    "i32": lambda c, op: c.integer(32),
    "i64": lambda c, op: c.integer(64),
    "f32": lambda c, op: c.float(32),
    "f64": lambda c, op: c.float(64),
    "v128": lambda c, op: c.v128(),
    "lane": lambda c, op: c.natural(8),
    "shuffle": Code._shuffle,
    "mem": Code._mem,
    "mem lane": Code._mem,
    "labels": Code._labels,
    "cast": Code._cast,
    "type_table": Code._indirect,
    "data_memory": Code._segment,
    "elem_table": Code._segment,
    "memory_memory": Code._two,
    "table_table": Code._two,
    "field": Code._field,
    **dict.fromkeys(("type_type", "type_count", "type_data", "type_elem"), Code._typed),
}
