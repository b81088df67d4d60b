"""The state of one function while its code is made: registers, captures, constants, instructions, labels.

Registers are used as in a stack: parameters first, then the variables of open scopes, then temporaries up to ``free``.
A register at ``free - 1`` that is the destination of an expression holds nothing yet, so the expression may use it on
the way; any other destination is written by the last instruction only. (Who asks for a result in a register that is
already somebody's, an assignment say, must therefore keep ``free`` above that register.)
"""

from __future__ import annotations

from pyfront.emit.constants import Ref, key
from vmcore._opcode import (
    CAPTURE,
    EXT,
    GETUP,
    JEQ,
    JEQCAR,
    JEQCDR,
    JEQK,
    JEQKCAR,
    JEQKCDR,
    JF,
    JGEI,
    JGTI,
    JITEM,
    JLE,
    JLEI,
    JLT,
    JLTI,
    JMP,
    JNEQ,
    JNEQCAR,
    JNEQCDR,
    JNEQK,
    JNEQKCAR,
    JNEQKCDR,
    JNF,
    JNGEI,
    JNGTI,
    JNITEM,
    JNLE,
    JNLEI,
    JNLT,
    JNLTI,
    JNNULL,
    JNNUM,
    JNNUMI,
    JNPAIR,
    JNTRUTHY,
    JNULL,
    JNUM,
    JNUMI,
    JPAIR,
    JTRUTHY,
    LOOP,
    RECGETRET,
    RECREF,
    RECSET,
    RECSETRET,
    RETI,
    RETK,
    RETURN,
    RETW,
    TAILCALL,
    TAILG,
    TAILJ,
    TAILUP,
    TRY,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection
    from typing import Any

    from pyfront.core.ir import Node, Var

MAX_OPERAND = 65535
MAX_REGISTERS = 65000  # the machine needs some numbers above
_REACH = 32767  # of a compare-and-branch, in instructions
_NO_WAY_ON = frozenset((JMP, LOOP, RETURN, RETI, RETK, RETW, TAILCALL, TAILG, TAILJ, TAILUP))
_EXITS = frozenset((RETURN, RETI, RETK, RETW, TAILCALL, TAILG, TAILJ, TAILUP))
_WIDE = frozenset((JMP, LOOP, CAPTURE, TRY))  # those with a distance in b and c
_PAIRS = (
    (JF, JNF), (JNULL, JNNULL), (JPAIR, JNPAIR), (JTRUTHY, JNTRUTHY), (JLT, JNLT),
    (JLE, JNLE), (JNUM, JNNUM), (JEQ, JNEQ), (JLTI, JNLTI),
    (JLEI, JNLEI), (JGTI, JNGTI), (JGEI, JNGEI), (JNUMI, JNNUMI), (JEQK, JNEQK), (JITEM, JNITEM),
    (JEQCAR, JNEQCAR), (JEQCDR, JNEQCDR), (JEQKCAR, JNEQKCAR), (JEQKCDR, JNEQKCDR),
)
INVERSE: dict[int, int] = dict(_PAIRS) | {b: a for a, b in _PAIRS}

CODE_LIBRARY = 1
CODE_CASE = 4


_UNSPEC = 0x40  # tags.IMMEDIATES
_GETTER = (GETUP, RECREF, EXT, RETURN)
_SETTER = (GETUP, RECSET, EXT, RETW)


# Marks of positions (ARCHITECTURE.md, image format): how the operands of the instruction are written in the source.
MARK_SWAP = 1 << 32  # in the other order
MARK_SIGN = 2 << 32  # a comparison with 0, written as zero?, positive? or negative?
MARK_CHAIN = 1 << 32  # times the number (from 1) of the right operand, 3 or more


class Code:
    """A finished function. ``code``: instructions ``(op, a, b, c)``; ``positions``: (instruction, position) changes."""

    __slots__ = ("captures", "code", "consts", "flags", "name", "nopt", "nregs", "nreq", "pos", "positions", "rest")

    def __init__(self, name: str, nreq: int, nopt: int, rest: int, pos: int) -> None:
        self.name = name
        self.nreq = nreq
        self.nopt = nopt
        self.rest = rest
        self.pos = pos
        self.captures = 0
        self.nregs = 1
        self.flags = 0
        self.consts: list[Any] = []
        self.code: list[tuple[int, ...]] = []
        self.positions: list[tuple[int, int]] = []


class Label:
    __slots__ = ("at",)

    def __init__(self, at: int = -1) -> None:
        self.at = at


class Unit:
    """All functions of an image, in order of number."""

    __slots__ = ("bound", "defining", "definitions", "flags", "functions", "stable")

    def __init__(self, flags: int, stable: Collection[str] = ()) -> None:
        self.stable = stable  # globals
        self.definitions: Collection[Node] = ()  # those that are not in another expression
        self.bound: set[str] = set()  # globals that such a definition has given a value before what comes now can run
        self.functions: list[Code] = []
        self.flags = flags
        self.defining: Any = ""  # what the next procedure made will be: the name of a global, or a local variable


class Function:
    __slots__ = (
        "cells",
        "code",
        "const_index",
        "consts",
        "free",
        "index",
        "jumps",
        "label_at",
        "looping",
        "loops",
        "me",
        "nregs",
        "numbers",
        "own",
        "parent",
        "pos",
        "positions",
        "regs",
        "result",
        "trail",
        "tries",
        "unit",
        "ups",
    )

    def __init__(self, unit: Unit, parent: Function | None, result: Code) -> None:
        self.unit = unit
        self.parent = parent
        self.result = result
        self.index = len(unit.functions)
        unit.functions.append(result)
        self.regs: dict[Var, int] = {}
        self.cells: set[Var] = set()  # those of `regs` whose register holds a cell
        self.ups: dict[Var, int] = {}
        self.own = ""  # global that this procedure is the definition of
        self.me: Var | None = None  # local variable that is this procedure
        self.free = 0
        self.nregs = 1
        self.code: list[Any] = []
        self.jumps: list[int] = []  # instructions whose b (_WIDE) or c is a Label
        self.positions: list[tuple[int, int]] = []
        self.pos = 0
        self.consts: list[Any] = []
        self.const_index: dict[Any, int] = {}
        self.label_at = -1  # where the latest label stands
        self.looping = False  # is this inside a loop?
        self.loops: dict[Any, tuple[Label, list[int], Any]] = {}
        self.numbers: set[Var] = set()  # variables that are surely numbers at this point
        self.tries: list[int] = []  # first registers of the TRYs that are open at this point
        self.trail: list[Var] = []  # the same in order of discovery, to forget at the end of a branch

    # ------------------------------------------------------------ registers

    def alloc(self) -> int:
        reg = self.free
        self.free = reg + 1
        if reg >= self.nregs:
            self.nregs = reg + 1
        return reg

    def need(self, n: int) -> None:
        """The frame has at least ``n`` registers."""
        self.nregs = max(self.nregs, n)

    def capture(self, var: Var) -> int:
        """Number of a captured variable."""
        index = self.ups.get(var)
        if index is None:
            index = self.ups[var] = len(self.ups)
        return index

    # ------------------------------------------------------------ facts

    def is_number(self, var: Var) -> None:
        if not var.mutated and var not in self.numbers:
            self.numbers.add(var)
            self.trail.append(var)

    def forget(self, mark: int) -> None:
        """Forgets what was learnt since ``len(trail)`` was ``mark``: it holds in the branch just left only."""
        trail = self.trail
        while len(trail) > mark:
            self.numbers.discard(trail.pop())

    # ------------------------------------------------------------ constants

    def const(self, value: Any) -> int:
        k = key(value)
        index = self.const_index.get(k)
        if index is None:
            index = self.const_index[k] = len(self.consts)
            self.consts.append(value)
        return index

    def global_const(self, name: str) -> int:
        index = self.const_index.get(("global", name))
        if index is None:
            index = self.const_index["global", name] = len(self.consts)
            self.consts.append(Ref("global", name))
        return index

    # ------------------------------------------------------------ instructions

    def at(self, pos: int) -> None:
        """The next instruction belongs to a position of the source, which may have a mark."""
        if pos != self.pos:
            self.pos = pos
            self.positions.append((len(self.code), pos))

    def jump(self, op: int, label: Label) -> None:
        """JMP or LOOP."""
        self.jumps.append(len(self.code))
        self.code.append((op, 0, label, 0))

    def wide_jump(self, op: int, a: int, label: Label) -> None:
        """An instruction that says where to go on later."""
        self.jumps.append(len(self.code))
        self.code.append((op, a, label, 0))

    def branch(self, op: int, a: int, b: int, label: Label) -> None:
        self.jumps.append(len(self.code))
        self.code.append((op, a, b, label))

    def place(self, label: Label) -> None:
        code = self.code
        if code and code[-1][0] == JMP and code[-1][2] is label and self.label_at != len(code):
            code.pop()  # a jump to here
            self.jumps.pop()
        label.at = self.label_at = len(self.code)

    def position_at(self, index: int) -> int:
        """The position of an instruction made before."""
        for i, pos in reversed(self.positions):
            if i <= index:
                return pos
        return 0

    def live(self) -> bool:
        """Can control arrive at the next instruction?"""
        return not self.code or self.code[-1][0] not in _NO_WAY_ON or self.label_at == len(self.code)

    # ------------------------------------------------------------ end

    def finish(self) -> None:
        result = self.result
        if not self.code or self.code[-1][0] not in _EXITS or self.label_at == len(self.code):
            self.code.append((RETURN, 0, 0, 0))
        self._resolve()
        limit("variables and arguments", self.nregs, MAX_REGISTERS, result)
        limit("constants", len(self.consts), MAX_OPERAND, result)
        limit("captured variables", len(self.ups), MAX_OPERAND - 1, result)
        result.captures = len(self.ups)
        result.nregs = self.nregs
        result.consts = self.consts
        result.code = self.code
        result.positions = self.positions
        if len(self.code) <= 5:
            fuse_accessor(result)

    def _resolve(self) -> None:
        """Labels become distances; a branch that cannot reach its label becomes one over a JMP."""
        code = self.code
        for i in self.jumps:
            op, a, b, c = code[i]
            if op in _WIDE:
                code[i] = (op, a, b.at if op == TRY else self._target(b), 0)  # a TRY names the end of what it guards, too
            else:
                code[i] = (op, a, b, self._target(c))
        if len(code) > _REACH:
            self._lengthen()
            code = self.code
        for i in self.jumps:
            op, a, b, c = code[i]
            if op in _WIDE:
                distance = b - i - 1
                code[i] = (op, a, distance & 0xFFFF, distance >> 16 & 0xFFFF)
            else:
                code[i] = (op, a, b, c - i - 1 & 0xFFFF)

    def _target(self, label: Any) -> int:
        """Where a jump to a label ends up: jumps to jumps are followed."""
        code = self.code
        at: int = label.at
        for _ in range(8):
            if at >= len(code) or code[at][0] != JMP:
                break
            to = code[at][2]
            at = to.at if to.__class__ is Label else to
        return at

    def _lengthen(self) -> None:
        code = self.code
        branches = [i for i in self.jumps if code[i][0] not in _WIDE]
        long: set[int] = set()
        while True:
            moved = _shifts(len(code), long)
            more = [i for i in branches if i not in long and not -_REACH <= moved[code[i][3]] - moved[i] - 1 <= _REACH]
            if not more:
                break
            long.update(more)
        jumps = set(self.jumps)
        new: list[Any] = []
        self.jumps = []
        for i, (op, a, b, c) in enumerate(code):
            if i in long:
                new.append((INVERSE[op], a, b, 1))
                self.jumps.append(len(new))
                new.append((JMP, 0, moved[c], 0))
            elif i in jumps:
                self.jumps.append(len(new))
                new.append((op, a, moved[b], 0) if op in _WIDE else (op, a, b, moved[c]))
            else:
                new.append((op, a, b, c))
        self.code = new
        self.positions = [(moved[i], pos) for i, pos in self.positions]


def limit(what: str, n: int, most: int, result: Code) -> None:
    if n > most:
        from pyfront.errors import CompileError

        name = f" {result.name}" if result.name else ""
        raise CompileError(f"procedure{name} is too large: {n} {what}, at most {most} are possible", pos=result.pos & 0xFFFFFFFF)


def _shifts(n: int, long: set[int]) -> list[int]:
    """New place of every instruction (and of the end) when those in ``long`` take two."""
    moved = []
    shift = 0
    for i in range(n + 1):
        moved.append(i + shift)
        if i in long:
            shift += 1
    return moved


def fuse_accessor(code: Code) -> None:
    """A procedure that only reads or writes a field of its argument is one instruction: programs live on those calls."""
    body = code.code
    names = tuple(instruction[0] for instruction in body)
    if names == _GETTER and code.nreq == 1 and not code.nopt and not code.rest:
        (_, r, up, _), (_, dst, record, field), (_, rtd, _, _), (_, out, _, _) = body
        if record == 0 and rtd == r and out == dst:
            code.code = [(RECGETRET, 0, up, field)]
    elif names == _SETTER and code.nreq == 2 and not code.nopt and not code.rest:
        (_, r, up, _), (_, record, field, value), (_, rtd, _, _), (_, _, raw, _) = body
        if record == 0 and value == 1 and rtd == r and raw == _UNSPEC:
            code.code = [(RECSETRET, 0, up, field)]
    if len(code.code) == 1:
        code.positions = [(0, code.positions[0][1])] if code.positions else []
