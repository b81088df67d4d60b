"""Generated instruction words in the real loop, against the model: no compiler between.

Words are grown against the registers as the model has them, so that most programs run to their end; few registers, so
that a destination is often a source and old values are overwritten; every register that may hold a value ends in the
result. The compiler never makes most of these shapes.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from model import BINARY, UNARY, Fault, Model, to_python
from programs import examples
from pyfront.emit.constants import Ref
from pyfront.emit.image import write_image
from pyfront.emit.registers import CODE_CASE, Code
from pyfront.text.datum import List, Vector
from vmcore import data
from vmcore._host import Machine
from vmcore._image import Image
from vmcore._primdata import PRIMS
from vmcore.errors import MachineError
from vmcore.ops import BY_NAME
from vmcore.tags import IMMEDIATES

NUMBER = {name: op.number for name, op in BY_NAME.items()}
REGS = 5  # besides call windows
WINDOW = REGS  # where windows begin
NREGS = REGS + 8
INTS = (0, 1, 2, 3, -1, 7, 100, 32767, -32768)
NUMBERS = (40000, 1 << 47, (1 << 48) - 1, -(1 << 48), (1 << 63) - 1, -(1 << 63), 1 << 64, 1.5, -0.0, float("nan"))
WORDS = [word for name, word in IMMEDIATES if name in ("NIL", "FALSE", "TRUE", "UNSPEC")]
INT, PAIR, VEC, STR, CELL, PROC, ANY, RTD, REC = "int pair vec str cell proc any rtd rec".split()
JUMPS2 = [n for n in NUMBER if n not in ("JMP", "LOOP") and BY_NAME[n].kinds == ("reg", "reg", "jump")]
ITEMS = ("JITEM", "JNITEM")
PARTS = ("JEQCAR", "JNEQCAR", "JEQCDR", "JNEQCDR")
PARTS_K = ("JEQKCAR", "JNEQKCAR", "JEQKCDR", "JNEQKCDR")
COMPARISONS = [n for n in JUMPS2 if n not in ITEMS and n not in PARTS and n != "LOOPNEXT"]
JUMPS_IMM = [n for n in NUMBER if BY_NAME[n].kinds == ("reg", "imm", "jump")]
JUMPS1 = [n for n in NUMBER if BY_NAME[n].kinds == ("reg", "-", "jump")]
ARITHMETIC = ("ADD", "SUB", "MUL", "LT", "LE", "NUMEQ", "QUO", "REM", "MOD", "DIV")


class Grower:
    """One function. ``kinds``: what each register holds as far as is known."""

    def __init__(self, draw: Any, unit: list[Code], name: str, nreq: int, captures: list[str]) -> None:
        self.draw, self.unit = draw, unit
        self.code = Code(name, nreq, 0, 0, 0)
        self.code.nregs = NREGS
        self.code.captures = len(captures)
        self.captures = captures
        self.words = self.code.code
        self.kinds = [ANY] * NREGS
        self.loops = 0

    def int(self, low: int, high: int) -> int:
        return self.draw(st.integers(low, high))

    def pick(self, items: Any) -> Any:
        return items[self.int(0, len(items) - 1)]

    def reg(self, *wanted: str) -> int:
        """A register, one that holds what is wanted if there is any (and mostly)."""
        fits = [i for i in range(REGS) if self.kinds[i] in wanted]
        if fits and self.int(0, 40) < 40:
            return self.pick(fits)
        return self.int(0, REGS - 1)

    def has(self, *wanted: str) -> bool:
        return any(self.kinds[i] in wanted for i in range(REGS))

    def dst(self) -> int:
        return self.int(0, REGS - 1)

    def put(self, op: str, a: int = 0, b: int = 0, c: int = 0) -> None:
        self.words.append((NUMBER[op], a & 0xFFFF, b & 0xFFFF, c & 0xFFFF))

    def set(self, dst: int, kind: str) -> None:
        self.kinds[dst] = kind

    def const(self, value: Any) -> int:
        self.code.consts.append(value)
        return len(self.code.consts) - 1

    # ------------------------------------------------------------ steps

    def start(self) -> None:
        for i in range(self.code.nreq):
            self.set(i, INT)
        for i in range(self.code.nreq, REGS):
            self.load(i)

    def grow(self, n: int) -> None:
        steps = (self.load, self.load, self.move, self.arith, self.arith, self.immediate, self.pair, self.pair,
                 self.vector, self.vector, self.cell, self.cell, self.compare, self.skip, self.skip, self.loop,
                 self.closure, self.closure, self.closure, self.call, self.call, self.call, self.prim, self.record, self.glob, self.captured)
        for _ in range(n):
            self.pick(steps)()

    def load(self, dst: int = -1) -> None:
        dst = self.dst() if dst < 0 else dst
        which = self.int(0, 5)
        if which <= 3 and dst + 1 < REGS and self.int(0, 3) == 0:
            self.put(*(("LOADI2", dst, self.pick(INTS), self.pick(INTS)) if which <= 2 else
                       ("LOADW2", dst, self.pick(WORDS), self.pick(WORDS))))
            self.set(dst, INT if which <= 2 else ANY)
            self.set(dst + 1, INT if which <= 2 else ANY)
        elif which <= 2:
            self.put("LOADI", dst, self.pick(INTS))
            self.set(dst, INT)
        elif which == 3:
            self.put("LOADW", dst, self.pick(WORDS))
            self.set(dst, ANY)
        elif which == 4:
            self.put("LOADK", dst, self.const(self.pick(NUMBERS)))
            self.set(dst, INT)
        else:
            value, kind = self.pick(((List([1, List([2], [0]), 3], [0] * 3), PAIR), (Vector([1, 2, 3], [0] * 3), VEC),
                                     ("aλ", STR), (data.Symbol("s"), ANY)))
            self.put("LOADK", dst, self.const(value))
            self.set(dst, kind)

    def move(self) -> None:
        a, b = self.dst(), self.dst()
        if a + 1 < REGS and self.int(0, 2) == 0:
            c = self.dst()
            self.put("MOVE2", a, b, c)
            self.set(a, self.kinds[b])
            self.set(a + 1, self.kinds[c])
            return
        self.put("MOVE", a, b)
        self.set(a, self.kinds[b])

    def arith(self) -> None:
        op = self.pick(ARITHMETIC)
        dst, x, y = self.dst(), self.reg(INT), self.reg(INT)
        if op in ("QUO", "REM", "MOD"):  # on small integers: flonums and zero have tests of their own
            y = self.dst()
            self.put("LOADI", y, self.pick((1, 2, -3, 7)))
            self.set(y, INT)
            x = self.dst()
            if x != y:
                self.put("LOADI", x, self.pick(INTS))
                self.set(x, INT)
        if op == "DIV":
            y = self.dst()
            self.put("LOADI", y, self.pick((2, -4)))
            self.set(y, INT)
            x = y
        self.put(op, dst, x, y)
        self.set(dst, ANY if op in ("LT", "LE", "NUMEQ") else INT)

    def immediate(self) -> None:
        dst = self.dst()
        self.put(self.pick(("ADDI", "SUBI")), dst, self.reg(INT), self.pick(INTS))
        self.set(dst, INT)

    def pair(self) -> None:
        which = self.int(0, 5)
        dst = self.dst()
        if which <= 2 or not self.has(PAIR):
            self.put("CONS", dst, self.dst(), self.dst())
            self.set(dst, PAIR)
        elif which <= 4:
            self.put(self.pick(("CAR", "CDR", "CAR", "CDR", "CADR", "CDDR")), dst, self.reg(PAIR))
            self.set(dst, ANY)
        else:
            self.fresh_pair()

    def fresh_pair(self) -> None:
        """Assignment of parts: to a pair that was made here, never a cycle."""
        dst, x = self.dst(), self.dst()
        if dst != x:
            self.put("CONS", dst, x, x)
            self.put(self.pick(("SETCAR", "SETCDR")), dst, x)
            self.set(dst, PAIR)

    def vector(self) -> None:
        dst = self.dst()
        if self.int(0, 2) == 0 or not self.has(VEC):
            for i in range(2):
                self.put("MOVE", WINDOW + i, self.dst())
            self.put("PRIM", WINDOW, PRIMS["vector"][0], 2)
            self.put("MOVE", dst, WINDOW)
            self.set(dst, VEC)
        elif self.int(0, 1):
            self.put("VREFI", dst, self.reg(VEC), self.pick((0, 1, 0, 1, 2)))
            self.set(dst, ANY)
        else:
            index = self.dst()
            self.put("LOADI", index, self.pick((0, 1, 0, 1, 5)))
            self.set(index, INT)
            vector = self.reg(VEC)
            if self.int(0, 2) == 0 and self.kinds[vector] == VEC:
                x = self.reg(INT)
                if self.kinds[x] == INT:
                    self.put("VSET", vector, index, x)
            elif self.int(0, 1):
                self.put("VREF", dst, vector, index)
                self.set(dst, ANY)
            else:
                self.put("DEFG", vector, cell := self.const(Ref("global", "user:vector")))
                self.put("VREFG", dst, index, cell)
                self.set(dst, ANY)

    def cell(self) -> None:
        dst = self.dst()
        if not self.has(CELL) or self.int(0, 1) == 0:
            x = self.reg(INT)
            if self.kinds[x] != INT:
                return
            self.put("MKCELL", dst, x)
            self.set(dst, CELL)
            return
        cell = self.reg(CELL)
        if self.kinds[cell] != CELL:
            return
        if self.int(0, 1):
            x = self.reg(INT)
            if self.kinds[x] == INT:
                self.put("SETCELL", cell, x)
        else:
            self.put("GETCELL", dst, cell)
            self.set(dst, INT)

    def compare(self) -> None:
        dst = self.dst()
        if self.int(0, 1):
            self.put("EQ", dst, self.dst(), self.dst())
        else:
            self.put("NOT", dst, self.dst())
        self.set(dst, ANY)

    def skip(self) -> None:
        """A branch over a few instructions: what they set is of any kind behind them."""
        at = len(self.words)
        which = self.int(0, 5)
        if which == 0:
            self.put(self.pick(COMPARISONS), self.reg(INT), self.reg(INT))
        elif which == 4:
            self.put(self.pick(PARTS), self.dst(), self.reg(PAIR))
        elif which == 5:
            self.put(self.pick(PARTS_K), self.reg(PAIR), self.const(self.pick((1, True, List([], [])))))
        elif which == 1:
            self.put(self.pick(JUMPS_IMM), self.reg(INT), self.pick(INTS))
        elif which == 2:
            self.put(self.pick(JUMPS1), self.dst())
        else:
            self.put(self.pick(("JEQK", "JNEQK")), self.dst(), self.const(self.pick((1, True, List([], [])))))
        before = list(self.kinds)
        self.grow(self.int(1, 3))
        self.merge(before)
        op, a, b, _ = self.words[at]
        self.words[at] = op, a, b, len(self.words) - at - 1

    def merge(self, before: list[str]) -> None:
        self.kinds = [k if k == old else ANY for k, old in zip(self.kinds, before)]

    def loop(self) -> None:
        """Counts a register down. It is saved in the window area, which calls inside leave alone."""
        if self.loops == 2:
            return
        counter = WINDOW + 6 + self.loops
        self.loops += 1
        self.put("LOADI", counter, self.pick((1, 2, 3)))
        top = len(self.words)
        before = [ANY] * NREGS
        self.kinds = [k if k == INT and self.int(0, 1) else ANY for k in self.kinds]
        before = list(self.kinds)
        self.grow(self.int(1, 4))
        self.merge(before)
        self.put("SUBI", counter, counter, 1)
        if self.int(0, 1):
            self.put(self.pick(("LOOPGTI", "LOOPNNUMI")), counter, 0, top - len(self.words) - 1)
        else:
            self.put("JLEI", counter, 0, 1)
            distance = top - len(self.words) - 1
            self.put("LOOP", 0, distance, distance >> 16)
        self.loops -= 1

    def closure(self) -> None:
        """A closure of a later function over a value of any kind, a cell and most likely a procedure."""
        if not self.unit:
            return
        target = self.pick(self.unit)
        dst = self.dst()
        self.put("CLOSURE", dst, self.const(Ref("code", target[0])), len(target[1].captures))
        for kind in target[1].captures:
            fits = [i for i in range(REGS) if self.kinds[i] == kind]
            own = [i for i, k in enumerate(self.captures) if k == kind]
            if kind == CELL and not fits and not own:
                del self.words[len(self.words) - 1 - target[1].captures.index(kind):]
                return
            if (own and self.int(0, 1)) or (kind == CELL and not fits):
                self.put("CAP", 1, self.pick(own))
            else:
                self.put("CAP", 0, self.pick(fits) if fits and kind != ANY else self.dst())
        self.set(dst, PROC)

    def call(self) -> None:
        n = self.pick((1, 1, 1, 2))
        if self.has(PROC) and self.int(0, 3):
            fn = self.reg(PROC)
            for i in range(n):
                x = self.reg(INT)
                self.put("MOVE", WINDOW + 2 + i, x)
            self.put("CALL", WINDOW, n, fn)
        elif PROC in self.captures and self.int(0, 3):
            for i in range(n):
                self.put("MOVE", WINDOW + 2 + i, self.reg(INT))
            self.put("CALLUP", WINDOW, n, self.captures.index(PROC))
        else:
            glob = self.const(Ref("global", self.pick(("user:-", "user:list", "user:f"))))
            first = self.reg(INT)
            if self.int(0, 1):
                if n == 2:
                    self.put("MOVE", WINDOW + 3, self.reg(INT))
                self.put(f"CALLG{n}", WINDOW, first, glob)
            else:
                for i in range(n):
                    self.put("MOVE", WINDOW + 2 + i, first)
                self.put(self.pick(("CALLG", "CALLS")), WINDOW, n, glob)
        dst = self.dst()
        self.put("MOVE", dst, WINDOW)
        self.set(dst, ANY)

    def prim(self) -> None:
        name, n = self.pick((("list", 2), ("cons", 2), ("reverse", 1), ("length", 1), ("eqv?", 2), ("+", 3), ("-", 1),
                             ("null?", 1), ("pair?", 1), ("list", 0), ("zero?", 1)))
        for i in range(n):
            wanted = (INT,) if name in ("+", "-", "zero?") else (PAIR,) if name in ("reverse", "length") else (ANY, INT, PAIR)
            self.put("MOVE", WINDOW + i, self.reg(*wanted))
        self.put("PRIM", WINDOW, PRIMS[name][0], n)
        dst = self.dst()
        self.put("MOVE", dst, WINDOW)
        self.set(dst, INT if name in ("+", "-", "length") else ANY)

    def record(self) -> None:
        """A record of a new type: its type stays in the register next to it."""
        dst, rtd, x = self.dst(), self.dst(), self.dst()
        if len({dst, rtd, x}) < 3:
            return
        self.put("LOADK", WINDOW, self.const(data.Symbol("point")))
        self.put("LOADK", WINDOW + 1, self.const(Vector([data.Symbol("x"), data.Symbol("y")], [0, 0])))
        self.put("PRIM", WINDOW, PRIMS["%make-rtd"][0], 2)
        self.put("MOVE", rtd, WINDOW)
        self.put("MOVE", WINDOW + 1, x)
        self.put("MOVE", WINDOW + 2, self.dst())
        if self.int(0, 1):
            self.put("RECORD", WINDOW, 2)
        else:
            self.put("PRIM", WINDOW, PRIMS["%make-record"][0], 3)
        self.put("MOVE", dst, WINDOW)
        y = self.dst()
        if y not in (dst, rtd):
            self.put("RECSET", dst, self.int(0, 1), y)
            self.put("EXT", rtd)
        if self.int(0, 1):
            self.put("RECREF", x, self.pick((dst, dst, dst, x)), self.int(0, 1))
            self.put("EXT", rtd)
        else:
            of_type = self.const(Ref("global", "user:type"))
            self.put("DEFG", self.pick((rtd, rtd, rtd, dst)), of_type)
            if y not in (dst, rtd):
                self.put("SETFIELD", dst, self.int(0, 2), y)
                self.put("EXT", of_type)
            self.put("FIELD", x, self.pick((dst, dst, dst, x)), self.int(0, 1))
            self.put("EXT", of_type)
            self.put("LOADI", WINDOW, 0)
            self.put("DEFG", WINDOW, of_type)
        for reg in (dst, rtd):  # records do not compare by their contents: no longer than here
            self.put("LOADI", reg, 5)
            self.set(reg, INT)
        self.set(x, ANY)

    def glob(self) -> None:
        name = self.const(Ref("global", self.pick(("user:a", "user:b"))))
        which = self.int(0, 5)
        dst = self.dst()
        if which <= 1:
            x = self.reg(INT)
            if self.kinds[x] == INT:
                self.put("DEFG", x, name)
        elif which == 2:
            x = self.reg(INT)
            if self.kinds[x] == INT:
                self.put("SETG", x, name)
        else:
            self.put("GETG", dst, name)
            self.set(dst, INT)

    def captured(self) -> None:
        if not self.captures:
            return
        dst, i = self.dst(), self.int(0, len(self.captures) - 1)
        if self.captures[i] != CELL:
            j = self.int(0, len(self.captures) - 1)
            if dst + 1 < REGS and self.captures[j] != CELL:
                self.put("GETUP2", dst, i, j)
                self.set(dst + 1, self.captures[j])
            else:
                self.put("GETUP", dst, i)
            self.set(dst, self.captures[i])
        elif self.int(0, 1):
            self.put("GETUPC", dst, i)
            self.set(dst, INT)
        elif self.int(0, 1):
            self.put("ADDUPC", dst, i, self.pick(INTS))
            self.set(dst, INT)
        else:
            x = self.reg(INT)
            if self.kinds[x] == INT:
                self.put("SETUPC", i, x)

    def finish(self) -> Code:
        """The result: a list of all registers that hold data."""
        out, shown = WINDOW, [i for i in range(REGS) if self.kinds[i] not in (CELL, PROC)]
        self.put("LOADW", out, dict(IMMEDIATES)["NIL"])
        for i in shown:
            self.put("CONS", out, i, out)
        self.put("RETURN", out)
        return self.code


@st.composite
def units(draw: Any) -> list[Code]:
    """A unit, defining user:f, and two more functions; closures are of functions with higher numbers only."""
    functions: list[Code] = []
    known: list[tuple[int, Grower]] = []
    for number in (2, 1, 0):
        captures = [] if number == 0 else [ANY, CELL, PROC][:draw(st.integers(0, 3))]
        g = Grower(draw, list(known), f"f{number}", 0 if number == 0 else draw(st.sampled_from((1, 1, 2))), captures)
        g.start()
        if number == 0:
            g.put("LOADI", WINDOW, 1)
            for name in ("user:a", "user:b"):
                g.put("DEFG", WINDOW, g.const(Ref("global", name)))
        g.grow(draw(st.integers(4, 20) if number == 0 else st.integers(1, 8)))
        if number and draw(st.integers(0, 3)) == 0:
            g.put("MOVE", WINDOW + 1, 0)
            g.put("MOVE", WINDOW + 2, 0)
            if g.has(PROC):
                g.put("TAILCALL", WINDOW, 1, g.reg(PROC))
            g.put(g.pick(("TAILG", "TAILJ")), WINDOW, 1, g.const(Ref("global", "user:list")))
        g.finish()
        functions.insert(0, g.code)
        known.append((number, g))
    return functions


def model_prims() -> dict[str, Any]:
    return {"+": _sum}


def _sum(first: Any, *rest: Any) -> Any:
    """Without an exact zero at its start: (+ -0.0) is -0.0."""
    for x in rest:
        first = BINARY["ADD"](first, x)
    return first


class Forbidden(Exception):
    """The model does not say what the machine shows."""


def by_model(image: bytes) -> Any:
    from model import PrimProc

    model = Model(model_prims())
    model.globals.update({"user:-": PrimProc("-"), "user:list": PrimProc("list"), "user:f": PrimProc("list")})
    try:
        return comparable(to_python(model.run(image)), 0)
    except Fault as fault:
        return fault.kind
    except (AssertionError, AttributeError, RecursionError) as error:
        raise Forbidden(str(error)) from error


def comparable(x: Any, depth: int) -> Any:
    if isinstance(x, (tuple, list)):
        return tuple(comparable(item, depth + 1) for item in x)
    if x is data.UNSPECIFIED:
        return "NoneType", "None"
    if isinstance(x, (bool, int, float, str, data.Symbol, data.Char)) or x is None:
        return type(x).__name__, repr(x)
    if type(x).__name__ == "Fraction":
        return "Fraction", str(x)
    return "other"


def machine(**hooks: Any) -> Machine:
    m = Machine()
    m.set_test_hooks(**hooks)
    m.set_limits(fuel=100_000, timeout=10)
    for name in ("-", "list"):
        m.set_global("user:" + name, m.primitive(name))
    m.set_global("user:f", m.primitive("list"))
    return m


def pairs(x: Any) -> Any:
    """A result of the machine in the notation of the model: improper tails after a dot."""
    if isinstance(x, data.Pair):
        items = []
        while isinstance(x, data.Pair):
            items.append(pairs(x.car))
            x = x.cdr
        return (*items, *([".", pairs(x)] if not isinstance(x, list) else pairs(x)))
    return tuple(pairs(item) for item in x) if isinstance(x, (list, tuple)) else x


def by_machine(image: bytes, **hooks: Any) -> Any:
    m = machine(**hooks)
    try:
        result = m.load(Image(image))()
    except MachineError as error:
        assert m.collect() == 0
        return error.status
    assert m.collect() == 0
    return comparable(pairs(result), 0)


ENGINES = {"plain": {}, "stress": {"gc_stress": True}, "slices of one": {"slice": 0}}


@settings(max_examples=examples(250), deadline=None, suppress_health_check=list(HealthCheck))
@given(units())
def test_words_against_the_model(functions: list[Code]) -> None:
    image = write_image(functions, None)
    try:
        expected = by_model(image)
    except Forbidden:
        return
    for name, hooks in ENGINES.items():
        result = by_machine(image, **hooks)
        assert result == expected, f"{name}\n{show(functions)}"


def show(functions: list[Code]) -> str:
    from pyfront.emit.asm import disassemble

    return disassemble(write_image(functions, None))


# ---------------------------------------------------------------- shapes, one by one

VALUES = (0, 5, -7, (1 << 48) - 1, 1 << 60, 1 << 70, 2.5)


def unit(words: list[tuple[Any, ...]], consts: list[Any], nregs: int = 4) -> bytes:
    code = Code("unit", 0, 0, 0, 0)
    code.nregs = nregs
    code.consts = consts
    code.code = [(NUMBER[w[0]], *(x & 0xFFFF for x in (*w[1:], 0, 0, 0)[:3])) for w in words]
    return write_image([code], None)


@pytest.mark.parametrize("dst", (0, 1, 2))
@pytest.mark.parametrize("op", [*(n for n in BINARY if n not in ("VREF", "SREF")), "VREF", "SREF"])
def test_every_place_of_the_destination(op: str, dst: int) -> None:
    """The target is another register, the first source, the second source."""
    objects = {"VREF": [Vector([10, 20, 30], [0] * 3)], "SREF": ["abc"]}.get(op)
    for x in objects or VALUES:
        for y in (0, 2, 3, -1) if objects else (3, -2, 1 << 50, 1.5):
            if op in ("QUO", "REM", "MOD") and (isinstance(x, float) or isinstance(y, float)):
                continue
            image = unit([("LOADK", 1, 0), ("LOADK", 2, 1), (op, dst, 1, 2), ("LOADW", 3, 16), ("CONS", 3, 2, 3),
                          ("CONS", 3, 1, 3)] + ([("CONS", 3, 0, 3)] if dst == 0 else []) + [("RETURN", 3)], [x, y])
            assert by_machine(image, gc_stress=True) == by_model(image), (op, dst, x, y)


PLACES = (Vector([10, False, 30], [0] * 3), "abc", 5)


@pytest.mark.parametrize("op", ITEMS)
@pytest.mark.parametrize("v", PLACES, ids=repr)
@pytest.mark.parametrize("i", (0, 1, 2, 3, -1, 1.0))
def test_jumps_on_an_item(op: str, v: Any, i: Any) -> None:
    image = unit([("LOADK", 1, 0), ("LOADK", 2, 1), (op, 1, 2, 2), ("LOADI", 3, 1), ("RETURN", 3), ("LOADI", 3, 2), ("RETURN", 3)], [v, i])
    assert by_machine(image) == by_model(image)


@pytest.mark.parametrize("v", (*PLACES, None), ids=repr)
@pytest.mark.parametrize("i", (0, 1, 2, 3, -1, 1.0))
def test_items_of_a_global(v: Any, i: Any) -> None:
    """A vector that is made, a literal, something else, or no value at all."""
    name = Ref("global", "user:vector")
    made = [("LOADI", 0, 10), ("LOADI", 1, 20), ("LOADI", 2, 30), ("PRIM", 0, PRIMS["vector"][0], 3)]
    for define in ([*made, ("DEFG", 0, 2)], [] if v is None else [("LOADK", 0, 0), ("DEFG", 0, 2)]):
        for use in ([("VREFG", 3, 1, 2)], [("VREFG", 1, 1, 2), ("MOVE", 3, 1)], [("VSETG", 1, 1, 2), ("GETG", 3, 2)]):
            image = unit([*define, ("LOADK", 1, 1), *use, ("RETURN", 3)], [v or 0, i, name])
            assert by_machine(image, gc_stress=True) == by_model(image)


@pytest.mark.parametrize("op", UNARY)
@pytest.mark.parametrize("value", (List([1, 2, 3], [0] * 3), List([1], [0]), 5, False, "s"), ids=repr)
def test_unary_in_place(op: str, value: Any) -> None:
    image = unit([("LOADK", 1, 0), (op, 1, 1), ("RETURN", 1)], [value])
    assert by_machine(image) == by_model(image)


@pytest.mark.parametrize("op", [*COMPARISONS, *JUMPS_IMM])
def test_every_comparison(op: str) -> None:
    """On integers of all sizes, floats, NaN; a NaN compares with nothing, and the negation of that jumps. A counter that
    an instruction steps is part of the answer."""
    numbers = (0, -1, 1, 7, (1 << 48) - 1, -(1 << 48), 1 << 60, -(1 << 70), 1.0, 6.5, float("inf"), float("nan"))
    for x in numbers:
        for y in (-1, 0, 7) if op in JUMPS_IMM else numbers:
            second = y if op in JUMPS_IMM else 2
            image = unit([("LOADK", 1, 0), ("LOADK", 2, 1), (op, 1, second, 2), ("LOADI", 3, 1), ("RETURN", 3),
                          ("LOADI", 3, 2), ("CONS", 3, 3, 1), ("RETURN", 3)], [x, y])
            assert by_machine(image) == by_model(image), (op, x, y)


@pytest.mark.parametrize("op", ("ADDRET", "CONSRET"))
def test_returns_of_a_value_that_is_made_there(op: str) -> None:
    numbers = (0, -1, (1 << 48) - 1, -(1 << 48), 1 << 60, 1.5, "text")
    for x in numbers:
        for y in numbers:
            image = unit([("LOADK", 1, 0), ("LOADK", 2, 1), (op, 1, 2), ("LOADI", 3, 5), ("RETURN", 3)], [x, y])
            assert by_machine(image) == by_model(image), (op, x, y)


@pytest.mark.parametrize("a", (0, 1, 2))
@pytest.mark.parametrize("b", (0, 1, 2, 3))
@pytest.mark.parametrize("c", (0, 1, 2, 3))
def test_two_moves(a: int, b: int, c: int) -> None:
    image = unit([*(("LOADI", i, 10 + i) for i in range(4)), ("MOVE2", a, b, c), ("PRIM", 0, PRIMS["list"][0], 4), ("RETURN", 0)], [])
    assert by_machine(image) == by_model(image)


@pytest.mark.parametrize("op", ("RETI", "RETK", "RETW"))
@pytest.mark.parametrize("b", (0, 1, 0x7FFF, 0x8000, 0xFFFF))
def test_returns_of_constants(op: str, b: int) -> None:
    """As the result of a call, whose frame has other constants."""
    main, inner = (Code(name, 0, 0, 0, 0) for name in ("unit", "inner"))
    main.nregs, main.consts = 4, [Ref("code", 1), 7]
    main.code = [(NUMBER[w[0]], *(*w[1:], 0, 0, 0)[:3]) for w in (
        ("CLOSURE", 0, 0, 0), ("CALL", 1, 0, 0), ("LOADK", 2, 1), ("CONS", 1, 1, 2), ("RETURN", 1))]
    inner.consts = ["text", 1.5]
    inner.code = [(NUMBER[op], 0, b if op == "RETI" else b & 1 if op == "RETK" else WORDS[b % len(WORDS)], 0)]
    image = write_image([main, inner], None)
    assert by_machine(image) == by_model(image)


@pytest.mark.parametrize("op", (*PARTS, *PARTS_K))
def test_jumps_on_a_part_of_a_pair(op: str) -> None:
    for pair in (List([1, 2], [0] * 2), List([1], [0]), List([2], [0], 1), List([], []), 1, "text"):
        for value in (1, 2, List([], []), False):
            first, second = (2, 1) if op in PARTS else (1, 1)
            image = unit([("LOADK", 1, 0), ("LOADK", 2, 1), (op, first, second, 1), ("RETI", 0, 1), ("RETI", 0, 2)], [pair, value])
            assert by_machine(image) == by_model(image), (op, pair, value)


@pytest.mark.parametrize(("of", "n"), [("type", 2), ("type", 1), ("type", 3), ("integer", 2), ("record", 2)])
def test_a_new_record(of: str, n: int) -> None:
    """As the primitive makes it, or refuses to."""
    image = {}
    for how in ((("RECORD", 3, n)), ("PRIM", 3, PRIMS["%make-record"][0], n + 1)):
        words = [("LOADK", 3, 0), ("LOADK", 4, 1), ("PRIM", 3, PRIMS["%make-rtd"][0], 2), ("MOVE", 0, 3)]
        words += {"type": [], "integer": [("LOADI", 3, 5)], "record": [
            ("LOADI", 4, 1), ("LOADI", 5, 1), ("RECORD", 3, 2)]}[of]
        words += [("LOADI", 4, 10), ("LOADI", 5, 20), ("LOADI", 6, 30), how]
        words += [("RECREF", 4, 3, 0), ("EXT", 0), ("RECREF", 5, 3, 1), ("EXT", 0), ("CONS", 3, 4, 5), ("RETURN", 3)]
        image[how[0]] = unit(words, [data.Symbol("point"), Vector([data.Symbol("x"), data.Symbol("y")], [0, 0])], 8)
    found = by_machine(image["RECORD"], gc_stress=True)
    assert found == by_machine(image["PRIM"])
    if (of, n) == ("type", 2):
        assert found == by_model(image["RECORD"])


LISTS = (List([1, 2, 3], [0] * 3), List([1], [0]), List([1], [0], 2), List([1, 2], [0] * 2, 3), 5, False)


@pytest.mark.parametrize("item", (1, 2))
def test_steps_to_the_next_item_of_a_list(item: int) -> None:
    for value in LISTS:
        image = unit([("LOADK", 1, 0), ("LOADI", 2, 9), ("LOOPNEXT", 1, item, 2), ("CONS", 3, 1, 2), ("RETURN", 3), ("CONS", 3, 2, 1),
                      ("RETURN", 3)], [value])
        assert by_machine(image) == by_model(image), value


@pytest.mark.parametrize("op", ("LOOPRESTNNULL", "LOOPRESTPAIR"))
def test_steps_to_the_rest_of_a_list(op: str) -> None:
    for value in LISTS:
        image = unit([("LOADK", 1, 0), (op, 1, 0, 2), ("LOADI", 3, 1), ("RETURN", 1), ("LOADI", 3, 2), ("CONS", 3, 3, 1),
                      ("RETURN", 3)], [value])
        assert by_machine(image) == by_model(image), (op, value)


def test_a_window_that_overlaps_what_is_live() -> None:
    """The result of a call replaces the first register of its window and nothing below."""
    image = unit([("LOADI", 0, 7), ("LOADI", 3, 1), ("LOADI", 4, 2), ("CALLG", 1, 2, 0), ("LOADW", 2, 16),
                  ("CONS", 2, 1, 2), ("CONS", 2, 0, 2), ("RETURN", 2)], [Ref("global", "user:list")], 6)
    assert by_machine(image, gc_stress=True) == by_model(image)


@pytest.mark.parametrize("field", (0, 1, 2))
@pytest.mark.parametrize("subject", ("record", "of the other type", "type", "integer"))
@pytest.mark.parametrize("op", ("RECREF", "RECSET", "FIELD", "SETFIELD"))
def test_fields_of_records(op: str, subject: str, field: int) -> None:
    """R[0] and R[1] are types of the same shape, R[2] is a record of the one in R[0]. FIELD finds the type in a global."""
    types = [word for i in (0, 1) for word in (("LOADK", 3, 0), ("LOADK", 4, 1), ("PRIM", 3, PRIMS["%make-rtd"][0], 2), ("MOVE", i, 3))]
    make = [("MOVE", 3, 0), ("LOADI", 4, 10), ("LOADI", 5, 20), ("PRIM", 3, PRIMS["%make-record"][0], 3), ("MOVE", 2, 3)]
    x, rtd = {"record": (2, 0), "of the other type": (2, 1), "type": (0, 0), "integer": (5, 0)}[subject]
    where = 2 if op in ("FIELD", "SETFIELD") else rtd
    use = [(op, 3, x, field), ("EXT", where)] if op in ("RECREF", "FIELD") else [
        ("LOADI", 3, 7), (op, x, field, 3), ("EXT", where), ("RECREF", 3, 2, 0), ("EXT", 0), ("RECREF", 4, 2, 1), ("EXT", 0), ("CONS", 3, 3, 4)]
    image = unit([*types, *make, ("DEFG", rtd, 2), *use, ("RETURN", 3)],
                 [data.Symbol("point"), Vector([data.Symbol("x"), data.Symbol("y")], [0, 0]), Ref("global", "user:type")], 8)
    assert by_machine(image) == by_model(image)


def test_captures_come_from_registers_and_from_the_closure() -> None:
    """The inner procedure captures what its maker has captured and what its maker has in the register of that number."""
    def function(name: str, captures: int, *words: tuple[Any, ...], consts: Any = ()) -> Code:
        code = Code(name, 0, 0, 0, 0)
        code.nregs, code.captures, code.consts = 5, captures, list(consts)
        code.code = [(NUMBER[w[0]], *(*w[1:], 0, 0, 0)[:3]) for w in words]
        return code

    main = function("unit", 0, ("LOADI", 0, 10), ("LOADI", 1, 20), ("CLOSURE", 3, 0, 2), ("CAP", 0, 1), ("CAP", 0, 0),
                    ("CALL", 2, 0, 3), ("MOVE", 3, 2), ("CALL", 2, 0, 3), ("RETURN", 2), consts=[Ref("code", 1)])
    outer = function("outer", 2, ("LOADI", 0, 1), ("LOADI", 1, 2), ("CLOSURE", 2, 0, 4), ("CAP", 1, 0), ("CAP", 1, 1), ("CAP", 0, 0),
                     ("CAP", 0, 1), ("RETURN", 2), consts=[Ref("code", 2)])
    inner = function("inner", 4, ("LOADW", 0, 16), *(word for i in (3, 2, 1, 0) for word in (("GETUP", 1, i), ("CONS", 0, 1, 0))),
                     ("RETURN", 0))
    image = write_image([main, outer, inner], None)
    assert by_machine(image) == by_model(image) == tuple(("int", str(n)) for n in (20, 10, 1, 2))


@pytest.mark.parametrize("op", ("CALLUP", "TAILUP"))
@pytest.mark.parametrize("n", (0, 1, 2))
@pytest.mark.parametrize("callee", ("procedure", "primitive", "integer"))
def test_calls_of_what_is_captured(op: str, n: int, callee: str) -> None:
    def function(name: str, nreq: int, captures: int, *words: tuple[Any, ...], consts: Any = ()) -> Code:
        code = Code(name, nreq, 0, 0, 0)
        code.nregs, code.captures, code.consts = 6, captures, list(consts)
        code.code = [(NUMBER[w[0]], *(*w[1:], 0, 0, 0)[:3]) for w in words]
        return code

    make = {"procedure": ("CLOSURE", 1, 2, 0), "primitive": ("GETG", 1, 0), "integer": ("LOADI", 1, 5)}[callee]
    main = function("unit", 0, 0, make, ("CLOSURE", 2, 1, 1), ("CAP", 0, 1), ("CALL", 3, 0, 2), ("RETURN", 3),
                    consts=[Ref("global", "user:list"), Ref("code", 1), Ref("code", 2)])
    outer = function("outer", 0, 1, ("LOADI", 0, 7), ("LOADI", 3, 10), ("LOADI", 4, 4), (op, 1, n, 0),
                     *([("CONS", 0, 0, 1), ("RETURN", 0)] if op == "CALLUP" else []))
    inner = function("inner", 1, 0, ("ADDI", 0, 0, 1), ("RETURN", 0))
    image = write_image([main, outer, inner], None)
    assert by_machine(image) == by_model(image)


def test_case_lambda_chain() -> None:
    def clause(name: str, nreq: int, result: int, more: bool) -> Code:
        code = Code(name, nreq, 0, 0, 0)
        code.nregs, code.captures = nreq + 1, int(more)
        code.flags = CODE_CASE if more else 0
        code.code = [(NUMBER["LOADI"], nreq, result, 0), (NUMBER["RETURN"], nreq, 0, 0)]
        return code

    main = Code("unit", 0, 0, 0, 0)
    main.nregs, main.consts = 6, [Ref("code", 2), Ref("code", 1)]
    words = [("CLOSURE", 0, 0, 0), ("CLOSURE", 1, 1, 1), ("CAP", 0, 0), ("MOVE", 3, 1), ("LOADI", 4, 1), ("LOADI", 5, 1),
             ("CALL", 2, 2, 3), ("RETURN", 2)]
    main.code = [(NUMBER[w[0]], *(*w[1:], 0, 0, 0)[:3]) for w in words]
    image = write_image([main, clause("one", 1, 10, True), clause("two", 2, 20, False)], None)
    assert by_machine(image) == by_model(image) == ("int", "20")
