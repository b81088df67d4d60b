"""A model of the machine in plain Python: it runs parsed images on Python values, slowly and with every check.

It shares the opcode table and the calling convention with the real loop and nothing else, so the two can be held
against each other. Integers and floats are Python's; a pair is ``Pair``, a vector a list, the empty list ``NIL``.
Not here: continuations, conditions, ports, hash tables, limits.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Any

from pyfront.emit.constants import Ref
from pyfront.emit.parse import parse_image, prim_name
from pyfront.emit.registers import CODE_CASE, Code
from pyfront.text.datum import List, Vector
from vmcore import data
from vmcore.ops import OPS
from vmcore.tags import IMMEDIATES


class Fault(Exception):
    """An error of the running program: ``kind`` is a status of ``vmcore.tags``."""

    def __init__(self, kind: str, detail: Any = None, pos: int = 0) -> None:
        super().__init__(kind, detail, pos)
        self.kind, self.detail, self.pos = kind, detail, pos


class Literal(list[Any]):
    """A constant vector: may not be changed."""


class Pair:
    def __init__(self, car: Any, cdr: Any) -> None:
        self.car, self.cdr = car, cdr


class Nil:
    def __repr__(self) -> str:
        return "()"


class Cell:
    def __init__(self, value: Any) -> None:
        self.value = value


class Proc:
    def __init__(self, body: Body, captured: list[Any]) -> None:
        self.body, self.captured = body, captured


class PrimProc:
    def __init__(self, name: str) -> None:
        self.name = name


class Record:
    def __init__(self, rtd: Any, fields: list[Any]) -> None:
        self.rtd, self.fields = rtd, fields


class Rtd:
    def __init__(self, name: Any, fields: list[Any]) -> None:
        self.name, self.fields = name, fields


class Body:
    """A function with its constants as values."""

    def __init__(self, code: Code) -> None:
        self.code = code
        self.consts: list[Any] = []


class Undefined:
    """What is in a register that nobody wrote."""


UNDEFINED = Undefined()
NIL = Nil()
UNBOUND = data.UNBOUND
_WORDS: dict[int, Any] = {word: getattr(data, name, None) for name, word in IMMEDIATES}
_WORDS.update({dict(IMMEDIATES)["NIL"]: NIL, dict(IMMEDIATES)["TRUE"]: True, dict(IMMEDIATES)["FALSE"]: False,
               dict(IMMEDIATES)["UNSPEC"]: data.UNSPECIFIED})


def from_datum(value: Any) -> Any:
    """A constant as a value of the model."""
    if isinstance(value, List):
        result = NIL if value.tail is None else from_datum(value.tail)
        for item in reversed(value.items):
            result = Pair(from_datum(item), result)
        return result
    if isinstance(value, Vector):
        return Literal(from_datum(item) for item in value.items)
    if isinstance(value, data.Pair):
        return Pair(from_datum(value.car), from_datum(value.cdr))
    if isinstance(value, data.Ratio):
        return Fraction(value.num, value.den)
    return value


def to_python(value: Any) -> Any:
    """A value as something to compare in a test: lists are tuples (an improper tail after a ``"."``)."""
    if value is NIL or isinstance(value, Pair):
        items = []
        while isinstance(value, Pair):
            items.append(to_python(value.car))
            value = value.cdr
        return tuple(items) if value is NIL else (*items, ".", to_python(value))
    if isinstance(value, list):
        return [to_python(item) for item in value]
    return value


def _check(kind: type | tuple[type, ...], value: Any) -> Any:
    if not isinstance(value, kind) or isinstance(value, bool):
        raise Fault("TYPE", value)
    return value


def _num(value: Any) -> Any:
    return _check((int, float, complex, Fraction), value)


def _same(a: Any, b: Any) -> bool:
    if isinstance(a, (bool, int, float, data.Char)) or isinstance(b, (bool, int, float, data.Char)):
        return type(a) is type(b) and repr(a) == repr(b)
    return a is b


def _normal(value: Any) -> Any:
    return value.numerator if isinstance(value, Fraction) and value.denominator == 1 else value


def _divide(a: Any, b: Any) -> Any:
    if isinstance(a, float) or isinstance(b, float):
        return float("nan") if b == 0 and a == 0 else float("inf") if b == 0 else a / b
    if b == 0:
        raise Fault("DIVZERO")
    return _normal(Fraction(a) / Fraction(b))


def _quotient(a: int, b: int) -> int:
    if b == 0:
        raise Fault("DIVZERO")
    q = abs(a) // abs(b)
    return q if (a < 0) == (b < 0) else -q


def _modulo(a: int, b: int) -> int:
    if b == 0:
        raise Fault("DIVZERO")
    return a % b


def _item(vector: Any, index: Any) -> Any:
    if not isinstance(vector, list) or not isinstance(index, int) or isinstance(index, bool):
        raise Fault("TYPE", vector)
    if not 0 <= index < len(vector):
        raise Fault("RANGE", index)
    return vector[index]


def _char_at(text: Any, index: Any) -> Any:
    if not isinstance(text, str) or not isinstance(index, int):
        raise Fault("TYPE", text)
    if not 0 <= index < len(text):
        raise Fault("RANGE", index)
    return data.Char(text[index])


BINARY: dict[str, Any] = {
    "ADD": lambda a, b: _num(a) + _num(b),
    "SUB": lambda a, b: _num(a) - _num(b),
    "MUL": lambda a, b: _num(a) * _num(b),
    "DIV": lambda a, b: _divide(_num(a), _num(b)),
    "QUO": lambda a, b: _quotient(_check(int, a), _check(int, b)),
    "REM": lambda a, b: a - b * _quotient(_check(int, a), _check(int, b)),
    "MOD": lambda a, b: _modulo(_check(int, a), _check(int, b)),
    "LT": lambda a, b: _num(a) < _num(b),
    "LE": lambda a, b: _num(a) <= _num(b),
    "NUMEQ": lambda a, b: _num(a) == _num(b),
    "EQ": _same,
    "CONS": Pair,
    "VREF": _item,
    "SREF": _char_at,
}
UNARY: dict[str, Any] = {
    "CAR": lambda p: _check(Pair, p).car,
    "CDR": lambda p: _check(Pair, p).cdr,
    "CADR": lambda p: _check(Pair, _check(Pair, p).cdr).car,
    "CDDR": lambda p: _check(Pair, _check(Pair, p).cdr).cdr,
    "NOT": lambda v: v is False,
}
CALLS: dict[str, tuple[str, str]] = {  # opcode -> what is called, and how
    "CALL": ("register", "call"), "CALLG": ("global", "call"), "CALLS": ("global", "call"), "CALLME": ("me", "call"),
    "CALLG1": ("global", "call"), "CALLG2": ("global", "call"), "TAILCALL": ("register", "tail"),
    "TAILG": ("global", "tail"), "TAILJ": ("global", "tail"), "CALLUP": ("captured", "call"), "TAILUP": ("captured", "tail"),
}
TESTS: dict[str, Any] = {
    "F": lambda a: a is False,
    "NULL": lambda a: a is NIL,
    "PAIR": lambda a: isinstance(a, Pair),
    "TRUTHY": lambda a: a is not False and a is not NIL,
    "LT": lambda a, b: _num(a) < _num(b),
    "LE": lambda a, b: _num(a) <= _num(b),
    "GT": lambda a, b: _num(a) > _num(b),
    "GE": lambda a, b: _num(a) >= _num(b),
    "NUM": lambda a, b: _num(a) == _num(b),
    "EQ": _same,
    "ITEM": lambda v, i: _item(v, i) is not False,
    "EQCAR": lambda a, b: _same(a, _check(Pair, b).car),
    "EQCDR": lambda a, b: _same(a, _check(Pair, b).cdr),
}


def _is_small(value: Any) -> bool:
    """Is it an integer of 49 bits, kept in the word itself?"""
    return value.__class__ is int and -(1 << 48) <= value < 1 << 48


def _length(value: Any) -> int:
    n = 0
    while isinstance(value, Pair):
        value, n = value.cdr, n + 1
    if value is not NIL:
        raise Fault("TYPE", value)
    return n


def _list(*items: Any) -> Any:
    result: Any = NIL
    for item in reversed(items):
        result = Pair(item, result)
    return result


def _fold(op: str, start: int) -> Any:
    def run(*args: Any) -> Any:
        total = start
        for arg in args:
            total = BINARY[op](total, arg)
        return total

    return run


def _reverse(value: Any) -> Any:
    _length(value)
    result: Any = NIL
    while isinstance(value, Pair):
        result, value = Pair(value.car, result), value.cdr
    return result


def _chain(op: str) -> Any:
    return lambda *args: all([TESTS[op](a, b) for a, b in pairwise(args)])  # noqa: C419 (every one is to be checked)


PRIM: dict[str, Any] = {
    "+": _fold("ADD", 0),
    "*": _fold("MUL", 1),
    "-": lambda a, *rest: -_num(a) if not rest else _subtract(a, rest),
    "<": _chain("LT"), ">": _chain("GT"), "<=": _chain("LE"), ">=": _chain("GE"), "=": _chain("NUM"),
    "zero?": lambda a: _num(a) == 0,
    "positive?": lambda a: _num(a) > 0,
    "negative?": lambda a: _num(a) < 0,
    "cons": Pair,
    "list": _list,
    "vector": lambda *items: list(items),
    "make-vector": lambda n, fill=0: [fill] * n,
    "vector-length": len,
    "length": _length,
    "reverse": _reverse,
    "eq?": _same,
    "eqv?": _same,
    "not": lambda a: a is False,
    "null?": lambda a: a is NIL,
    "pair?": lambda a: isinstance(a, Pair),
    "symbol?": lambda a: isinstance(a, data.Symbol),
    "procedure?": lambda a: isinstance(a, (Proc, PrimProc)),
    "car": UNARY["CAR"], "cdr": UNARY["CDR"], "cadr": UNARY["CADR"], "cddr": UNARY["CDDR"],
    "vector-ref": _item,
    "eof-object?": lambda a: a is data.EOF,
    "%absent": lambda: data.ABSENT,
    "%make-rtd": Rtd,
    "%make-record": lambda rtd, *fields: Record(rtd, list(fields)),
}


def _subtract(total: Any, rest: tuple[Any, ...]) -> Any:
    for arg in rest:
        total = BINARY["SUB"](total, arg)
    return total


class Model:
    """Globals and a stack. ``run`` loads an image and calls its function 0."""

    def __init__(self, prims: dict[str, Any] | None = None) -> None:
        self.globals: dict[str, Any] = {}
        self.prims = PRIM | (prims or {})
        self.stack: list[Any] = []
        self.steps = 0
        self.counts: dict[str, int] = {}
        self.deepest = 0

    def load(self, image: bytes) -> Proc:
        bodies = [Body(code) for code in parse_image(image).functions]
        shared: dict[int, Any] = {}
        for body in bodies:
            body.consts = [self._constant(value, bodies, shared) for value in body.code.consts]
        return Proc(bodies[0], [])

    def _constant(self, value: Any, bodies: list[Body], shared: dict[int, Any]) -> Any:
        if isinstance(value, Ref):
            if value.kind == "code":
                return bodies[int(value.what)]
            return value.what if value.kind == "global" else PrimProc(str(value.what))
        if id(value) not in shared:
            shared[id(value)] = from_datum(value)
        return shared[id(value)]

    def run(self, image: bytes) -> Any:
        return self.call(self.load(image))

    def call(self, proc: Any, *args: Any) -> Any:
        self.stack = [None, proc, *args]
        self.deepest = 0
        return self._run(self._enter(0, len(args)))

    # ------------------------------------------------------------ calls

    def _enter(self, window: int, n: int) -> Frame | Done:
        """Begins a call whose window is at an absolute place."""
        proc = self.stack[window + 1]
        base = window + 2
        args = self.stack[base:base + n]
        if isinstance(proc, PrimProc):
            return Done(self._prim(proc.name, args))
        if not isinstance(proc, Proc):
            raise Fault("NOTPROC", proc)
        code = proc.body.code
        while not (code.nreq <= n and (code.rest or n <= code.nreq + code.nopt)):
            if not code.flags & CODE_CASE:
                raise Fault("ARITY", proc)
            proc = proc.captured[-1]
            self.stack[window + 1] = proc
            code = proc.body.code
        fixed = code.nreq + code.nopt
        if code.rest:
            args = args[:fixed] + [data.ABSENT] * (fixed - n) + [_list(*args[fixed:])]
        else:
            args = args + [data.ABSENT] * (fixed - n)
        assert len(args) <= code.nregs, "parameters do not fit the frame"
        del self.stack[base:]
        self.stack += args + [UNDEFINED] * (code.nregs - len(args))
        self.deepest = max(self.deepest, len(self.stack))
        return Frame(proc, base)

    def _prim(self, name: str, args: list[Any]) -> Any:
        if name not in self.prims:
            raise NotImplementedError(f"the model has no primitive {name}")
        return self.prims[name](*args)

    # ------------------------------------------------------------ the loop

    def _run(self, frame: Frame | Done) -> Any:
        while isinstance(frame, Frame):
            code = frame.proc.body.code
            op, a, b, c = code.code[frame.pc]
            frame.pc += 1
            name = OPS[op].name
            self.steps += 1
            self.counts[name] = self.counts.get(name, 0) + 1
            try:
                frame = self._step(frame, name, a, b, c)
            except Fault as fault:
                if not fault.pos:
                    fault.pos = position(code, frame.pc - 1)
                raise
        return frame.value

    def _step(self, f: Frame, name: str, a: int, b: int, c: int) -> Frame | Done:
        regs = Registers(self.stack, f)
        if name in BINARY:
            regs[a] = BINARY[name](regs[b], regs[c])
        elif name in UNARY:
            regs[a] = UNARY[name](regs[b])
        elif name[0] == "J" and name != "JMP":
            self._branch(f, regs, name, a, b, c)
        elif name in ("JMP", "LOOP"):
            f.pc += signed(b | c << 16, 32)
        elif name in ("ADDRET", "CONSRET"):
            return self._return_at_once(f, regs, name, a, b)
        elif name.startswith("LOOPREST") or name == "LOOPNEXT":
            self._rest(f, regs, name, a, b, c)
        elif name.startswith(("LOOPUP", "LOOPDOWN")):
            self._count(f, regs, name[4:], a, b, c)
        elif name.startswith("LOOP"):
            self._branch(f, regs, "J" + name[4:], a, b, c)
        elif name in ("RETI", "RETK", "RETW"):
            return self._return(f, signed(b, 16) if name == "RETI" else f.proc.body.consts[b] if name == "RETK" else _WORDS[b])
        elif name in CALLS or name == "RETURN":
            return self._transfer(f, regs, name, a, b, c)
        else:
            getattr(self, "op_" + name)(f, regs, a, b, c)
        return f

    def _branch(self, f: Frame, regs: Registers, name: str, a: int, b: int, c: int) -> None:
        test = name[1:]
        sense = True
        if test not in ("NUM", "NULL", "NUMI") and test[0] == "N":
            sense, test = False, test[1:]
        if test in ("F", "NULL", "PAIR", "TRUTHY"):
            taken = TESTS[test](regs[a])
        elif test in ("EQK", "EQKCAR", "EQKCDR"):
            value = regs[a] if test == "EQK" else UNARY[test[3:]](regs[a])
            taken = _same(value, f.proc.body.consts[b]) or (isinstance(f.proc.body.consts[b], List) and value is NIL)
        elif test[-1] == "I":
            taken = TESTS[test[:-1]](regs[a], signed(b, 16))
        else:
            taken = TESTS[test](regs[a], regs[b])
        if taken == sense:
            f.pc += signed(c, 16)
            assert 0 <= f.pc < len(f.proc.body.code.code)

    def _return_at_once(self, f: Frame, regs: Registers, name: str, a: int, b: int) -> Frame | Done:
        if name == "CONSRET":
            return self._return(f, BINARY["CONS"](regs[a], regs[b]))
        if _is_small(regs[a]) and _is_small(regs[b]) and _is_small(regs[a] + regs[b]):
            return self._return(f, regs[a] + regs[b])
        return f

    def _rest(self, f: Frame, regs: Registers, name: str, a: int, b: int, c: int) -> None:
        if not isinstance(regs[a], Pair):
            return
        rest = UNARY["CDR"](regs[a])
        if rest is not NIL if name == "LOOPRESTNNULL" else isinstance(rest, Pair):
            regs[a] = rest
            if name == "LOOPNEXT":
                regs[b] = rest.car
            f.pc += signed(c, 16)

    def _count(self, f: Frame, regs: Registers, name: str, a: int, b: int, c: int) -> None:
        up = name.startswith("UP")
        limit = signed(b, 16) if name[-1] == "I" else regs[b]
        value = regs[a]
        if not _is_small(value) or not _is_small(limit):
            return
        value += 1 if up else -1
        test = name.removeprefix("UP").removeprefix("DOWN").removesuffix("I")
        if _is_small(value) and {"LT": value < limit, "LE": value <= limit, "GE": value >= limit, "NE": value != limit}[test]:
            regs[a] = value
            f.pc += signed(c, 16)
            assert 0 <= f.pc < len(f.proc.body.code.code)

    def _transfer(self, f: Frame, regs: Registers, name: str, a: int, b: int, c: int) -> Frame | Done:
        if name == "RETURN":
            return self._return(f, regs[a])
        callee, how = CALLS[name]
        window = f.base + a
        n = 1 if name == "CALLG1" else 2 if name == "CALLG2" else b
        assert a + 2 + n <= f.proc.body.code.nregs, "the window is not inside the frame"
        if callee == "global":
            self.stack[window + 1] = self._global(f.proc.body.consts[c])
        else:
            self.stack[window + 1] = f.proc if callee == "me" else f.proc.captured[c] if callee == "captured" else regs[c]
        if name in ("CALLG1", "CALLG2"):
            regs[a + 2] = regs[b]
        elif name == "TAILJ":
            for i in range(n):
                regs[a + 2 + i] = regs[i]
        if how == "call":
            self.stack[window] = f
            new = self._enter(window, n)
            if isinstance(new, Done):
                self.stack[window] = new.value
                return f
            return new
        here = f.base - 2
        self.stack[here + 1:here + 2 + n] = self.stack[window + 1:window + 2 + n]
        new = self._enter(here, n)
        return self._return(f, new.value) if isinstance(new, Done) else new

    def _return(self, f: Frame, value: Any) -> Frame | Done:
        window = f.base - 2
        caller = self.stack[window]
        if caller is None:
            return Done(value)
        self.stack[window] = value
        top = caller.base + caller.proc.body.code.nregs
        self.stack += [UNDEFINED] * (top - len(self.stack))
        del self.stack[top:]
        return caller

    def _global(self, name: str) -> Any:
        value = self.globals.get(name, UNBOUND)
        if value is UNBOUND:
            raise Fault("UNBOUND", name)
        return value

    # ------------------------------------------------------------ the other instructions

    def op_MOVE(self, f: Frame, regs: Registers, a: int, b: int, c: int) -> None:
        regs[a] = regs[b]

    def op_LOADK(self, f: Frame, regs: Registers, a: int, b: int, c: int) -> None:
        regs[a] = f.proc.body.consts[b]

    def op_LOADI(self, f: Frame, regs: Registers, a: int, b: int, c: int) -> None:
        regs[a] = signed(b, 16)

    def op_LOADW(self, f: Frame, regs: Registers, a: int, b: int, c: int) -> None:
        regs[a] = _WORDS[b]

    def op_GETUP(self, f: Frame, regs: Registers, a: int, b: int, c: int) -> None:
        regs[a] = f.proc.captured[b]

    def op_GETUP2(self, f: Frame, regs: Registers, a: int, b: int, c: int) -> None:
        regs[a] = f.proc.captured[b]
        regs[a + 1] = f.proc.captured[c]

    def op_LOADI2(self, f: Frame, regs: Registers, a: int, b: int, c: int) -> None:
        regs[a] = signed(b, 16)
        regs[a + 1] = signed(c, 16)

    def op_LOADW2(self, f: Frame, regs: Registers, a: int, b: int, c: int) -> None:
        self.op_LOADW(f, regs, a, b, 0)
        self.op_LOADW(f, regs, a + 1, c, 0)

    def op_ADDUPC(self, f: Frame, regs: Registers, a: int, b: int, c: int) -> None:
        cell = f.proc.captured[b]
        regs[a] = cell.value = _num(cell.value) + signed(c, 16)

    def op_MKCELL(self, f: Frame, regs: Registers, a: int, b: int, c: int) -> None:
        regs[a] = Cell(regs[b])

    def op_GETCELL(self, f: Frame, regs: Registers, a: int, b: int, c: int) -> None:
        regs[a] = regs[b].value

    def op_SETCELL(self, f: Frame, regs: Registers, a: int, b: int, c: int) -> None:
        regs[a].value = regs[b]

    def op_SPREAD(self, f: Frame, regs: Registers, a: int, b: int, c: int) -> None:
        """The model has no several values: one is itself."""
        if b != 1:
            raise Fault("ERROR")

    def op_GETUPC(self, f: Frame, regs: Registers, a: int, b: int, c: int) -> None:
        regs[a] = f.proc.captured[b].value

    def op_SETUPC(self, f: Frame, regs: Registers, a: int, b: int, c: int) -> None:
        f.proc.captured[a].value = regs[b]

    def op_CHECKINIT(self, f: Frame, regs: Registers, a: int, b: int, c: int) -> None:
        if regs[a] is UNBOUND:
            raise Fault("UNASSIGNED")

    def op_GETG(self, f: Frame, regs: Registers, a: int, b: int, c: int) -> None:
        regs[a] = self._global(f.proc.body.consts[b])

    def op_SETG(self, f: Frame, regs: Registers, a: int, b: int, c: int) -> None:
        self._global(f.proc.body.consts[b])
        self.globals[f.proc.body.consts[b]] = regs[a]

    def op_DEFG(self, f: Frame, regs: Registers, a: int, b: int, c: int) -> None:
        self.globals[f.proc.body.consts[b]] = regs[a]

    def op_CLOSURE(self, f: Frame, regs: Registers, a: int, b: int, c: int) -> None:
        body = f.proc.body.consts[b]
        captured = []
        for _ in range(c):
            op, kind, n, _ = f.proc.body.code.code[f.pc]
            assert OPS[op].name == "CAP"
            captured.append(f.proc.captured[n] if kind else regs.raw(n))
            f.pc += 1
        assert c == body.code.captures
        regs[a] = Proc(body, captured)

    def op_MOVE2(self, f: Frame, regs: Registers, a: int, b: int, c: int) -> None:
        regs[a] = regs[b]
        regs[a + 1] = regs[c]

    def op_PATCHUP(self, f: Frame, regs: Registers, a: int, b: int, c: int) -> None:
        assert isinstance(regs[c], Proc)
        regs[a].captured[b] = regs[c]

    def op_ADDI(self, f: Frame, regs: Registers, a: int, b: int, c: int) -> None:
        regs[a] = _num(regs[b]) + signed(c, 16)

    def op_SUBI(self, f: Frame, regs: Registers, a: int, b: int, c: int) -> None:
        regs[a] = _num(regs[b]) - signed(c, 16)

    def op_SETCAR(self, f: Frame, regs: Registers, a: int, b: int, c: int) -> None:
        _check(Pair, regs[a]).car = regs[b]

    def op_SETCDR(self, f: Frame, regs: Registers, a: int, b: int, c: int) -> None:
        _check(Pair, regs[a]).cdr = regs[b]

    def op_VREFI(self, f: Frame, regs: Registers, a: int, b: int, c: int) -> None:
        regs[a] = _item(regs[b], c)

    def op_VSET(self, f: Frame, regs: Registers, a: int, b: int, c: int) -> None:
        if isinstance(regs[a], Literal):
            raise Fault("ERROR", regs[a])
        _item(regs[a], regs[b])
        regs[a][regs[b]] = regs[c]

    def op_VREFG(self, f: Frame, regs: Registers, a: int, b: int, c: int) -> None:
        regs[a] = _item(self._global(f.proc.body.consts[c]), regs[b])

    def op_VSETG(self, f: Frame, regs: Registers, a: int, b: int, c: int) -> None:
        vector = self._global(f.proc.body.consts[c])
        if isinstance(vector, Literal):
            raise Fault("ERROR", vector)
        _item(vector, regs[a])
        vector[regs[a]] = regs[b]

    def _field(self, f: Frame, regs: Registers, record: Any, index: int, *, of_global: bool = False) -> list[Any]:
        _, t, _, _ = f.proc.body.code.code[f.pc]
        f.pc += 1
        rtd = self.globals.get(f.proc.body.consts[t]) if of_global else regs[t]
        if not isinstance(record, Record) or record.rtd is not rtd or index >= len(record.fields):
            raise Fault("TYPE", record)
        return record.fields

    def op_RECREF(self, f: Frame, regs: Registers, a: int, b: int, c: int) -> None:
        regs[a] = self._field(f, regs, regs[b], c)[c]

    def op_RECSET(self, f: Frame, regs: Registers, a: int, b: int, c: int) -> None:
        self._field(f, regs, regs[a], b)[b] = regs[c]

    def op_FIELD(self, f: Frame, regs: Registers, a: int, b: int, c: int) -> None:
        regs[a] = self._field(f, regs, regs[b], c, of_global=True)[c]

    def op_SETFIELD(self, f: Frame, regs: Registers, a: int, b: int, c: int) -> None:
        self._field(f, regs, regs[a], b, of_global=True)[b] = regs[c]

    def op_RECORD(self, f: Frame, regs: Registers, a: int, b: int, c: int) -> None:
        if not (isinstance(regs[a], Rtd) and b == len(regs[a].fields)):
            raise Fault("TYPE", regs[a])
        regs[a] = Record(regs[a], [regs[a + 1 + i] for i in range(b)])

    def op_PRIM(self, f: Frame, regs: Registers, a: int, b: int, c: int) -> None:
        assert a + max(c, 1) <= f.proc.body.code.nregs
        regs[a] = self._prim(prim_name(b), [regs[a + i] for i in range(c)])


class Frame:
    __slots__ = ("base", "pc", "proc")

    def __init__(self, proc: Proc, base: int) -> None:
        self.proc, self.base, self.pc = proc, base, 0


class Done:
    """The end of a run, or of a primitive."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value


class Registers:
    """The registers of a frame: reading one that was never written is a fault of the compiler."""

    __slots__ = ("base", "n", "stack")

    def __init__(self, stack: list[Any], f: Frame) -> None:
        self.stack, self.base, self.n = stack, f.base, f.proc.body.code.nregs

    def __getitem__(self, i: int) -> Any:
        value = self.raw(i)
        assert value is not UNDEFINED, f"register {i} was never written"
        return value

    def raw(self, i: int) -> Any:
        assert i < self.n, f"register {i} is outside the frame"
        return self.stack[self.base + i]

    def __setitem__(self, i: int, value: Any) -> None:
        assert i < self.n, f"register {i} is outside the frame"
        self.stack[self.base + i] = value


def signed(value: int, bits: int) -> int:
    return value - (1 << bits) if value >> (bits - 1) else value


def position(code: Code, index: int) -> int:
    pos = 0
    for at, here in code.positions:
        if at > index:
            break
        pos = here
    return pos & 0xFFFFFFFF  # without its mark
