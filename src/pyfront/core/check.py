"""Is a tree well formed? For tests and between passes: what it refuses, the code generator may do anything with."""

from __future__ import annotations

from pyfront.core.ir import (
    Call,
    CaseLambda,
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
    Node,
    PrimCall,
    PrimRef,
    Recur,
    Seq,
    TryPrim,
    Var,
)
from vmcore._primdata import PRIMS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class CompilerBug(AssertionError):
    """A tree that no front end and no pass may make. ``path``: the nodes from the root to the place."""

    def __init__(self, message: str, path: list[str]) -> None:
        super().__init__(f"{message}; at {' > '.join(path)}")
        self.path = path


class _Place:
    """Where a node stands: its parent's place, and the loops whose body it is in tail position of."""

    __slots__ = ("node", "parent", "loops")

    def __init__(self, node: Any, parent: _Place | None, loops: tuple[Any, ...]) -> None:
        self.node = node
        self.parent = parent
        self.loops = loops

    def path(self) -> list[str]:
        out: list[str] = []
        place: _Place | None = self
        while place is not None:
            name = getattr(place.node, "name", "")
            kind = type(place.node).__name__
            out.append(f"{kind} {name}" if isinstance(name, str) and name else kind)
            place = place.parent
        return out[::-1]


def check(root: Node) -> Node:
    """The tree itself, or CompilerBug. Does not recurse."""
    return _Checker().run(root)


class _Checker:
    def __init__(self) -> None:
        self.seen: set[int] = set()
        self.bound: set[Var] = set()  # ever: a variable is bound in one place
        self.visible: set[Var] = set()
        self.todo: list[Any] = []  # places to visit; tuples of variables to forget after what came before them

    def run(self, root: Node) -> Node:
        self.todo.append(_Place(root, None, ()))
        while self.todo:
            place = self.todo.pop()
            if place.__class__ is tuple:
                if place[0]:
                    self.visible.update(place[1])
                else:
                    self.visible.difference_update(place[1])
            else:
                self.visit(place)
        return root

    def fail(self, place: _Place, message: str) -> CompilerBug:
        return CompilerBug(message, place.path())

    def visit(self, place: _Place) -> None:
        if not isinstance(place.node, Node):
            raise self.fail(place, f"not a node: {place.node!r}")
        node: Any = place.node
        if id(node) in self.seen:
            raise self.fail(place, "the node occurs twice in the tree")
        self.seen.add(id(node))
        kind = node.__class__
        if (kind is LocalRef or kind is LocalSet) and node.var not in self.visible:
            raise self.fail(place, f"the variable {node.var.name} is not bound here")
        if kind in (GlobalRef, GlobalSet, GlobalDefine, TryPrim) and ":" not in node.name and "/" not in node.name:
            raise self.fail(place, "the name of a global must have a space")
        if kind is PrimRef or kind is PrimCall:
            self.primitive(place, node.name, node.args if kind is PrimCall else None)
        elif kind is Call and node.fn.__class__ is TryPrim:
            self.primitive(place, node.fn.prim, node.args)
        if kind is Recur:
            self.recur(place, node)
        if kind in (Let, Letrec, Fix, Loop):
            self.binder(place, node)
        elif kind is Lambda:
            self.procedure(place, node)
        else:
            self.plain(place, node)

    def primitive(self, place: _Place, name: str, args: Any) -> None:
        row = PRIMS.get(name)
        if row is None:
            raise self.fail(place, f"no primitive has the name {name}")
        if args is not None:
            n = len(args)
            if n < row[1] or (row[2] >= 0 and n > row[1] + row[2]):
                raise self.fail(place, f"{n} arguments are wrong for the primitive {name}")

    def recur(self, place: _Place, node: Any) -> None:
        if not any(node.loop is loop for loop in place.loops):
            raise self.fail(place, "recur is not in tail position of its loop")
        if len(node.args) != len(node.loop.vars):
            raise self.fail(place, "recur has not as many arguments as its loop has variables")

    def plain(self, place: _Place, node: Any) -> None:
        tails: tuple[Any, ...] = ()
        if node.__class__ is If:
            tails = (node.then, node.orelse)
        elif node.__class__ is Seq:
            if not node.items:
                raise self.fail(place, "a sequence of nothing")
            tails = (node.items[-1],)
        elif node.__class__ is CaseLambda:
            if not node.clauses or not all(clause.__class__ is Lambda for clause in node.clauses):
                raise self.fail(place, "no clause, or a clause that is no lambda")
        parts: list[Any] = []
        for field in node.fields:
            value = getattr(node, field)
            if isinstance(value, list):
                parts += value
            elif isinstance(value, Node) and field != "loop":
                parts.append(value)
        for part in reversed(parts):
            tail = any(part is one for one in tails)
            self.todo.append(_Place(part, place, place.loops if tail else ()))

    def bind(self, place: _Place, variables: list[Var]) -> None:
        for var in variables:
            if var.__class__ is not Var:
                raise self.fail(place, f"not a variable: {var!r}")
            if var in self.bound:
                raise self.fail(place, f"the variable {var.name} is bound twice")
            self.bound.add(var)

    def binder(self, place: _Place, node: Any) -> None:
        if len(node.vars) != len(node.inits):
            raise self.fail(place, "not as many values as variables")
        if node.__class__ is Fix and not all(init.__class__ in (Lambda, CaseLambda) for init in node.inits):
            raise self.fail(place, "a value of fix is no lambda")
        self.bind(place, node.vars)
        loops = place.loops + (node,) if node.__class__ is Loop else place.loops
        inits = [_Place(init, place, ()) for init in reversed(node.inits)]
        body = _Place(node.body, place, loops)
        show, hide = (True, node.vars), (False, node.vars)
        if node.__class__ is Letrec or node.__class__ is Fix:
            self.todo += [hide, body, *inits, show]
        else:
            self.todo += [hide, body, show, *inits]

    def procedure(self, place: _Place, node: Lambda) -> None:
        variables = [*node.req, *node.opt] + ([node.rest] if node.rest is not None else [])
        self.bind(place, variables)
        self.todo += [(False, variables), _Place(node.body, place, ()), (True, variables)]
