"""Expressions of the expression language to core IR.

Names that the style sheet defines are globals ``style:NAME``; those whose definition is no procedure and no constant are
computed when they are first asked for, by a procedure ``lazy:NAME``. The library is ``dsssl:NAME``.
"""

from __future__ import annotations

from pyfront.core.ir import (
    Call,
    Const,
    GlobalDefine,
    GlobalRef,
    If,
    Lambda,
    Let,
    Letrec,
    LocalRef,
    LocalSet,
    Node,
    PrimCall,
    PrimRef,
    Seq,
    TryPrim,
    Var,
)  # fmt: skip
from pyfront.dsssl.errors import SyntaxProblem
from pyfront.dsssl.names import PRIMITIVES, TRY
from pyfront.dsssl.reader import CONTENTS, KEY, OPTIONAL, REST, Quantity
from pyfront.dsssl.scope import Definition, Scope, local
from pyfront.text.datum import List, Vector
from vmcore._primdata import PRIMS
from vmcore.data import DEFAULT, Keyword, Symbol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

ELSE, ARROW = Symbol("else"), Symbol("=>")
DEFINE, QUOTE = Symbol("define"), Symbol("quote")


class Analyser:
    """Expressions of one style sheet, or of the library (``library``: all primitives of the machine have their names)."""

    def __init__(self, library: bool = False) -> None:
        self.library = library
        self.defined: dict[str, Definition] = {}  # of the style sheet
        self.provided: frozenset[str] = frozenset()  # of the library
        self.renamed: dict[str, str] = {}  # names that mean another of the library in this style sheet
        self.forms: dict[str, Callable[[Any, List, Scope | None], Node]] = dict(FORMS)

    # ------------------------------------------------------------ any expression

    def expr(self, x: Any, pos: int, scope: Scope | None) -> Node:
        kind = x.__class__
        if kind is Symbol:
            return self.variable(x.name, pos, scope)
        if kind is List:
            return self.compound(x, scope)
        if kind is Quantity:
            return self.quantity(x, pos)
        if x is OPTIONAL or x is REST or x is KEY or x is CONTENTS:
            raise SyntaxProblem("this stands in the parameters of a procedure only", pos=pos)
        if kind is Vector:
            raise SyntaxProblem("a vector is quoted", pos=pos)
        return Const(x, pos)

    def compound(self, x: List, scope: Scope | None) -> Node:
        items = x.items
        if not items:
            raise SyntaxProblem("an expression in parentheses is not empty", pos=x.start)
        if x.tail is not None:
            raise SyntaxProblem("an expression has no dot", pos=x.start)
        head = items[0]
        if head.__class__ is Symbol and local(scope, head.name) is None and head.name not in self.defined:
            form = self.forms.get(head.name)
            if form is not None:
                return form(self, x, scope)
            node = self.builtin_call(head.name, x, scope)
            if node is not None:
                return node
        fn = self.expr(head, x.pos[0], scope)
        return Call(fn, self.args(x, 1, scope), x.start)

    def args(self, x: List, start: int, scope: Scope | None) -> list[Node]:
        return [self.expr(x.items[i], x.pos[i], scope) for i in range(start, len(x.items))]

    def builtin_call(self, name: str, x: List, scope: Scope | None) -> Node | None:
        """A call of a name of the language that needs no procedure value."""
        n = len(x.items) - 1
        if name in self.renamed:
            return None
        if self.library and name == "%declined?":
            return PrimCall("eq?", [*self.args(x, 1, scope), Const(DEFAULT, x.start)], x.start)
        if n == 2 and name in TRY and not self.library:
            return Call(TryPrim(TRY[name], "dsssl:" + name, x.start), self.args(x, 1, scope), x.start)
        prim = PRIMITIVES.get(name)
        if self.library and name not in self.provided and name in PRIMS:
            prim = name
        elif self.library and name.startswith("prim:"):  # where the library has the name, too
            prim = name[5:]
        if prim is None:
            return None
        row = PRIMS[prim]
        if n < row[1] or (row[2] >= 0 and n > row[1] + row[2]):
            return None
        return PrimCall(prim, self.args(x, 1, scope), x.start)

    def variable(self, name: str, pos: int, scope: Scope | None) -> Node:
        var = local(scope, name)
        if var is not None:
            return LocalRef(var, pos)
        definition = self.defined.get(name)
        if definition is not None:
            if definition.lazy:
                return Call(GlobalRef("lazy:" + name, pos), [], pos)
            return GlobalRef("style:" + name, pos)
        if name == "apply":
            return GlobalRef("machine:apply", pos)
        if name in self.renamed:
            return GlobalRef("dsssl:" + self.renamed[name], pos)
        if name in self.provided:
            return GlobalRef("dsssl:" + name, pos)
        if name in PRIMITIVES:
            return PrimRef(PRIMITIVES[name], pos)
        if self.library and name in PRIMS:
            return PrimRef(name, pos)
        if self.library and name.startswith(("machine:", "style:")):
            return GlobalRef(name, pos)
        return self.unknown(name, pos)

    def unknown(self, name: str, pos: int) -> Node:
        """A name that nobody defines is an error when it is asked for, as in OpenJade."""
        if name in self.forms:
            raise SyntaxProblem(f"{name} is a keyword of the language, no variable", pos=pos)
        return GlobalRef("style:" + name, pos)

    def quantity(self, x: Quantity, pos: int) -> Node:
        unit = self.defined.get("unit " + x.unit)
        digits, exponent = _decimal(x.value)
        args: list[Node] = [Const(digits, pos), Const(exponent, pos), Const(x.unit, pos)]
        if unit is not None:
            args.append(Call(GlobalRef("lazy:unit " + x.unit, pos), [], pos))
            return Call(GlobalRef("dsssl:%quantity-of", pos), args, pos)
        return Call(GlobalRef("dsssl:%quantity", pos), args, pos)

    # ------------------------------------------------------------ bodies and procedures

    def body(self, x: List, start: int, scope: Scope | None) -> Node:
        """Expressions in order; definitions at the beginning are local."""
        items, pos = x.items, x.pos
        if start >= len(items):
            raise SyntaxProblem("an expression is missing here", pos=x.start)
        end = start
        while end < len(items) - 1 and _is_definition(items[end]) and "define" in self.forms:
            end += 1
        if end > start:
            return self._local_definitions(x, start, end, scope)
        nodes = [self.expr(items[i], pos[i], scope) for i in range(start, len(items))]
        return nodes[0] if len(nodes) == 1 else Seq(nodes, pos[start])

    def _local_definitions(self, x: List, start: int, end: int, scope: Scope | None) -> Node:
        found = [definition_parts(x.items[i]) for i in range(start, end)]
        variables = {name: Var(name, pos) for name, pos, _, _ in found}
        inner = Scope(variables, scope)
        inits = [self.definition_value(name, form, params, inner) for name, _, form, params in found]
        return Letrec(list(variables.values()), inits, self.body(x, end, inner), x.start)

    def definition_value(self, name: str, form: List, params: Any, scope: Scope | None) -> Node:
        """What a definition gives its name."""
        if params is not None:
            return self.procedure(name, params, form, 2, scope)
        value = self.expr(form.items[2], form.pos[2], scope)
        name_procedure(value, name)
        return value

    def procedure(self, name: str, params: Any, x: List, start: int, scope: Scope | None) -> Lambda:
        """``params``: a list of parameters, or a symbol that gets them all."""
        if params.__class__ is Symbol:
            params = List([REST, params], [x.start, x.start], None, x.start)
        if params.__class__ is not List:
            raise SyntaxProblem("the parameters of a procedure are a list", pos=x.start)
        one = Parameters(self, params, x, scope)
        return one.lambda_of(name, lambda inner: self.body(x, start, inner))


def name_procedure(value: Node, name: str) -> None:
    """A procedure without a name has the one of the variable it is given to."""
    if isinstance(value, Lambda) and not value.name:
        value.name = name


def _is_definition(x: Any) -> bool:
    return x.__class__ is List and len(x.items) >= 3 and x.items[0] is DEFINE


def definition_parts(x: List) -> tuple[str, int, List, Any]:
    """Name, its position, the form, parameters or None."""
    items = x.items
    if len(items) < 3:
        raise SyntaxProblem("a definition has a name and a value", pos=x.start)
    target = items[1]
    if target.__class__ is Symbol:
        if len(items) != 3:
            raise SyntaxProblem("a variable is defined as one expression", pos=x.start)
        return target.name, x.pos[1], x, None
    if target.__class__ is List and target.items and target.items[0].__class__ is Symbol:
        params = List(target.items[1:], target.pos[1:], target.tail, target.start, target.end)
        return target.items[0].name, target.pos[0], x, params
    raise SyntaxProblem("a definition begins with a name, or a list of a name and parameters", pos=x.start)


class Parameters:
    """The parameters of a procedure: required, optional, rest, by keyword."""

    def __init__(self, an: Analyser, params: List, x: List, scope: Scope | None) -> None:
        self.an = an
        self.scope = scope
        self.pos = x.start
        self.required: list[Var] = []
        self.optional: list[tuple[Var, Any, int]] = []  # with default, its position
        self.rest: Var | None = None
        self.keys: list[tuple[Var, Any, int]] = []
        state: Any = None
        for item, pos in zip(params.items, params.pos):
            if item is OPTIONAL or item is REST or item is KEY:
                state = item
            else:
                self._add(state, item, pos)
        if params.tail is not None:
            self._add(REST, params.tail, params.pos[-1])

    def _add(self, state: Any, item: Any, pos: int) -> None:
        default: Any = False
        if item.__class__ is List and state in (OPTIONAL, KEY) and len(item.items) == 2:
            item, default, pos = item.items[0], item.items[1], item.pos[1]
        if item.__class__ is not Symbol:
            raise SyntaxProblem("a parameter is a name", pos=pos)
        var = Var(item.name, pos)
        if state is None:
            self.required.append(var)
        elif state is OPTIONAL:
            self.optional.append((var, default, pos))
        elif state is KEY:
            self.keys.append((var, default, pos))
        elif self.rest is None:
            self.rest = var
        else:
            raise SyntaxProblem("there is one rest parameter", pos=pos)

    def lambda_of(self, name: str, body: Callable[[Scope | None], Node]) -> Lambda:
        names = {var.name: var for var in self.required}
        given = [Var(var.name, var.pos) for var, _, _ in self.optional]
        rest = self.rest
        if self.keys and rest is None:
            rest = Var("keys", self.pos)
        elif rest is not None:
            names[rest.name] = rest
        scope: Scope | None = Scope(names, self.scope)
        return Lambda(name, self.required, given, rest, self._defaults(given, rest, 0, scope, body), self.pos)

    def _defaults(
        self, given: list[Var], rest: Var | None, i: int, scope: Scope | None, body: Callable[[Scope | None], Node]
    ) -> Node:
        """The body inside of the bindings of optional parameters and those by keyword, each of which sees the ones before."""
        wanted = [*self.optional, *self.keys]
        if i == len(wanted):
            return body(scope)
        var, default, pos = wanted[i]
        if i < len(given):
            value: Node = LocalRef(given[i], pos)
            test: Node = PrimCall("default-object?", [value], pos)
            value = LocalRef(given[i], pos)
            init: Node = If(test, self.an.expr(default, pos, scope), value, pos)
            inner = self._defaults(given, rest, i + 1, Scope({var.name: var}, scope), body)
            return Let([var], [init], inner, pos)
        assert rest is not None
        found = Var(var.name, pos)
        arg = Call(GlobalRef("dsssl:%keyword-argument", pos), [Const(Keyword(var.name), pos), LocalRef(rest, pos)], pos)
        test = PrimCall("default-object?", [LocalRef(found, pos)], pos)
        init = If(test, self.an.expr(default, pos, scope), LocalRef(found, pos), pos)
        inner = self._defaults(given, rest, i + 1, Scope({var.name: var}, scope), body)
        return Let([found], [arg], Let([var], [init], inner, pos), pos)


# ---------------------------------------------------------------- forms


def _check(x: List, least: int, most: int, what: str) -> None:
    if not least <= len(x.items) <= most:
        raise SyntaxProblem(what, pos=x.start)


def quote(an: Analyser, x: List, scope: Scope | None) -> Node:
    _check(x, 2, 2, "quote takes one datum")
    return quoted(an, x.items[1], x.pos[1])


def _decimal(value: float) -> tuple[int, int]:
    """A number as digits and an exponent of ten: what was written, but for zeros at the end."""
    mantissa, _, exponent = repr(value).partition("e")
    whole, _, fraction = mantissa.partition(".")
    fraction = fraction.rstrip("0")
    return int(whole + fraction), int(exponent or 0) - len(fraction)


def quoted(an: Analyser, datum: Any, pos: int) -> Node:
    """A datum as it is. One with quantities in it is made when it is asked for."""
    if datum.__class__ is Quantity:
        return an.quantity(datum, pos)
    if not isinstance(datum, (List, Vector)) or not _has_quantity(datum):
        return Const(datum, pos)
    if isinstance(datum, Vector):
        return PrimCall("vector", [quoted(an, item, at) for item, at in zip(datum.items, datum.pos)], pos)
    node: Node = Const(List([], []), pos) if datum.tail is None else quoted(an, datum.tail, pos)
    for item, at in reversed(list(zip(datum.items, datum.pos))):
        node = PrimCall("cons", [quoted(an, item, at), node], at)
    return node


def _has_quantity(datum: List | Vector) -> bool:
    todo: list[Any] = [datum]
    while todo:
        x = todo.pop()
        if x.__class__ is Quantity:
            return True
        if isinstance(x, (List, Vector)):
            todo += x.items
        if isinstance(x, List):
            todo.append(x.tail)
    return False


def lambda_form(an: Analyser, x: List, scope: Scope | None) -> Node:
    if len(x.items) < 3:
        raise SyntaxProblem("lambda has parameters and a body", pos=x.start)
    return an.procedure("", x.items[1], x, 2, scope)


def if_form(an: Analyser, x: List, scope: Scope | None) -> Node:
    _check(x, 3, 4, "if has a test, a consequence and an alternative")
    test, *rest = an.args(x, 1, scope)
    return If(test, rest[0], rest[1] if len(rest) > 1 else PrimCall("void", [], x.start), x.start)


def and_form(an: Analyser, x: List, scope: Scope | None) -> Node:
    nodes = an.args(x, 1, scope)
    if not nodes:
        return Const(True, x.start)
    node = nodes.pop()
    while nodes:
        node = If(nodes.pop(), node, Const(False, x.start), x.start)
    return node


def or_form(an: Analyser, x: List, scope: Scope | None) -> Node:
    nodes = an.args(x, 1, scope)
    if not nodes:
        return Const(False, x.start)
    node = nodes.pop()
    while nodes:
        var = Var("or", x.start)
        node = Let([var], [nodes.pop()], If(LocalRef(var, x.start), LocalRef(var, x.start), node, x.start), x.start)
    return node


def cond_form(an: Analyser, x: List, scope: Scope | None) -> Node:
    clauses = list(zip(x.items[1:], x.pos[1:]))
    if not clauses:
        raise SyntaxProblem("cond has clauses", pos=x.start)
    node: Node | None = None
    for clause, pos in reversed(clauses):
        if clause.__class__ is not List or not clause.items:
            raise SyntaxProblem("a clause of cond is a list of a test and expressions", pos=pos)
        if clause.items[0] is ELSE and local(scope, "else") is None:
            if node is not None:
                raise SyntaxProblem("else is the test of the last clause", pos=pos)
            node = an.body(clause, 1, scope)
            continue
        orelse = node if node is not None else PrimCall("void", [], x.start)
        test = an.expr(clause.items[0], clause.pos[0], scope)
        if len(clause.items) == 1 or clause.items[1] is ARROW:
            var = Var("test", pos)
            then: Node = LocalRef(var, pos)
            if len(clause.items) > 1:
                _check(clause, 3, 3, "=> is followed by one expression")
                then = Call(an.expr(clause.items[2], clause.pos[2], scope), [then], pos)
            node = Let([var], [test], If(LocalRef(var, pos), then, orelse, pos), pos)
        else:
            node = If(test, an.body(clause, 1, scope), orelse, pos)
    return node if node is not None else PrimCall("void", [], x.start)


def case_form(an: Analyser, x: List, scope: Scope | None) -> Node:
    if len(x.items) < 3:
        raise SyntaxProblem("case has a key and clauses", pos=x.start)
    key = Var("key", x.pos[1])
    node: Node = PrimCall("void", [], x.start)
    for clause, pos in reversed(list(zip(x.items[2:], x.pos[2:]))):
        if clause.__class__ is not List or len(clause.items) < 2:
            raise SyntaxProblem("a clause of case is a list of data and expressions", pos=pos)
        body = an.body(clause, 1, scope)
        if clause.items[0] is ELSE:
            node = body
            continue
        if clause.items[0].__class__ is not List:
            raise SyntaxProblem("a clause of case begins with a list of data", pos=pos)
        tests = [_is_datum(an, key, datum, at) for datum, at in zip(clause.items[0].items, clause.items[0].pos)]
        test: Node = tests.pop() if tests else Const(False, pos)
        while tests:
            test = If(tests.pop(), Const(True, pos), test, pos)
        node = If(test, body, node, pos)
    return Let([key], [an.expr(x.items[1], x.pos[1], scope)], node, x.start)


def _is_datum(an: Analyser, key: Var, datum: Any, pos: int) -> Node:
    args: list[Node] = [LocalRef(key, pos), quoted(an, datum, pos)]
    return PrimCall("eq?" if datum.__class__ is Symbol or datum.__class__ is bool else "equal?", args, pos)


def _bindings(x: List, at: int) -> list[tuple[str, int, Any, int]]:
    """Name, position, expression, position of each binding."""
    found = []
    bindings = x.items[at] if at < len(x.items) else None
    if bindings.__class__ is not List:
        raise SyntaxProblem("bindings are a list of lists (name expression)", pos=x.start)
    for one, pos in zip(bindings.items, bindings.pos):
        if one.__class__ is not List or len(one.items) != 2 or one.items[0].__class__ is not Symbol:
            raise SyntaxProblem("a binding is a list (name expression)", pos=pos)
        found.append((one.items[0].name, one.pos[0], one.items[1], one.pos[1]))
    return found


def let_form(an: Analyser, x: List, scope: Scope | None) -> Node:
    if len(x.items) > 1 and x.items[1].__class__ is Symbol:
        return _named_let(an, x, scope)
    found = _bindings(x, 1)
    inits = [an.expr(value, at, scope) for _, _, value, at in found]
    variables = {name: Var(name, pos) for name, pos, _, _ in found}
    if not found:
        return an.body(x, 2, scope)
    if len(variables) != len(found):
        raise SyntaxProblem("a name is bound twice", pos=x.start)
    return Let(list(variables.values()), inits, an.body(x, 2, Scope(variables, scope)), x.start)


def _named_let(an: Analyser, x: List, scope: Scope | None) -> Node:
    found = _bindings(x, 2)
    inits = [an.expr(value, at, scope) for _, _, value, at in found]
    name = x.items[1].name
    loop = Var(name, x.pos[1])
    inner = Scope({name: loop}, scope)
    params = [Var(one, pos) for one, pos, _, _ in found]
    body = an.body(x, 3, Scope({var.name: var for var in params}, inner))
    made = Lambda(name, params, [], None, body, x.start)
    return Letrec([loop], [made], Call(LocalRef(loop, x.start), inits, x.start), x.start)


def let_star(an: Analyser, x: List, scope: Scope | None) -> Node:
    made: list[tuple[Var, Node]] = []
    for name, pos, value, at in _bindings(x, 1):
        init = an.expr(value, at, scope)
        var = Var(name, pos)
        made.append((var, init))
        scope = Scope({name: var}, scope)
    node = an.body(x, 2, scope)
    for var, init in reversed(made):
        node = Let([var], [init], node, x.start)
    return node


def letrec_form(an: Analyser, x: List, scope: Scope | None) -> Node:
    found = _bindings(x, 1)
    variables = {name: Var(name, pos) for name, pos, _, _ in found}
    inner = Scope(variables, scope)
    inits = []
    for name, _, value, at in found:
        init = an.expr(value, at, inner)
        name_procedure(init, name)
        inits.append(init)
    body = an.body(x, 2, inner)
    return Letrec(list(variables.values()), inits, body, x.start) if found else body


def quasiquote(an: Analyser, x: List, scope: Scope | None) -> Node:
    _check(x, 2, 2, "quasiquote takes one datum")
    return _quasi(an, x.items[1], x.pos[1], scope, 0)


def _quasi(an: Analyser, datum: Any, pos: int, scope: Scope | None, depth: int) -> Node:
    node: Node
    if datum.__class__ is not List or not datum.items:
        return quoted(an, datum, pos)
    head = datum.items[0]
    name = head.name if head.__class__ is Symbol and len(datum.items) == 2 else ""
    if name == "unquote" and depth == 0:
        return an.expr(datum.items[1], datum.pos[1], scope)
    inner = depth + (1 if name == "quasiquote" else -1 if name in ("unquote", "unquote-splicing") else 0)
    members, places = datum.items, datum.pos
    if datum.tail is not None:
        node = _quasi(an, datum.tail, places[-1], scope, inner)
    elif inner == 0 and len(members) > 2 and members[-2] is Symbol("unquote"):  # behind a dot: (a . ,b) is (a unquote b)
        node = an.expr(members[-1], places[-1], scope)
        members, places = members[:-2], places[:-2]
    elif inner == 0 and len(members) > 2 and members[-2] is Symbol("unquote-splicing"):
        raise SyntaxProblem("unquote-splicing has no meaning behind a dot", pos=places[-2])
    else:
        node = Const(List([], []), pos)
    for item, at in reversed(list(zip(members, places))):
        if item.__class__ is List and len(item.items) == 2 and item.items[0] is Symbol("unquote-splicing") and inner == 0:
            node = PrimCall("append", [an.expr(item.items[1], item.pos[1], scope), node], at)
        else:
            node = PrimCall("cons", [_quasi(an, item, at, scope, inner), node], at)
    return node


def set_form(an: Analyser, x: List, scope: Scope | None) -> Node:
    _check(x, 3, 3, "set! has a name and an expression")
    target = x.items[1]
    if target.__class__ is not Symbol:
        raise SyntaxProblem("set! changes a variable", pos=x.start)
    var = local(scope, target.name)
    if var is None:
        if an.library:
            value = an.expr(x.items[2], x.pos[2], scope)
            return GlobalDefine("dsssl:" + target.name, value, x.start)
        raise SyntaxProblem(f"{target.name} is no local variable, and no other can be changed", pos=x.start)
    return LocalSet(var, an.expr(x.items[2], x.pos[2], scope), x.start)


def begin_form(an: Analyser, x: List, scope: Scope | None) -> Node:
    nodes = an.args(x, 1, scope)
    if not nodes:
        raise SyntaxProblem("begin has expressions", pos=x.start)
    return nodes[0] if len(nodes) == 1 else Seq(nodes, x.start)


FORMS: dict[str, Any] = {
    "quote": quote,
    "lambda": lambda_form,
    "if": if_form,
    "and": and_form,
    "or": or_form,
    "cond": cond_form,
    "case": case_form,
    "let": let_form,
    "let*": let_star,
    "letrec": letrec_form,
    "quasiquote": quasiquote,
    "set!": set_form,
    "begin": begin_form,
    "define": None,  # at the beginning of bodies and at top level only
}


def misplaced(an: Analyser, x: List, scope: Scope | None) -> Node:
    raise SyntaxProblem(f"{x.items[0].name} stands at the top level, or at the beginning of a body", pos=x.start)


FORMS["define"] = misplaced
