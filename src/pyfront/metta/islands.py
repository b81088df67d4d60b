"""Functions of integers and truth values, compiled to the machine's code.

A function is compiled when it was called often, has one equation, whose left side is its name and distinct variables, and
a body of arithmetic, comparison, logic, ``if``, ``let`` and calls of such functions, in which every value is known to be an
integer or a truth value. On such arguments it has exactly one result, no effects, and binds nothing, so the generic machine
cannot tell. Whatever is not so (a division by zero, too deep a recursion) makes the call the generic machine's again.

What it was compiled from is looked at again when a space that the module sees has changed.
"""

from __future__ import annotations

import pyfront.metta.mathops  # noqa: F401 - adds its operations
from pyfront.core.ir import (
    Call,
    Const,
    GlobalDefine,
    GlobalRef,
    If,
    Lambda,
    Let,
    LocalRef,
    Node,
    PrimCall,
    Seq,
)
from pyfront.core.ir import Var as Local
from pyfront.metta.forms import Forms
from pyfront.metta.inline import Refused, logic, nested
from pyfront.metta.names import BOOL, EQUALS, IF, LET, NUMBER, UNDEFINED
from pyfront.metta.native import GaveUp, enter, load, new_machine
from pyfront.metta.ops import OPS
from pyfront.metta.types import declared, is_function_type, stamp
from pyfront.metta.values import Bool, Number, truth
from vmcore.terms import Atom, Expr, Ground, Slot, Sym, Var

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyfront.metta.compiled import Compiled
    from vmcore.termspace import Kept, Space

OFTEN, VERY_OFTEN = 30, 300  # calls of a function before it is compiled for numbers, for terms
_LET_STAR = Sym("let*")
_LIBRARY = (IF, LET, _LET_STAR)
_ARITHMETIC = {OPS[name]: prim for name, prim in (
    ("+", "+"), ("-", "-"), ("*", "*"), ("/", "quotient"), ("%", "remainder"),
)}  # fmt: skip
_COMPARISON = {OPS[name]: name for name in ("<", "<=", ">", ">=")}
_LOGIC = {OPS[name]: name for name in ("and", "or", "xor")}
_EQUALS, _NOT = OPS["=="], OPS["not"]


class Kind:
    """Integer or truth value, or not yet known: then the same as another one, or nothing."""

    __slots__ = ("of", "name")

    def __init__(self, name: str = "") -> None:
        self.of: Kind | None = None
        self.name = name

    def last(self) -> Kind:
        kind = self
        while kind.of is not None:
            kind = kind.of
        return kind


def same(a: Kind, b: Kind) -> None:
    a, b = a.last(), b.last()
    if a is b:
        return
    if a.name and b.name:
        if a.name != b.name:
            raise Refused("a value of two kinds")
        return
    if a.name:
        a, b = b, a
    a.of = b


INTEGER, TRUTH = Kind("integer"), Kind("truth")
_TYPES = {NUMBER: INTEGER, BOOL: TRUTH, UNDEFINED: None}


class Function:
    """A function that is compiled, or is being compiled."""

    __slots__ = ("head", "params", "result", "node", "basis", "entry", "kinds")

    def __init__(self, head: Sym, n: int) -> None:
        self.head = head
        self.params = [Kind() for _ in range(n)]
        self.result = Kind()
        self.node: Lambda | None = None
        self.basis: Any = None  # what it was compiled from
        self.entry: Any = None  # the procedure
        self.kinds: tuple[str, ...] = ()


class Islands:
    """The compiled functions of a space."""

    def __init__(self, space: Space) -> None:
        self.space = space
        self.seen: Any = None
        self.calls: dict[tuple[Sym, int], int] = {}
        self.done: dict[tuple[Sym, int], Function | None] = {}
        self.library: Any = None  # of what the library's names consisted
        self.plain: tuple[Any, bool] = (None, False)
        self.machine: Any = None
        self.limits: Any = None  # answers the limits of a run
        self.tabled: Any = ()  # functions whose calls are not compiled, as their results are kept
        self._compiled: Compiled | None = None
        self.forms = Forms(lambda: self.compiled)
        self.of_terms: set[tuple[Sym, int]] = set()  # functions that are for ``compiled``

    @property
    def compiled(self) -> Compiled:
        """What works on terms."""
        if self._compiled is None:
            from pyfront.metta.compiled import Compiled

            self._compiled = Compiled(self.space)
        self._compiled.limits = self.limits
        self._compiled.tabled = self.tabled
        return self._compiled

    def call(self, call: Expr) -> tuple[Atom, Atom | None] | None:
        """The result of a call and its type, if that is known; None if it is not for a compiled function."""
        items = call.items
        key: Any = (items[0], len(items) - 1)
        if key in self.of_terms:
            return self.compiled.call(call)
        function = self.done.get(key)
        if function is None:
            count = self.calls.get(key, 0) + 1
            self.calls[key] = count
            if count < OFTEN:
                return None
            if key not in self.done and all(x.__class__ in (Number, Bool) for x in items[1:]):
                if self.seen != stamp(self.space):
                    self.refresh()
                function = self.compile(*key)
            if function is None:
                if count < VERY_OFTEN:
                    return None
                self.of_terms.add(key)
                return self.compiled.call(call)
        if self.seen != stamp(self.space):
            self.refresh()
            function = self.done.get(key)
            if function is None:
                return None
        return self.enter(function, items[1:])

    def refuses(self, head: Any, n: int) -> bool:
        """Is it known that calls of a function are not for here, as long as no space changes?"""
        return (head, n) in self.of_terms and self.compiled.refuses((head, n))

    def enter(self, function: Function, args: tuple[Atom, ...]) -> tuple[Atom, Sym] | None:
        values = []
        for arg, kind in zip(args, function.kinds):
            value = arg.value if isinstance(arg, Ground) else None
            if value.__class__ is not (int if kind == "integer" else bool):
                return None
            values.append(value)
        result = self.run(function, values)
        if result is None:
            return None
        if result.__class__ is bool:
            return truth(result), BOOL
        return Number(result), NUMBER

    def run(self, function: Function, values: list[Any]) -> Any:
        try:
            return enter(self.machine, self.limits, function.entry, values)
        except GaveUp:
            self.done[function.head, len(values)] = None
            return None

    # ---- is what was compiled still what the spaces say?

    def refresh(self) -> None:
        self.seen = stamp(self.space)
        library = [self.basis(name, None) for name in _LIBRARY]
        if self.library is None:
            self.library = library
        changed = library != self.library
        # What was refused may have become possible, and is tried again once it is called often.
        self.done = {
            key: function for key, function in self.done.items()
            if function is not None and not changed and self.is_current(function)
        }  # fmt: skip
        self.library = library

    def is_current(self, function: Function) -> bool:
        return all(self.basis(head, n) == basis for head, n, basis in function.basis)

    def basis(self, head: Sym, n: int | None) -> Any:
        """What spaces say about a function: its equations and types. ``n``: arguments of the calls; None for any call."""
        if n is None:
            sizes: Any = {"if": 3, "let": 3, "let*": 2}
            n = sizes[head.name]
        return tuple(map(id, self.equations(head, n))), tuple(map(str, declared(self.space, head)))

    def equations(self, head: Sym, n: int) -> list[Kept]:
        call = Expr((head, *[Var("x") for _ in range(n)]))
        return self.space.matching(Expr((EQUALS, call, Var("X"))))

    # ---- compilation

    def compile(self, head: Sym, n: int) -> Function | None:
        work: dict[tuple[Sym, int], Function] = {}
        try:
            if not self.standard_library():
                raise Refused("the library is not as it was")
            self.function(head, n, work)
            for function in work.values():
                if any(not kind.last().name for kind in (*function.params, function.result)):
                    raise Refused("a kind is not known")
            self.emit(work)
        except Refused:
            self.done[head, n] = None
            return None
        basis = [(one.head, len(one.params), self.basis(one.head, len(one.params))) for one in work.values()]
        for key, function in work.items():
            function.basis = basis
            function.kinds = tuple(kind.last().name for kind in function.params)
            self.done[key] = function
        return self.done[head, n]

    def standard(self) -> bool:
        """As ``standard_library``, looked up once for each state of the spaces."""
        mark = stamp(self.space)
        if self.plain[0] != mark:
            self.plain = (mark, self.standard_library())
        return self.plain[1]

    def standard_library(self) -> bool:
        """Do the names of the library that are compiled in line mean what they mean there?"""
        return all(
            len(self.equations(name, size)) == count and len(declared(self.space, name)) == 1
            for name, size, count in ((IF, 3, 2), (LET, 3, 1), (_LET_STAR, 2, 1))
        )

    def function(self, head: Sym, n: int, work: dict[tuple[Sym, int], Function]) -> Function:
        known = work.get((head, n)) or self.done.get((head, n))
        if known is not None:
            if (head, n) not in work:
                work[head, n] = known
            return known
        if head.name[0] == "%" or head in _LIBRARY or head in self.tabled:
            raise Refused("a name of the library")
        found = self.equations(head, n)
        if len(found) != 1:
            raise Refused("not one equation")
        _, left, right = found[0].term.items  # type: ignore[attr-defined]  # it matched (= ...)
        slots: Any = left.items[1:] if left.__class__ is Expr else ()
        if (
            len(slots) != n
            or n == 0
            or left.items[0] is not head
            or len({x.index for x in slots if x.__class__ is Slot}) != n
        ):
            raise Refused("the left side is not plain")
        function = work[head, n] = Function(head, n)
        self.types(function)
        scope = {slot.index: (Local(slot.name), kind) for slot, kind in zip(slots, function.params)}
        params = [scope[slot.index][0] for slot in slots]
        body, kind = Body(self, work).node(right, scope, 0)
        same(kind, function.result)
        function.node = Lambda(head.name, params, [], None, body)
        return function

    def types(self, function: Function) -> None:
        """What declarations say about the kinds."""
        types = declared(self.space, function.head)
        if not types:
            return
        if len(types) > 1 or not is_function_type(types[0]):
            raise Refused("more types than one")
        items = types[0].items[1:]  # type: ignore[attr-defined]  # is_function_type looked
        if len(items) != len(function.params) + 1:
            raise Refused("a type with another number of arguments")
        for typ, kind in zip(items, (*function.params, function.result)):
            if typ not in _TYPES:
                raise Refused("another type")
            if _TYPES[typ] is not None:
                same(kind, _TYPES[typ])  # type: ignore[arg-type]

    def emit(self, work: dict[tuple[Sym, int], Function]) -> None:
        if self.machine is None:
            self.machine = new_machine()
        fresh = [function for function in work.values() if function.entry is None]
        nodes: list[Node] = [GlobalDefine(global_name(f), f.node) for f in fresh]  # type: ignore[arg-type]
        load(self.machine, Lambda("", [], [], None, Seq([*nodes, Const(0)])))
        for function in fresh:
            function.entry = self.machine.get_global(global_name(function))
            function.node = None


def global_name(function: Function) -> str:
    return f"metta:{function.head.name}/{len(function.params)}"


class Body:
    """The right side of an equation as a tree of the core, with the kind of its value."""

    def __init__(self, islands: Islands, work: dict[tuple[Sym, int], Function]) -> None:
        self.islands = islands
        self.work = work
        # Slots of `let`: a variable is one in the whole equation, and two of them would meet.
        self.bound: set[int] = set()

    def node(self, atom: Atom, scope: dict[int, tuple[Local, Kind]], depth: int) -> tuple[Node, Kind]:
        if depth > 100:
            raise Refused("nested too deeply")
        if atom.__class__ is Slot:
            found = scope.get(atom.index)
            if found is None:
                raise Refused("a free variable")
            return LocalRef(found[0]), found[1]
        if isinstance(atom, Ground):
            if atom.value.__class__ is bool and atom.kind == "bool":
                return Const(atom.value), TRUTH
            if atom.value.__class__ is int and atom.kind == "number":
                return Const(atom.value), INTEGER
            raise Refused("another value")
        if atom.__class__ is not Expr or not atom.items:
            raise Refused("a symbol")
        head, *args = atom.items
        if isinstance(head, Ground):
            return self.operation(head, args, scope, depth + 1)
        if head is IF and len(args) == 3:
            return self.condition(args, scope, depth + 1)
        if head is LET and len(args) == 3:
            return self.binding(args[0], args[1], args[2], scope, depth + 1)
        if head is _LET_STAR and len(args) == 2:
            return self.node(nested(args[0], args[1]), scope, depth + 1)
        if head.__class__ is not Sym:
            raise Refused("a head that is evaluated")
        function = self.islands.function(head, len(args), self.work)
        nodes = [self.of_kind(arg, kind, scope, depth + 1) for arg, kind in zip(args, function.params)]
        return Call(GlobalRef(global_name(function)), nodes), function.result

    def of_kind(self, atom: Atom, kind: Kind, scope: dict[int, tuple[Local, Kind]], depth: int) -> Node:
        node, found = self.node(atom, scope, depth)
        same(found, kind)
        return node

    def operation(
        self, op: Ground, args: list[Atom], scope: dict[int, tuple[Local, Kind]], depth: int
    ) -> tuple[Node, Kind]:
        if op is _NOT and len(args) == 1:
            return PrimCall("not", [self.of_kind(args[0], TRUTH, scope, depth)]), TRUTH
        if len(args) != 2:
            raise Refused("a wrong number of arguments")
        if op in _LOGIC:
            left, right = [self.of_kind(arg, TRUTH, scope, depth) for arg in args]
            return logic(_LOGIC[op], left, right), TRUTH  # type: ignore[index]  # just looked
        if op is _EQUALS:
            left, kind = self.node(args[0], scope, depth)
            right = self.of_kind(args[1], kind, scope, depth)
            if not kind.last().name:
                raise Refused("an equality of what is not known yet")
            return PrimCall("=" if kind.last() is INTEGER else "eq?", [left, right]), TRUTH
        prim = _ARITHMETIC.get(op) or _COMPARISON.get(op)  # type: ignore[call-overload]
        if prim is None:
            raise Refused("another operation")
        nodes = [self.of_kind(arg, INTEGER, scope, depth) for arg in args]
        return PrimCall(prim, nodes), TRUTH if op in _COMPARISON else INTEGER

    def condition(self, args: list[Atom], scope: dict[int, tuple[Local, Kind]], depth: int) -> tuple[Node, Kind]:
        test = self.of_kind(args[0], TRUTH, scope, depth)
        then, kind = self.node(args[1], scope, depth)
        return If(test, then, self.of_kind(args[2], kind, scope, depth)), kind

    def binding(
        self, pattern: Atom, value: Atom, body: Atom, scope: dict[int, tuple[Local, Kind]], depth: int
    ) -> tuple[Node, Kind]:
        if pattern.__class__ is not Slot or pattern.index in scope or pattern.index in self.bound:
            raise Refused("a pattern")
        self.bound.add(pattern.index)
        node, kind = self.node(value, scope, depth)
        local = Local(pattern.name)
        inner, result = self.node(body, {**scope, pattern.index: (local, kind)}, depth)
        return Let([local], [node], inner), result
