"""Tree images for the tree-walker: core IR as it comes from the front end, with places for variables.

No pass but ``several`` and ``analyse`` runs before: what the walker computes owes nothing to the optimiser or the code
generator. A variable that is captured and assigned, or captured and bound by ``letrec``, lives in a cell. Slots of a frame: the
parameters, then variables and operands by nesting. Node records are described in ``vmcore/tree.py``.
"""

from __future__ import annotations

from pyfront.core.ir import (
    Call,
    CaseLambda,
    Const,
    Fix,
    GlobalDefine,
    GlobalRef,
    GlobalSet,
    If,
    Lambda,
    Let,
    Letrec,
    LocalRef,
    LocalSet,
    Loop,
    PrimCall,
    PrimRef,
    Recur,
    Seq,
    TryPrim,
    Var,
)
from pyfront.emit import is_long
from pyfront.emit.constants import Ref, key
from pyfront.emit.image import write_image
from pyfront.emit.registers import CODE_LIBRARY, MAX_OPERAND, MAX_REGISTERS, Code, limit
from pyfront.passes.analyse import analyse
from pyfront.passes.several import several
from vmcore._primdata import PRIMS
from vmcore.data import UNBOUND
from vmcore.tree import LATE, NUMBERS, SIMPLE, TAIL, TRY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from pyfront.text.source import SourceMap

CODE_CASE = 4
_MAX_SIMPLE = 150  # nesting of simple nodes: the walker evaluates them by recursion
_SPECIAL = {
    "%add": "ADD", "%sub": "SUB", "%mul": "MUL", "%lt": "LT", "%le": "LE", "%numeq": "NUMEQ", "eq?": "EQ", "not": "NOT",
    "cons": "CONS", "car": "CAR", "cdr": "CDR", "null?": "NULLP", "pair?": "PAIRP", "vector-ref": "VREF",
}  # fmt: skip


class _Function:
    """One procedure under construction."""

    def __init__(self, unit: _Unit, parent: _Function | None, name: str, pos: int) -> None:
        self.unit = unit
        self.parent = parent
        self.code = Code(name, 0, 0, 0, pos)
        self.code.flags = unit.flags
        self.index = len(unit.functions)
        unit.functions.append(self.code)
        self.records: list[Any] = []  # (kind, flags, a, b, k, first, n)
        self.places: list[int] = []  # position of each node
        self.slots: dict[Var, int] = {}
        self.ups: dict[Var, int] = {}
        self.loops: dict[Loop, tuple[int, int]] = {}  # first slot, node
        self.const_index: dict[Any, int] = {}

    def room(self, n: int) -> None:
        """The frame needs n slots."""
        if n > self.code.nregs:
            self.code.nregs = n

    def const(self, value: Any) -> int:
        k = key(value)
        number = self.const_index.get(k)
        if number is None:
            number = self.const_index[k] = len(self.code.consts)
            self.code.consts.append(value)
        return number

    def kids(self, n: int, pos: int) -> int:
        """Reserves n nodes side by side."""
        first = len(self.records)
        self.records += [None] * n
        self.places += [pos] * n
        return first

    def put(self, at: int, kind: str, flags: int = 0, a: int = 0, b: int = 0, k: int = 0, first: int = 0, n: int = 0) -> None:
        self.records[at] = (NUMBERS[kind], flags, a, b, k, first, n)

    def up(self, var: Var) -> int:
        """Number of the captured variable."""
        number = self.ups.get(var)
        if number is None:
            number = self.ups[var] = len(self.ups)
        return number


class _Unit:
    def __init__(self, flags: int) -> None:
        self.flags = flags
        self.functions: list[Code] = []
        self.letrec: set[Var] = set()

    def celled(self, var: Var) -> bool:
        return var.captured and (var.mutated or var in self.letrec)


# Each generator fills node `at`, may use slots from `free` on, and answers the nesting of simple nodes (0: not simple).


def _gen(f: _Function, node: Any, at: int, free: int, tail: bool) -> int:
    if node.pos:
        f.places[at] = node.pos
    f.room(free + 1)
    return _GEN[node.__class__](f, node, at, free, tail)


def _depth(depths: list[int]) -> int:
    """Nesting over these children; 0 if one is not simple, or it gets too deep."""
    if not depths:
        return 1
    if 0 in depths:
        return 0
    deepest = max(depths) + 1
    return deepest if deepest < _MAX_SIMPLE else 0


def _children(f: _Function, nodes: list[Any], at: int, free: int, tail_last: bool = False) -> tuple[int, int]:
    """The nodes as children side by side; first number and nesting."""
    first = f.kids(len(nodes), f.places[at])
    last = len(nodes) - 1
    depths = [_gen(f, node, first + i, free, tail_last and i == last) for i, node in enumerate(nodes)]
    return first, _depth(depths)


def _simple(depth: int) -> int:
    return SIMPLE if depth else 0


def _const(f: _Function, node: Any, at: int, free: int, tail: bool) -> int:
    f.put(at, "CONST", SIMPLE, k=f.const(node.value))
    return 1


def _prim_ref(f: _Function, node: Any, at: int, free: int, tail: bool) -> int:
    f.put(at, "CONST", SIMPLE, k=f.const(Ref("prim", node.name)))
    return 1


def _global_ref(f: _Function, node: Any, at: int, free: int, tail: bool) -> int:
    f.put(at, "GLOBAL", SIMPLE, k=f.const(Ref("global", node.name)))
    return 1


def _local_ref(f: _Function, node: Any, at: int, free: int, tail: bool) -> int:
    var = node.var
    checked = "C" if var in f.unit.letrec else ""
    slot = f.slots.get(var)
    if slot is not None:
        kind = "CELL" if f.unit.celled(var) else "LOCAL"
        f.put(at, kind + checked, SIMPLE, a=slot)
    elif f.unit.celled(var):
        f.put(at, "UPCELL" + checked, SIMPLE, a=f.up(var))
    else:
        f.put(at, "UP", SIMPLE, a=f.up(var))
    return 1


def _with_value(f: _Function, at: int, value: Any, free: int, kind: str, a: int = 0, k: int = 0) -> int:
    """A node with one child, whose value it takes."""
    first, depth = _children(f, [value], at, free)
    f.put(at, kind, _simple(depth), a=a, k=k, first=first, n=1)
    return depth


def _local_set(f: _Function, node: Any, at: int, free: int, tail: bool) -> int:
    slot = f.slots.get(node.var)
    if slot is None:
        return _with_value(f, at, node.value, free, "SETUPCELL", f.up(node.var))
    return _with_value(f, at, node.value, free, "SETCELL" if f.unit.celled(node.var) else "SETLOCAL", slot)


def _global_set(f: _Function, node: Any, at: int, free: int, tail: bool) -> int:
    return _with_value(f, at, node.value, free, "SETGLOBAL", k=f.const(Ref("global", node.name)))


def _global_define(f: _Function, node: Any, at: int, free: int, tail: bool) -> int:
    return _with_value(f, at, node.value, free, "DEFGLOBAL", k=f.const(Ref("global", node.name)))


def _prim_call(f: _Function, node: Any, at: int, free: int, tail: bool) -> int:
    n = len(node.args)
    f.room(free + n)
    first, depth = _children(f, node.args, at, free + n)
    special = _SPECIAL.get(node.name)
    if special:
        f.put(at, special, _simple(depth), a=free, first=first, n=n)
    else:
        f.put(at, "PRIM", _simple(depth), a=free, b=PRIMS[node.name][0], first=first, n=n)
    return depth


def _call(f: _Function, node: Any, at: int, free: int, tail: bool) -> int:
    fn = node.fn
    n = len(node.args) + 1
    f.room(free + 1 + n)
    first, _ = _children(f, [node.fn, *node.args], at, free + 1 + n)
    flags = TAIL if tail else 0
    prim = 0
    if fn.__class__ is TryPrim:
        flags |= LATE | TRY
        prim = PRIMS[fn.prim][0]
    elif fn.__class__ is GlobalRef:
        flags |= LATE
    f.put(at, "CALL", flags, a=free, b=prim, first=first, n=n)
    return 0


def _if(f: _Function, node: Any, at: int, free: int, tail: bool) -> int:
    first = f.kids(3, f.places[at])
    depths = [_gen(f, node.test, first, free, False), _gen(f, node.then, first + 1, free, tail),
              _gen(f, node.orelse, first + 2, free, tail)]  # fmt: skip
    depth = _depth(depths)
    f.put(at, "IF", _simple(depth), first=first, n=3)
    return depth


def _seq(f: _Function, node: Any, at: int, free: int, tail: bool) -> int:
    first, depth = _children(f, node.items, at, free, tail)
    f.put(at, "SEQ", _simple(depth), first=first, n=len(node.items))
    return depth


# ---------------------------------------------------------------- binding forms: sequences that store into slots


class _Store:
    """A step of a sequence: the value goes into a slot, in a new cell if asked."""

    def __init__(self, slot: int, value: Any, cell: bool, pos: int) -> None:
        self.slot = slot
        self.value = value
        self.cell = cell
        self.pos = pos


class _Cell:
    def __init__(self, value: Any, pos: int) -> None:
        self.value = value
        self.pos = pos


class _Slot:
    """The content of a slot as it is."""

    pos = 0

    def __init__(self, slot: int) -> None:
        self.slot = slot


class _Body:
    """The body of a loop."""

    def __init__(self, loop: Any) -> None:
        self.loop = loop
        self.pos = loop.pos


def _store(f: _Function, node: Any, at: int, free: int, tail: bool) -> int:
    value = _Cell(node.value, node.pos) if node.cell else node.value
    return _with_value(f, at, value, free, "SETLOCAL", node.slot)


def _cell(f: _Function, node: Any, at: int, free: int, tail: bool) -> int:
    return _with_value(f, at, node.value, free, "NEWCELL")


def _slot(f: _Function, node: Any, at: int, free: int, tail: bool) -> int:
    f.put(at, "LOCAL", SIMPLE, a=node.slot)
    return 1


def _steps(f: _Function, steps: list[Any], at: int, free: int, tail: bool) -> int:
    if len(steps) == 1:
        return _gen(f, steps[0], at, free, tail)
    first, depth = _children(f, steps, at, free, tail)
    f.put(at, "SEQ", _simple(depth), first=first, n=len(steps))
    return depth


def _let(f: _Function, node: Any, at: int, free: int, tail: bool) -> int:
    steps: list[Any] = []
    inner = free + len(node.vars)
    f.room(inner)
    # The inits do not see the variables: each Var is its own, so it may get its slot beforehand.
    for i, (var, init) in enumerate(zip(node.vars, node.inits)):
        f.slots[var] = free + i
        steps.append(_Store(free + i, init, f.unit.celled(var), node.pos))
    steps.append(node.body)
    return _steps(f, steps, at, inner, tail)


def _letrec(f: _Function, node: Any, at: int, free: int, tail: bool) -> int:
    unbound = Const(UNBOUND)
    steps: list[Any] = []
    inner = free + len(node.vars)
    f.room(inner)
    for i, var in enumerate(node.vars):
        f.slots[var] = free + i
        f.unit.letrec.add(var)
    for i, var in enumerate(node.vars):
        steps.append(_Store(free + i, unbound, f.unit.celled(var), node.pos))
    steps += [LocalSet(var, init, node.pos) for var, init in zip(node.vars, node.inits)]
    steps.append(node.body)
    return _steps(f, steps, at, inner, tail)


def _loop(f: _Function, node: Any, at: int, free: int, tail: bool) -> int:
    steps: list[Any] = []
    inner = free + len(node.vars)
    f.room(inner)
    for i, (var, init) in enumerate(zip(node.vars, node.inits)):
        f.slots[var] = free + i
        steps.append(_Store(free + i, init, f.unit.celled(var), node.pos))
    f.loops[node] = (free, -1)
    steps.append(_Body(node))
    return _steps(f, steps, at, inner, tail)


def _body(f: _Function, node: Any, at: int, free: int, tail: bool) -> int:
    loop = node.loop
    f.loops[loop] = (f.loops[loop][0], at)
    first, _ = _children(f, [loop.body], at, free, tail)
    f.put(at, "LOOP", first=first, n=1)
    return 0


def _recur(f: _Function, node: Any, at: int, free: int, tail: bool) -> int:
    slot, target = f.loops[node.loop]
    n = len(node.args)
    f.room(free + n)
    args = [_Cell(arg, arg.pos) if f.unit.celled(var) else arg for var, arg in zip(node.loop.vars, node.args)]
    first, _ = _children(f, args, at, free + n)
    f.put(at, "RECUR", a=slot, b=free, k=target, first=first, n=n)
    return 0


# ---------------------------------------------------------------- procedures


def _lambda(f: _Function, node: Any, at: int, free: int, tail: bool, chain: int = -1, flags: int = 0) -> int:
    """``chain``: slot of the procedure that comes as a last capture (case-lambda)."""
    inner = _function(f.unit, f, node)
    inner.code.flags |= flags
    inner.code.captures = len(inner.ups) + (chain >= 0)
    first = f.kids(inner.code.captures, node.pos)
    for var, number in inner.ups.items():
        slot = f.slots.get(var)
        if slot is not None:
            f.put(first + number, "LOCAL", SIMPLE, a=slot)
        else:
            f.put(first + number, "UP", SIMPLE, a=f.up(var))
    if chain >= 0:
        f.put(first + len(inner.ups), "LOCAL", SIMPLE, a=chain)
    f.put(at, "LAMBDA", SIMPLE, k=f.const(Ref("code", inner.index)), first=first, n=inner.code.captures)
    return 2


class _Clause:
    def __init__(self, node: Any, chain: int) -> None:
        self.node = node
        self.chain = chain
        self.pos = node.pos


def _clause(f: _Function, node: Any, at: int, free: int, tail: bool) -> int:
    return _lambda(f, node.node, at, free, tail, node.chain, CODE_CASE if node.chain >= 0 else 0)


def _case_lambda(f: _Function, node: Any, at: int, free: int, tail: bool) -> int:
    """The last clause first, each one in a slot for the one before it."""
    steps: list[Any] = []
    chain = -1
    for clause in node.clauses:
        clause.name = clause.name or node.name
    for clause in reversed(node.clauses[1:]):
        steps.append(_Store(free, _Clause(clause, chain), False, node.pos))
        chain = free
        free += 1
        f.room(free)
    steps.append(_Clause(node.clauses[0], chain))
    return _steps(f, steps, at, free, tail)


def _function(unit: _Unit, parent: _Function | None, node: Any) -> _Function:
    f = _Function(unit, parent, node.name, node.pos)
    code = f.code
    code.nreq, code.nopt, code.rest = len(node.req), len(node.opt), int(node.rest is not None)
    params = [*node.req, *node.opt, *([node.rest] if node.rest is not None else [])]
    for i, var in enumerate(params):
        f.slots[var] = i
    free = len(params)
    f.room(free + 1)
    steps: list[Any] = [_Store(i, _Slot(i), True, node.pos) for i, var in enumerate(params) if unit.celled(var)]
    steps.append(node.body)
    _steps(f, steps, f.kids(1, node.pos), free, True)
    limit("variables and arguments", code.nregs, MAX_REGISTERS, code)
    limit("constants", len(code.consts), MAX_OPERAND, code)
    code.code = [_words(*record) for record in f.records]
    at = None
    for i, pos in enumerate(f.places):
        if pos != at:
            code.positions.append((i, pos))
            at = pos
    return f


def _words(kind: int, flags: int, a: int, b: int, k: int, first: int, n: int) -> tuple[int, ...]:
    """24 bytes as 12 words of 16 bits."""
    m = 0xFFFF
    return (kind, flags, a & m, a >> 16, b & m, b >> 16, k & m, k >> 16, first & m, first >> 16, n & m, n >> 16)


_GEN: dict[type, Callable[..., int]] = {
    Const: _const, PrimRef: _prim_ref, GlobalRef: _global_ref, TryPrim: _global_ref, LocalRef: _local_ref, LocalSet: _local_set,
    GlobalSet: _global_set, GlobalDefine: _global_define, PrimCall: _prim_call, Call: _call, If: _if, Seq: _seq,
    Let: _let, Letrec: _letrec, Fix: _letrec, Loop: _loop, Recur: _recur, Lambda: _lambda, CaseLambda: _case_lambda,
    _Store: _store, _Cell: _cell, _Slot: _slot, _Body: _body, _Clause: _clause,
}  # fmt: skip


def compile_tree(node: Lambda, sources: SourceMap | None, *, library: bool = False) -> bytes:
    """The tree image of a unit, a procedure of no arguments."""
    if is_long(node):
        from pyfront.emit.parts import in_parts

        in_parts(node)
    value = Var("value", node.pos)  # a unit keeps its frame, as in emit: no call of it is in tail position
    node.body = Let([value], [node.body], LocalRef(value, node.pos), node.pos)
    node = several(node)
    analyse(node)
    unit = _Unit(CODE_LIBRARY if library else 0)
    _function(unit, None, node)
    return write_image(unit.functions, sources, library=library, tree=True)
