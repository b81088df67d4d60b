"""Removes calls of known lambdas and bindings that only rename.

* ``((lambda (x) body) e)`` becomes ``Let``; so does a call of a variable bound to a lambda that is used nowhere else.
* A variable that is never assigned and stands for an atom, a primitive or another such variable is replaced by it.
* An init whose variable is read once, as the first thing the body does, moves there.
* Bindings nobody reads go, if evaluating their init can do nothing.
* A call of a primitive as a value becomes a ``PrimCall`` if the arity is right.

Nothing is duplicated but atoms, and nothing moves past an expression that could have an effect, fail, or see one.
Needs exact ``mutated`` flags; ``captured`` is stale afterwards.
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
    LocalRef,
    LocalSet,
    Loop,
    Node,
    PrimCall,
    PrimRef,
    Recur,
    Seq,
    TryPrim,
    Var,
)
from pyfront.passes.walk import TOTAL, count_refs, fits, is_near
from vmcore._primdata import primitive
from vmcore.data import Char, Keyword, Singleton, Symbol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyfront.passes.inlined import Inlined

_ATOMS = (bool, float, Symbol, Char, Keyword, Singleton)


def inline(root: Node, inlined: Inlined | None = None) -> Node:
    """``inlined``: the calls that were inlined before."""
    return _Inliner(count_refs(root), inlined).walk(root)


def is_atom(value: Any) -> bool:
    """May a constant be written down in several places: is every copy the same object to ``eq?``?"""
    kind = value.__class__
    return kind in _ATOMS or (kind is int and -(1 << 48) <= value < 1 << 48)


def _commutes(node: Any) -> bool:
    """Is the value of an expression the same before and after any other one is evaluated?"""
    kind = node.__class__
    return kind in (Const, Lambda, CaseLambda, PrimRef, TryPrim) or (kind is LocalRef and not node.var.mutated)


def droppable(node: Any) -> bool:
    """Does evaluating an expression for nothing do nothing?"""
    kind = node.__class__
    if kind in (Const, Lambda, CaseLambda, PrimRef, LocalRef):
        return True
    return kind is PrimCall and node.name in TOTAL and all(droppable(arg) for arg in node.args)


class _Inliner:
    def __init__(self, counts: dict[Var, int], inlined: Inlined | None) -> None:
        self.inlined = inlined
        self.kept: set[Var] | frozenset[Var] = frozenset() if inlined is None else inlined.kept
        self.counts = counts  # LocalRefs of each variable: never too few
        self.subst: dict[Var, Any] = {}  # variable -> Const, LocalRef or PrimRef to write in its place
        self.once: dict[Var, Lambda] = {}  # variable read once -> its lambda, not walked yet
        self.table: dict[type, Any] = {
            LocalRef: self.local_ref, LocalSet: self.value, GlobalSet: self.value, GlobalDefine: self.value,
            PrimCall: self.args, Recur: self.args, Call: self.call, If: self.branch, Seq: self.seq, Let: self.let,
            Fix: self.fix, Loop: self.loop, Lambda: self.body, CaseLambda: self.clauses,
        }

    def walk(self, node: Any) -> Any:
        kind = node.__class__
        if kind is Const or kind is GlobalRef or kind is PrimRef or kind is TryPrim:
            return node
        return self.table[kind](node)

    def local_ref(self, node: LocalRef) -> Any:
        new = self.subst.get(node.var)
        if new is None:
            return node
        if new.__class__ is LocalRef:
            return LocalRef(new.var, node.pos)
        return new.__class__(new.value if new.__class__ is Const else new.name, node.pos)

    def value(self, node: Any) -> Any:
        node.value = self.walk(node.value)
        return node

    def args(self, node: Any) -> Any:
        walk = self.walk
        node.args = [walk(arg) for arg in node.args]
        return node

    def body(self, node: Any) -> Any:
        node.body = self.walk(node.body)
        return node

    def clauses(self, node: Any) -> Any:
        for clause in node.clauses:
            self.body(clause)
        return node

    def seq(self, node: Seq) -> Any:
        walk = self.walk
        node.items = [walk(item) for item in node.items]
        return node

    def branch(self, node: If) -> Any:
        first = node
        while True:  # a long cond is a chain of orelse
            node.test = self.walk(node.test)
            node.then = self.walk(node.then)
            orelse = node.orelse
            if orelse.__class__ is not If:
                node.orelse = self.walk(orelse)
                return first
            node = orelse

    def loop(self, node: Loop) -> Any:
        walk = self.walk
        node.inits = [walk(init) for init in node.inits]
        node.body = walk(node.body)
        return node

    def call(self, node: Any) -> Any:
        fn = node.fn
        kind = fn.__class__
        if kind is LocalRef:
            target = self.once.get(fn.var)
            if target is not None and fits(target, len(node.args)) and self.may_move(target, node):
                del self.once[fn.var]
                return self.let(Let(target.req, node.args, target.body, node.pos))
        elif kind is Lambda:
            if fits(fn, len(node.args)):
                return self.let(Let(fn.req, node.args, fn.body, node.pos))
            if fn.rest is not None and not fn.opt and len(node.args) >= len(fn.req) and primitive("list") is not None:
                n = len(fn.req)
                inits = [*node.args[:n], PrimCall("list", node.args[n:], node.pos)]
                return self.let(Let([*fn.req, fn.rest], inits, fn.body, node.pos))
        node.fn = fn = self.walk(fn)
        self.args(node)
        if fn.__class__ is PrimRef:
            _, required, optional, _, _ = primitive(fn.name)  # type: ignore[misc]  # a reference is to what is there
            if required <= len(node.args) and (optional < 0 or len(node.args) <= required + optional):
                return PrimCall(fn.name, node.args, node.pos)
        return node

    def may_move(self, fn: Lambda, call: Call) -> bool:
        """May a procedure that is called once be put where that is, as for the backtrace?"""
        if is_near(fn, call):
            return True
        from pyfront.passes.inlined import move

        return self.inlined is not None and move(self.inlined, fn, call)

    # ------------------------------------------------------------ bindings

    def let(self, node: Any) -> Any:
        """Several variables are handled like nested ``Let``: no init mentions any of them."""
        if len(node.vars) == 1 and node.inits[0].__class__ is Let:
            inner = node.inits[0]
            while inner.body.__class__ is Let:
                inner = inner.body
            if inner.body.__class__ is Lambda:  # (let ((f (let bindings (lambda ...)))) body)
                outer, node.inits[0], inner.body = node.inits[0], inner.body, node
                return self.let(outer)
        kept: list[tuple[Var, Any, bool]] = []  # the flag: a lambda not walked yet, in `once`
        counts = self.counts
        for var, init in zip(node.vars, node.inits):
            if not var.mutated:
                if init.__class__ is Lambda and counts.get(var) == 1 and var not in self.kept:
                    self.once[var] = init
                    kept.append((var, init, True))
                    continue
                init = self.walk(init)
                if self.replaceable(init):
                    if init.__class__ is LocalRef:
                        counts[init.var] = counts.get(init.var, 0) + counts.get(var, 0) - 1
                    self.subst[var] = init
                    continue
            else:
                init = self.walk(init)
            kept.append((var, init, False))
        body = self.walk(node.body)
        for var, init, deferred in reversed(kept):
            if deferred:
                if self.once.pop(var, None) is None:
                    continue  # it has become a Let where it was called
                self.body(init)
            body = self.bind(var, init, body, node)
        return body

    def bind(self, var: Var, init: Any, body: Any, origin: Any) -> Any:
        """The body with ``var`` bound around it, if it has to be. ``origin``: the Let that binds it in the source."""
        if not var.mutated:
            count = self.counts.get(var, 0)
            if count == 0:
                return body if droppable(init) else Seq([init, body], origin.pos)
            if count == 1:
                moved = _place(body, var, init)
                if moved is not None:
                    return moved
        if body.__class__ is Let and body.vars and body.vars[0] in origin.vars:
            body.vars.insert(0, var)  # siblings: no init mentions either
            body.inits.insert(0, init)
            return body
        return Let([var], [init], body, origin.pos)

    @staticmethod
    def replaceable(init: Any) -> bool:
        kind = init.__class__
        if kind is LocalRef:
            return not init.var.mutated
        return kind is PrimRef or (kind is Const and is_atom(init.value))

    def fix(self, node: Any) -> Any:
        var, fn = node.vars[0], node.inits[0]
        if len(node.vars) == 1 and self.counts.get(var, 0) <= 1 and fn.__class__ is Lambda and var not in self.kept:
            if var not in self.counts:
                return self.walk(node.body)
            self.once[var] = fn
            body = self.walk(node.body)
            if self.once.pop(var, None) is None:
                return body
            self.body(fn)
            return Fix(node.vars, node.inits, body, node.pos)
        kept = [i for i, var in enumerate(node.vars) if var in self.counts]
        if len(kept) < len(node.vars):
            node.vars = [node.vars[i] for i in kept]
            node.inits = [node.inits[i] for i in kept]
        node.inits = [self.walk(init) for init in node.inits]
        node.body = self.walk(node.body)
        return node if node.vars else node.body


def _place(node: Any, var: Var, init: Node, tail: bool = True) -> Any:
    """The tree with ``init`` for its only reference to ``var``; None unless that is the first thing it evaluates.

    What comes before must commute with everything. A call does not move to the very end of the body: what was no
    tail call does not become one.
    """
    kind = node.__class__
    if kind is LocalRef:
        return init if node.var is var and not (tail and _may_call(init)) else None
    if kind is If:
        new = _place(node.test, var, init, False)
        if new is None:
            return None
        node.test = new
    elif kind is PrimCall or kind is Recur:
        return node if _place_among(node.args, var, init) else None
    elif kind is Call:
        # A global operator is read after the arguments; any other one before them.
        if node.fn.__class__ is not GlobalRef and not _commutes(node.fn):
            new = _place(node.fn, var, init, False)
            if new is None:
                return None
            node.fn = new
            return node
        if node.fn.__class__ is LocalRef and node.fn.var is var:
            node.fn = init
            return node
        return node if _place_among(node.args, var, init) else None
    elif kind is Seq:
        new = _place(node.items[0], var, init, tail and len(node.items) == 1)
        if new is None:
            return None
        node.items[0] = new
    elif kind is Let:
        if _place_among(node.inits, var, init):
            return node
        # An assigned variable is a new location each time its binding is passed: what may be entered again stays before.
        if any(v.mutated for v in node.vars) or not all(_commutes(e) for e in node.inits):
            return None
        new = _place(node.body, var, init, tail)
        if new is None:
            return None
        node.body = new
    elif kind is Loop:
        return node if _place_among(node.inits, var, init) else None
    elif kind in (LocalSet, GlobalSet, GlobalDefine):
        new = _place(node.value, var, init, False)
        if new is None:
            return None
        node.value = new
    else:
        return None
    return node


def _place_among(args: list[Any], var: Var, init: Node) -> bool:
    for i, arg in enumerate(args):
        if arg.__class__ is LocalRef and arg.var is var:
            args[i] = init
            return True
        if not _commutes(arg):
            new = _place(arg, var, init, False)
            if new is not None:
                args[i] = new
            return new is not None
    return False


def _may_call(node: Any) -> bool:
    """Could a procedure be called in tail position of this expression?"""
    return node.__class__ not in (PrimCall, Const, LocalRef, GlobalRef, PrimRef, Lambda, CaseLambda)
