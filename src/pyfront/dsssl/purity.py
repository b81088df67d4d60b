"""What a procedure of a style sheet depends on besides its arguments.

The expression language has no effects to speak of, so most procedures depend on nothing else, or on the document of the current
node (names are in upper case in some), or on the current node. Each is read once; what the procedures say of one another is then
solved by going round until nothing changes.

A *use* is what is done with the value of an expression: ``FULL``, ``DOCUMENT`` (only the document it is in counts), or
``(name, k)``: what that procedure does with its argument k.
"""

from __future__ import annotations

from pyfront.core.ir import (
    Call,
    CaseLambda,
    Const,
    GlobalRef,
    If,
    Lambda,
    Let,
    Letrec,
    LocalRef,
    Node,
    PrimCall,
    PrimRef,
    Seq,
    TryPrim,
    Var,
)  # fmt: skip
from pyfront.dsssl.names import PRIMITIVES, TRY
from vmcore._primdata import PRIMS
from vmcore.data import Symbol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

FULL, DOCUMENT = "full", "document"
EFFECT, ON_NODE, ON_DOCUMENT = "effect", "node", "of document"

CHANGING = frozenset({"vector-set!", "vector-fill!", "make-vector"})
PURE = frozenset({*PRIMITIVES.values(), *TRY.values(), "eq?", "void", "default-object?", "%absent"}) - CHANGING
OF_NODES = frozenset(name for name in PURE if name.startswith("%node-") and PRIMS[name][2] == 1)  # the last argument is a node
ONLY_DOCUMENT = frozenset({("%node-with-id", 1)})  # arguments of which only the document counts

# Procedures of the library without effects -> from so many arguments on they do not ask for the current node. Those that depend on
# the current language are none of them.
LIBRARY: dict[str, int] = {
    **dict.fromkeys(
        "+ - * / = < > <= >= abs acos asin atan ceiling cos even? exact->inexact exact? exp expt floor format-number"
        " format-number-list inexact->exact inexact? integer? log max min negative? number->string number? odd? positive? quantity?"
        " quantity->number quantity->string real? round sin sqrt string->number tan truncate zero?"
        " %quantity %quantity-of %keyword-argument error list-ref map keyword->string string->keyword symbol->keyword*"
        " sosofo? style? color? language? address? display-space?"
        " ancestors attribute grove-root grove-root-path ifollow ipreced named-node named-node-list-names named-node-list-normalize"
        " named-node-list? node-list->list node-list-contains? node-list-count node-list-difference node-list-every?"
        " node-list-filter node-list-head node-list-intersection node-list-last node-list-map node-list-no-order node-list-property"
        " node-list-reduce node-list-some? node-list-sublist node-list-symmetric-difference node-list-tail node-list-union"
        " node-list-union-map node-property origin origin-to-subnode-rel referent rsiblings select-by-class"
        " select-by-missing-property select-by-null-property select-by-property select-elements sort-in-tree-order source subgrove"
        " subtree tree-before tree-before? tree-root grove-before? property-lookup".split(),
        0,
    ),
    **dict.fromkeys("all-element-number first-child-gi".split(), 1),
    **dict.fromkeys(
        "ancestor-child-number element-number-list hierarchical-number hierarchical-number-recursive q-class q-element"
        " general-name-normalize entity-name-normalize".split(),
        2,
    ),
    "inherited-element-attribute-string": 3,
    "match-element?": 0,
}  # fmt: skip
NORMALIZE = ("general-name-normalize", "entity-name-normalize")  # of their second argument only the document counts
ROOTS = (Symbol("grove-root"), Symbol("groveroot"))  # a property that all nodes of a document have in common
# Those that call a procedure, each time with one argument at least, and those that go through a list.
CALLING = frozenset(
    "map node-list-every? node-list-filter node-list-map node-list-reduce node-list-some? node-list-union-map property-lookup"
    " select-by-property".split()
)
GOING_THROUGH = CALLING | frozenset(
    "ancestors attribute element-number-list hierarchical-number-recursive node-list->list node-list-difference"
    " node-list-intersection node-list-property node-list-union q-class q-element rsiblings select-by-class"
    " select-elements sort-in-tree-order subgrove tree-before".split()
)
LONG = frozenset({"%node-descendants", "%node-select", "%node-distinct"})  # primitives that go through a list


class Summary:
    """What one procedure says of itself: facts, and what it depends on the facts of others for."""

    def __init__(self) -> None:
        self.params: list[Var] = []
        self.required = 0
        self.facts: list[set[Any]] = [set()]  # of the body; of the default of each parameter that may be left out
        self.uses: dict[Var, set[Any]] = {}
        self.loops = False
        self.calls: set[str] = set()
        self.keeps_arguments = True  # are all arguments parameters of their own?
        self.inner: Node | None = None  # the body inside of the defaults
        # what is found
        self.found: list[set[str]] = [set()]
        self.used: list[set[str]] = []  # what is done with each argument: FULL, DOCUMENT
        self.heavy = False

    def with_arguments(self, given: int) -> set[str]:
        """The facts of a call."""
        facts = set(self.found[0])
        for one in self.found[1 + max(given - self.required, 0) :]:
            facts |= one
        return facts


class Reader:
    """Reads procedures. ``procedures``: globals that hold procedures of the style sheet; ``constants``, ``lazy``: others."""

    def __init__(self, procedures: dict[str, Lambda], constants: set[str], lazy: dict[str, Node]) -> None:
        self.procedures = procedures
        self.constants = constants
        self.lazy = lazy
        self.now = Summary()
        self.facts: set[Any] = set()

    def read(self, value: Node) -> Summary:
        self.now = made = Summary()
        if not isinstance(value, Lambda):
            self.facts = made.facts[0]
            self.visit(value, {FULL})
            return made
        made.params = list(value.req)
        made.required = len(value.req)
        made.keeps_arguments = value.rest is None
        defaults: list[tuple[Var, Node]] = []
        body = value.body
        for given in value.opt:
            default = _default_of(body, given)
            if default is None:
                made.facts[0].add(EFFECT)
                return made
            assert isinstance(body, Let)
            defaults.append((body.vars[0], default))
            made.params.append(body.vars[0])
            body = body.body
        made.inner = body
        self.facts = made.facts[0]
        self.visit(body, {FULL})
        for var, default in reversed(defaults):
            self.facts = set()
            self.visit(default, self.uses(var))
            made.facts.insert(1, self.facts)
        return made

    def uses(self, var: Var) -> set[Any]:
        return self.now.uses.setdefault(var, set())

    def visit(self, node: Node, use: set[Any]) -> None:
        VISIT[node.__class__](self, node, use)

    def all(self, nodes: list[Node]) -> None:
        for node in nodes:
            self.visit(node, {FULL})

    def const(self, node: Const, use: set[Any]) -> None:
        pass

    def local(self, node: LocalRef, use: set[Any]) -> None:
        self.uses(node.var).update(use)

    def branch(self, node: If, use: set[Any]) -> None:
        self.visit(node.test, {FULL})
        self.visit(node.then, use)
        self.visit(node.orelse, use)

    def sequence(self, node: Seq, use: set[Any]) -> None:
        self.all(node.items[:-1])
        self.visit(node.items[-1], use)

    def let(self, node: Let, use: set[Any]) -> None:
        self.visit(node.body, use)
        for var, init in zip(node.vars, node.inits):
            self.visit(init, self.uses(var))

    def letrec(self, node: Letrec, use: set[Any]) -> None:
        self.now.loops = True
        self.visit(node.body, use)
        self.all(node.inits)

    def procedure(self, node: Lambda, use: set[Any]) -> None:
        self.visit(node.body, {FULL})

    def several(self, node: CaseLambda, use: set[Any]) -> None:
        for clause in node.clauses:
            self.procedure(clause, use)

    def effect(self, node: Node, use: set[Any]) -> None:
        self.facts.add(EFFECT)

    # ------------------------------------------------------------ primitives

    def current(self, use: set[Any]) -> None:
        """The current node is asked for."""
        for one in use:
            self.facts.add(ON_NODE if one == FULL else ON_DOCUMENT if one == DOCUMENT else ("argument", *one))

    def primitive(self, node: PrimCall, use: set[Any]) -> None:
        name = node.name
        if name == "%node-current":
            self.current(use)
        elif name not in PURE:
            self.facts.add(EFFECT)
        elif name != "default-object?":
            self.now.loops |= name in LONG
            if name in OF_NODES and len(node.args) <= PRIMS[name][1]:
                self.current({DOCUMENT} if (name, PRIMS[name][1]) in ONLY_DOCUMENT else {FULL})
            for k, one in enumerate(node.args):
                self.visit(one, {DOCUMENT} if (name, k) in ONLY_DOCUMENT else {FULL})

    def primitive_value(self, node: PrimRef, use: set[Any]) -> None:
        if node.name in OF_NODES or node.name == "%node-current":
            self.facts.add(ON_NODE)
        elif node.name not in PURE:
            self.facts.add(EFFECT)

    # ------------------------------------------------------------ globals and calls

    def reference(self, node: GlobalRef, use: set[Any], given: int = 0) -> None:
        """A global: if it is a procedure, it may be called with so many arguments."""
        space, _, name = node.name.partition(":")
        if node.name in self.procedures:
            self.facts.add(("call", node.name, given))
            self.now.calls.add(node.name)
        elif space == "dsssl" and name in LIBRARY:
            if given < LIBRARY[name]:
                self.facts.add(ON_NODE)
        elif node.name not in self.constants and node.name != "machine:apply":
            self.facts.add(EFFECT)

    def call(self, node: Call, use: set[Any]) -> None:
        fn = node.fn
        if isinstance(fn, TryPrim):
            self.now.loops |= fn.prim in LONG
            self.all(node.args)
        elif isinstance(fn, GlobalRef):
            self.call_global(fn.name, fn, node.args)
        else:
            self.visit(fn, {FULL})
            self.all(node.args)

    def call_global(self, full: str, fn: GlobalRef, args: list[Node]) -> None:
        space, _, name = full.partition(":")
        if full in self.lazy:
            self.facts.add(("value", full))
        elif full in self.procedures:
            self.reference(fn, set(), len(args))
            for k, one in enumerate(args):
                self.visit(one, {(full, k)})
        elif space == "dsssl" and name in LIBRARY:
            self.call_library(name, args)
        else:
            self.reference(fn, set())
            self.all(args)

    def call_library(self, name: str, args: list[Node]) -> None:
        self.now.loops |= name in GOING_THROUGH
        if len(args) < LIBRARY[name]:
            self.facts.add(ON_DOCUMENT if name in NORMALIZE else ON_NODE)
        for k, one in enumerate(args):
            if name in CALLING and isinstance(one, GlobalRef):
                self.reference(one, set(), 1)
            elif name in CALLING and isinstance(one, PrimRef) and one.name in PURE:
                pass
            elif (name in NORMALIZE and k == 1) or (name == "node-property" and k == 1 and _is_root(args[0])):
                self.visit(one, {DOCUMENT})
            else:
                self.visit(one, {FULL})


class _Visitors(dict[type, "Any"]):
    def __missing__(self, kind: type) -> Any:
        return Reader.effect  # assignments, definitions


VISIT = _Visitors({
    Const: Reader.const,
    LocalRef: Reader.local,
    If: Reader.branch,
    Seq: Reader.sequence,
    Let: Reader.let,
    Letrec: Reader.letrec,
    Lambda: Reader.procedure,
    CaseLambda: Reader.several,
    PrimCall: Reader.primitive,
    PrimRef: Reader.primitive_value,
    GlobalRef: Reader.reference,
    Call: Reader.call,
})  # fmt: skip


def _is_root(x: Node) -> bool:
    return isinstance(x, Const) and x.value in ROOTS


def _default_of(body: Node, given: Var) -> Node | None:
    """The default of a parameter that may be left out, as ``analyse.Parameters`` writes it."""
    if isinstance(body, Let) and len(body.vars) == 1 and isinstance(body.inits[0], If):
        test = body.inits[0].test
        if isinstance(test, PrimCall) and test.name == "default-object?" and isinstance(test.args[0], LocalRef):
            return body.inits[0].then if test.args[0].var is given else None
    return None


def solve(procedures: dict[str, Lambda], constants: set[str], lazy: dict[str, Node]) -> dict[str, Summary]:
    """The summaries of procedures (and of values that are computed when they are asked for)."""
    reader = Reader(procedures, constants, lazy)
    known = {name: reader.read(value) for name, value in (*procedures.items(), *lazy.items())}
    for one in known.values():
        one.found = [set() for _ in one.facts]
        one.used = [set() for _ in one.params]
    changed = True
    while changed:
        changed = False
        for name, one in known.items():
            changed |= _again(name, one, known)
    return known


def _again(name: str, one: Summary, known: dict[str, Summary]) -> bool:
    """Goes through what a procedure says once more. Does more follow?"""
    changed = False
    for facts, found in zip(one.facts, one.found):
        before = len(found)
        for fact in facts:
            if fact.__class__ is str:
                found.add(fact)
            elif fact[0] == "call":
                found |= known[fact[1]].with_arguments(fact[2])
            elif fact[0] == "value":
                found |= known[fact[1]].found[0]
            else:
                used = _used(known[fact[1]], fact[2])
                found.update(ON_NODE if use == FULL else ON_DOCUMENT for use in used)
        changed |= len(found) > before
    for var, used in zip(one.params, one.used):
        before = len(used)
        for use in one.uses.get(var, ()):
            used |= {use} if use.__class__ is str else _used(known[use[0]], use[1])
        changed |= len(used) > before
    heavy = one.loops or name in one.calls or any(known[other].heavy for other in one.calls)
    changed |= heavy > one.heavy
    one.heavy = heavy
    return changed


def _used(one: Summary, k: int) -> set[str]:
    return one.used[k] if k < len(one.used) else {FULL}
