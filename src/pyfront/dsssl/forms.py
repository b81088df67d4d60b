"""Expressions of the style language: flow objects, modes, styles."""

from __future__ import annotations

from pyfront.core.ir import Call, Const, GlobalRef, If, Let, LocalRef, Node, PrimCall, Seq, Var
from pyfront.dsssl.analyse import FORMS as EXPRESSIONS
from pyfront.dsssl.analyse import Analyser
from pyfront.dsssl.errors import SyntaxProblem
from pyfront.dsssl.names import COMPOUND, GENERIC, GENERIC_ATOMIC, TRANSFORM
from pyfront.dsssl.scope import Scope
from pyfront.text.datum import List
from vmcore.data import Keyword, Symbol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

SOSOFO = "dsssl:%sosofo-type"


def sosofo(code: int, parts: list[Node], pos: int) -> Node:
    """A value of ``%sosofo-type``: code and three fields."""
    fields = [*parts, *(Const(False, pos) for _ in range(3 - len(parts)))]
    return PrimCall("%make-record", [GlobalRef(SOSOFO, pos), Const(code, pos), *fields], pos)


def make_form(an: Any, x: List, scope: Scope | None) -> Node:
    """``(make class keyword: expression ... content ...)``"""
    if len(x.items) < 2 or x.items[1].__class__ is not Symbol:
        raise SyntaxProblem("make is followed by the name of a flow object class", pos=x.start)
    name = x.items[1].name
    given, at = keywords(an, x, 2, scope)
    content = an.args(x, at, scope)
    if name in an.macros:
        return macro_call(an, name, given, content, x)
    kind = an.class_of(name, x.pos[1])
    _check_known(an, kind, x)
    entry = TRANSFORM.get(kind)
    if entry is None:
        return _generic(kind, given, content, x)
    code, own, has_content = entry
    if content and not has_content:
        raise SyntaxProblem(f"a flow object of the class {name} has no content", pos=x.start)
    values = [_checked(one, given[one]) if one in given else Const(_default(one), x.start) for one in own]
    if len(values) > 2:  # document-type: name and a pair
        values = [values[0], PrimCall("cons", values[1:], x.start)]
    while len(values) < 2:
        values.append(Const(False, x.start))
    if has_content:
        values.append(sequence(content, x.start))
    return sosofo(code, values, x.start)


def _check_known(an: Any, kind: str, x: List) -> None:
    """Characteristics say nothing to a transformation, but those that there are not are errors."""
    from pyfront.dsssl.characteristics import CLASSES

    at = 2 if kind else 1
    if kind and kind not in TRANSFORM and (kind not in CLASSES or x.items[1].name != kind):
        return  # of a class that we do not know
    own = TRANSFORM[kind][1] if kind in TRANSFORM else CLASSES[kind][1] if kind else ()
    while at < len(x.items) and x.items[at].__class__ is Keyword:
        name = x.items[at].name
        if name not in own and not an.is_characteristic(name) and not (kind == "character" and name in an.char_characteristics):
            raise SyntaxProblem(f"{name}: is no characteristic that can stand here", pos=x.pos[at])
        at += 2


def macro_call(an: Any, name: str, given: dict[str, Node], content: list[Node], x: List) -> Node:
    """A flow object macro is a procedure of its parameters, and of the content if it has a name for that."""
    params, has_content = an.macros[name]
    unknown = [one for one in given if one not in params]
    if unknown:
        raise SyntaxProblem(f"the flow object macro {name} has no parameter {unknown[0]}", pos=x.start)
    if content and not has_content:
        raise SyntaxProblem(f"the flow object macro {name} has no content", pos=x.start)
    args = [given.get(one) or PrimCall("%absent", [], x.start) for one in params]
    if has_content:
        args.append(sequence(content, x.start))
    return Call(GlobalRef("style:macro " + name, x.start), args, x.start)


def _checked(own: str, value: Node) -> Node:
    """A characteristic of a transformation's flow object: a string, or the list of the attributes."""
    if own == "attributes":
        return PrimCall("%markup-attributes", [value], value.pos)
    if isinstance(value, Const) and (value.value.__class__ is str or (own == "gi" and value.value is False)):
        return value
    var, pos = Var("value", value.pos), value.pos
    test: Node = PrimCall("string?", [LocalRef(var, pos)], pos)
    if own == "gi":
        test = If(LocalRef(var, pos), test, Const(True, pos), pos)
    wrong = Call(GlobalRef("dsssl:%no-string", pos), [Const(own, pos), LocalRef(var, pos)], pos)
    return Let([var], [value], If(test, LocalRef(var, pos), wrong, pos), pos)


def _default(own: str) -> Any:
    return List([], []) if own == "attributes" else False if own == "gi" else ""


def keywords(an: Any, x: List, at: int, scope: Scope | None) -> tuple[dict[str, Node], int]:
    """The keyword arguments from an item on, and where they end."""
    given: dict[str, Node] = {}
    while at < len(x.items) and x.items[at].__class__ is Keyword:
        name = x.items[at].name
        if at + 1 >= len(x.items):
            raise SyntaxProblem(f"{name}: is followed by an expression", pos=x.pos[at])
        if name not in given:
            given[name] = an.expr(x.items[at + 1], x.pos[at + 1], scope)
        at += 2
    return given, at


def sequence(content: list[Node], pos: int) -> Node:
    """The content of a flow object: what is processed is the children, if nothing is said."""
    if not content:
        return sosofo(13, [PrimCall("%node-mode", [], pos)], pos)
    if len(content) == 1:
        return checked_sosofo(content[0], "%no-content")
    return sosofo(11, [PrimCall("list", [checked_sosofo(one, "%no-content") for one in content], pos)], pos)


def checked_sosofo(node: Node, complaint: str) -> Node:
    """An expression whose value must be a sosofo; a procedure of the library complains. (So its expression is in no tail position,
    and is in the calls of errors.)"""
    if isinstance(node, PrimCall) and node.name == "%make-record":
        return node  # of make, and of process-children
    value, pos = Var("value", node.pos), node.pos
    test = PrimCall("%record?", [LocalRef(value, pos), GlobalRef(SOSOFO, pos)], pos)
    wrong = Seq([Call(GlobalRef("dsssl:" + complaint, pos), [LocalRef(value, pos)], pos), Const(False, pos)], pos)
    return Let([value], [node], If(test, LocalRef(value, pos), wrong, pos), pos)


def _generic(kind: str, given: dict[str, Node], content: list[Node], x: List) -> Node:
    """A flow object that means nothing to a transformation. Its characteristics are not asked for."""
    if kind in COMPOUND:
        return sosofo(GENERIC, [Const(Symbol(kind), x.start), Const(False, x.start), sequence(content, x.start)], x.start)
    return sosofo(GENERIC_ATOMIC, [Const(Symbol(kind), x.start)], x.start)


def style_form(an: Any, x: List, scope: Scope | None) -> Node:
    _check_known(an, "", x)
    keywords(an, x, 1, scope)  # for the errors in them
    return Call(GlobalRef("dsssl:%style", x.start), [], x.start)


def with_mode(an: Any, x: List, scope: Scope | None) -> Node:
    if len(x.items) != 3:
        raise SyntaxProblem("with-mode has a mode and an expression", pos=x.start)
    mode = x.items[1]
    if mode.__class__ is not Symbol and mode is not False:
        raise SyntaxProblem("a mode is a name, or #f", pos=x.pos[1])
    number = an.mode_number(mode.name if mode is not False else "", x.pos[1])
    before, value = Var("mode", x.start), Var("value", x.start)
    entered = PrimCall("%node-mode!", [Const(number, x.start)], x.start)
    left = PrimCall("%node-mode!", [LocalRef(before, x.start)], x.start)
    inner = Let([Var("left", x.start)], [left], LocalRef(value, x.start), x.start)
    return Let([before], [entered], Let([value], [an.expr(x.items[2], x.pos[2], scope)], inner, x.start), x.start)


def _nodes_form(procedure: str) -> Any:
    def form(an: Analyser, x: List, scope: Scope | None) -> Node:
        """``(there-exists? name list expression)`` and its like."""
        if len(x.items) != 4 or x.items[1].__class__ is not Symbol:
            raise SyntaxProblem(f"{x.items[0].name} has a name, a node list and an expression", pos=x.start)
        from pyfront.core.ir import Lambda

        var = Var(x.items[1].name, x.pos[1])
        nodes = an.expr(x.items[2], x.pos[2], scope)
        body = an.expr(x.items[3], x.pos[3], Scope({var.name: var}, scope))
        made = Lambda("", [var], [], None, body, x.start)
        return Call(GlobalRef(procedure, x.start), [made, nodes], x.start)

    return form


def _now(code: int) -> Any:
    """A specification of what is processed in the mode that is current when it is made."""

    def form(an: Analyser, x: List, scope: Scope | None) -> Node:
        if len(x.items) != 1:
            raise SyntaxProblem(f"{x.items[0].name} takes no arguments", pos=x.start)
        return sosofo(code, [PrimCall("%node-mode", [], x.start)], x.start)

    return form


FORMS: dict[str, Any] = {
    **EXPRESSIONS,
    "make": make_form,
    "style": style_form,
    "with-mode": with_mode,
    "there-exists?": _nodes_form("dsssl:node-list-some?"),
    "for-all?": _nodes_form("dsssl:node-list-every?"),
    "select-each": _nodes_form("dsssl:node-list-filter"),
    "union-for-each": _nodes_form("dsssl:node-list-union-map"),
    "process-children": _now(13),
    "process-children-trim": _now(14),
}
