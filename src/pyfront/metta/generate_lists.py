"""``map-atom``, ``filter-atom`` and ``foldl-atom`` as loops over the items of an expression, which are taken as they are.

What they evaluate for an item has at most one result; if it has none, neither has all of it. The variable for an item is its
own, put in by substitution, so it must not have a value from elsewhere.
"""

from __future__ import annotations

from pyfront.core.ir import Const, If, Let, LocalRef, Loop, Node, PrimCall, Recur
from pyfront.core.ir import Var as Local
from pyfront.metta.functions import COMPARISON, EVAL, FILTER_ATOM, MAP_ATOM, SAME
from pyfront.metta.inline import Refused
from pyfront.metta.names import INSTRUCTIONS
from pyfront.metta.results import ANSWER, K, Place, Scope, Val, failed
from vmcore.terms import Atom, Expr, Slot, Sym

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from pyfront.metta.generate import Body

    Then = Callable[[Node], Node]


def loop(at: Body, head: Sym, args: tuple[Atom, ...], scope: Scope, k: K) -> Node:
    items = at.raw(args[0], scope)
    if items.kind:
        raise Refused("what is no list")
    fails = False
    if head is FILTER_ATOM:
        node = filtered(at, items, args[1:], scope)
    else:
        single, fails = at.analysis.of(args[-1])
        if not single:
            raise Refused("several results for an item")
        node = mapped(at, items, args[1:], scope, fails) if head is MAP_ATOM else folded(at, items, args[1:], scope, fails)
    return at.result(node, fails, k)


def mapped(at: Body, items: Val, args: tuple[Atom, ...], scope: Scope, fails: bool) -> Node:
    name, template = variable(at, args[0], scope), args[1]
    if template.__class__ is Expr and template.items and template.items[0] in INSTRUCTIONS:
        raise Refused("an instruction")

    def one(item: Local, found: Local, then: Then) -> Node:
        value = at.each(template, {**scope, name: Place(item, True)}, ANSWER)
        return unless_failed(value, fails, lambda value: then(PrimCall("cons", [value, LocalRef(found)])))

    return listed(over(items, Const(None), one), fails)


def filtered(at: Body, items: Val, args: tuple[Atom, ...], scope: Scope) -> Node:
    name, test = variable(at, args[0], scope), one_step(args[1])

    def one(item: Local, found: Local, then: Then) -> Node:
        value = at.each(test, {**scope, name: Place(item, True)}, K(lambda val: val.node()))
        return then(If(value, PrimCall("cons", [LocalRef(item), LocalRef(found)]), LocalRef(found)))

    return listed(over(items, Const(None), one), False)


def folded(at: Body, items: Val, args: tuple[Atom, ...], scope: Scope, fails: bool) -> Node:
    start = at.raw(args[0], scope)
    left, right = variable(at, args[1], scope), variable(at, args[2], scope)
    if left == right:
        raise Refused("one variable for two values")

    def one(item: Local, before: Local, then: Then) -> Node:
        inner = {**scope, left: Place(before, start.raw), right: Place(item, True)}
        return unless_failed(at.each(args[3], inner, ANSWER), fails, then)

    node = over(items, start.node(), one)
    return unless_failed(node, fails, lambda value: PrimCall("%term-value", [value])) if start.raw else node


def listed(node: Node, fails: bool) -> Node:
    """The expression of a list from its end, evaluated."""
    return unless_failed(node, fails, lambda found: PrimCall("%term-value", [PrimCall("%term-of-reversed", [found])]))


def unless_failed(node: Node, fails: bool, then: Then) -> Node:
    if not fails:
        return then(node)
    local = Local("t")
    return Let([local], [node], If(PrimCall("eq?", [LocalRef(local), failed()]), failed(), then(LocalRef(local))))


def over(items: Val, start: Node, one: Callable[[Local, Local, Then], Node]) -> Node:
    """What is made of ``start`` and each item in turn: ``one`` goes on with what it makes, or answers."""
    list_, n, i, made, item = Local("list"), Local("n"), Local("i"), Local("made"), Local("item")
    again = Loop([i, made], [Const(0), start], Const(None), "items")

    def then(value: Node) -> Node:
        return Recur(again, [PrimCall("+", [LocalRef(i), Const(1)]), value])

    more = Let([item], [PrimCall("vector-ref", [LocalRef(list_), LocalRef(i)])], one(item, made, then))
    again.body = If(PrimCall("<", [LocalRef(i), LocalRef(n)]), more, LocalRef(made))
    return Let([list_], [items.node()], Let([n], [PrimCall("%term-size", [LocalRef(list_)])], again))


def variable(at: Body, atom: Atom, scope: Scope) -> int:
    if atom.__class__ is not Slot or atom.index in scope or atom.index in at.bound:
        raise Refused("a variable that may have a value")
    return atom.index


def one_step(template: Atom) -> Atom:
    """A comparison that is done by one step: the arguments are not evaluated."""
    if template.__class__ is Expr and len(template.items) == 2 and template.items[0] is EVAL:
        test = template.items[1]
        if test.__class__ is Expr and len(test.items) == 3 and (test.items[0] in COMPARISON or test.items[0] is SAME):
            if all(x.__class__ is not Expr for x in test.items):
                return test
    raise Refused("a test of more than one step")
