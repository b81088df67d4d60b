"""Procedures whose values are kept: those without effects that go through lists, or call one that does.

Style sheets walk through all chapters of a book for the number of each one, and ask for it at each section and reference. As
nothing is ever changed, the value for the same arguments is the same (see ``purity``). Such a procedure becomes two:
``body:NAME``, and one in its place that looks for the value first (``vmcore/_prims_memo.pyx``).
"""

from __future__ import annotations

from pyfront.core.ir import Call, Const, GlobalDefine, GlobalRef, If, Lambda, Let, LocalRef, Node, PrimCall, Var
from pyfront.dsssl.purity import CHANGING, EFFECT, ON_NODE, solve
from vmcore.data import DEFAULT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyfront.dsssl.purity import Summary

ARGUMENTS = 3  # that can be looked up
STYLE = "style:"
UNSAFE = CHANGING | {"call/cc", "call-with-current-continuation"}  # where one of these names is used, nothing is kept


def keep_values(definitions: list[Node], lazy: dict[str, Node], names: Iterable[str]) -> list[Node]:
    """The definitions of a style sheet, in which procedures were replaced. ``lazy``: values that are computed when they are asked
    for, by the names of their procedures; ``names``: all names that occur."""
    if not UNSAFE.isdisjoint(names):
        return definitions
    procedures: dict[str, Lambda] = {}
    constants: set[str] = set()
    for node in definitions:
        if isinstance(node, GlobalDefine):
            if isinstance(node.value, Lambda):
                procedures[node.name] = node.value
            elif isinstance(node.value, Const):
                constants.add(node.name)
    known = solve(procedures, constants, lazy)
    made: list[Node] = []
    number = 0
    for node in definitions:
        if isinstance(node, GlobalDefine) and isinstance(node.value, Lambda) and _is_kept(known[node.name]):
            on_node = ON_NODE in known[node.name].found[0]
            made += _two(node, known[node.name], 2 * number + on_node)
            number += 1
        else:
            made.append(node)
    return made


def _is_kept(one: Summary) -> bool:
    if not one.heavy or not one.keeps_arguments or one.inner is None or EFFECT in one.found[0]:
        return False
    return len(one.params) + (ON_NODE in one.found[0]) <= ARGUMENTS


def _two(node: GlobalDefine, one: Summary, number: int) -> list[Node]:
    """A definition as two: the body with all parameters, and what looks for the value. The latter has no positions but those of
    defaults: it is no call that the style sheet made."""
    whole = node.value
    assert isinstance(whole, Lambda) and one.inner is not None
    pos = whole.pos
    params = [Var(var.name, var.pos) for var in one.params]
    body = Lambda(whole.name, params, [], None, one.inner, pos)
    _rename(one.inner, dict(zip(one.params, params)))
    name = "body:" + node.name[len(STYLE) :]
    found = Var("found")

    def call() -> Node:
        return Call(GlobalRef(name), [LocalRef(var) for var in one.params])

    def key() -> list[Node]:
        rest = ARGUMENTS - len(one.params)
        return [Const(number), *(LocalRef(var) for var in one.params), *(Const(False) for _ in range(rest))]

    nothing: Node = PrimCall("eq?", [LocalRef(found), Const(DEFAULT)])
    keep: Node = PrimCall("%memo-keep!", [*key(), call()])
    not_looked: Node = PrimCall("default-object?", [LocalRef(found)])
    answer: Node = If(nothing, keep, If(not_looked, call(), LocalRef(found)))
    looking = Let([found], [PrimCall("%memo-find", key())], answer)
    if whole.body is one.inner:
        whole.body = looking
    else:
        outer = whole.body
        assert isinstance(outer, Let)
        while outer.body is not one.inner:
            assert isinstance(outer.body, Let)
            outer = outer.body
        outer.body = looking
    return [GlobalDefine(name, body, node.pos), node]


def _rename(node: Node, names: dict[Var, Var]) -> None:
    todo = [node]
    while todo:
        one = todo.pop()
        if isinstance(one, LocalRef):
            one.var = names.get(one.var, one.var)
            continue
        for field in one.fields:
            value = getattr(one, field)
            if isinstance(value, Node):
                todo.append(value)
            elif value.__class__ is list:
                todo += [item for item in value if isinstance(item, Node)]
