"""Definitions: of variables, of record types, of syntax."""

from __future__ import annotations

from pyfront.core.ir import Call, Const, GlobalRef, Lambda, LocalRef, Node, PrimCall, Var
from pyfront.errors import ExpandError
from pyfront.expand.env import (
    AUXILIARY,
    DEFINITION,
    EXPRESSION,
    Macro,
    Scope,
    Special,
    is_identifier,
    symbol_of,
)
from pyfront.expand.expander import Expander, bad, head_binding, named
from pyfront.expand.syntax_rules import syntax_rules
from pyfront.expand.trees import strip
from pyfront.scheme.forms import ELLIPSIS, UNDERSCORE, meaningless
from pyfront.text.datum import List, Vector, text_of
from vmcore.data import Symbol

TYPE_CHECKING = False  # as in typing, which would cost start-up time
if TYPE_CHECKING:
    from typing import Any

    from pyfront.expand.env import Identifier


def define(cx: Expander, form: List, env: Scope, defs: Any) -> None:
    items, positions = form.items, form.pos
    target = items[1] if len(items) > 1 else None
    if target.__class__ is List:
        _define_procedure(cx, form, env, defs)
        return
    name = symbol_of(target).name if is_identifier(target) else ""  # type: ignore[arg-type]
    if not name or len(items) > 3:
        like_lambda = name and len(items) > 3 and items[2].__class__ is List
        hint = f"; a procedure is written (define ({name} argument ...) body ...)" if like_lambda else ""
        raise bad("define", f"expected (define variable expression) or (define (variable ...) body ...){hint}", form.start)
    if len(items) == 2:
        raise bad("define", f"no value for {name}; expected (define {name} expression)", form.start)
    variable = defs.declare(target, positions[1])
    defs.define(variable, lambda: named(cx.expand(items[2], env, positions[2]), name), form.start)


def _define_procedure(cx: Expander, form: List, env: Scope, defs: Any) -> None:
    head = form.items[1]
    if not head.items or not is_identifier(head.items[0]):
        raise bad("define", "the name must be an identifier", form.pos[1])
    name = head.items[0]
    variable = defs.declare(name, head.pos[0])
    written = symbol_of(name).name
    parameters: Any = List(head.items[1:], head.pos[1:], head.tail, head.start, head.end)
    pos = head.start
    if not parameters.items and head.tail is not None:
        parameters, pos = head.tail, head.pos[-1]
    if len(form.items) < 3:
        raise bad("define", f"the procedure {written} has no body", form.start)
    defs.define(variable, lambda: cx.procedure(written, parameters, pos, form, 2, env, "define"), form.start)


def define_values(cx: Expander, form: List, env: Scope, defs: Any) -> None:
    if len(form.items) != 3:
        raise bad("define-values", "expected (define-values (variable ...) expression)", form.start)
    pos = form.start
    required, rest, _ = cx.formals(form.items[1], form.pos[1], env, "define-values")
    names, positions = flat(form.items[1], form.pos[1])
    targets = [defs.declare(name, at) for name, at in zip(names, positions)]
    variables = [*required, rest] if rest is not None else required

    def values(result: Node) -> Node:
        receiver = Lambda("define-values", required, [], rest, result, pos)
        return apply_values(receiver, cx.expand(form.items[2], env, form.pos[2]), pos)

    if len(targets) == 1:
        defs.define(targets[0], lambda: values(LocalRef(variables[0], pos)), pos)
        return
    whole = defs.fresh("values", pos)
    defs.define(whole, lambda: values(PrimCall("vector", [LocalRef(var, pos) for var in variables], pos)), pos)
    for i, target in enumerate(targets):
        defs.define(target, lambda i=i: PrimCall("vector-ref", [LocalRef(whole, pos), Const(i, pos)], pos), pos)


def flat(x: Any, pos: int) -> tuple[list[Any], list[int]]:
    """The names of a parameter list."""
    if x.__class__ is not List:
        return [x], [pos]
    return (x.items, x.pos) if x.tail is None else ([*x.items, x.tail], x.pos)


def apply_values(receiver: Node, values: Node, pos: int) -> Node:
    """The call of a procedure with the values of an expression as its arguments."""
    return Call(GlobalRef("machine:%apply-values", pos), [receiver, values], pos)


# ---------------------------------------------------------------- records


class _Field:
    __slots__ = ("name", "accessor", "modifier", "pos")

    def __init__(self, name: Any, accessor: Any, modifier: Any, pos: list[int]) -> None:
        self.name = name
        self.accessor = accessor
        self.modifier = modifier
        self.pos = pos


def define_record_type(cx: Expander, form: List, env: Scope, defs: Any) -> None:
    items = form.items
    who = "define-record-type"
    if len(items) < 4:
        raise bad(who, "expected (define-record-type name (constructor field ...) predicate field ...)", form.start)
    if not is_identifier(items[1]):
        raise bad(who, "the name of the type must be an identifier", form.pos[1])
    fields = [_field(items[i], form.pos[i]) for i in range(4, len(items))]
    index: dict[Any, int] = {}
    for i, field in enumerate(fields):
        if field.name in index:
            raise bad(who, f"two fields have the name {symbol_of(field.name).name}", field.pos[0])
        index[field.name] = i
    pos = form.start
    names = [symbol_of(field.name) for field in fields]
    type_name = symbol_of(items[1])
    vector = Vector(list(names), [pos] * len(names), pos, pos)
    rtd = defs.fresh(type_name.name, pos)  # the procedures keep their type when its name is defined again
    defs.define(rtd, lambda: PrimCall("%make-rtd", [Const(type_name, pos), Const(vector, pos)], pos), pos)
    defs.define(defs.declare(items[1], form.pos[1]), lambda: _rtd(cx, rtd, pos), pos)
    _constructor(cx, form, env, defs, rtd, fields, index)
    if items[3] is not False:
        if not is_identifier(items[3]):
            raise bad(who, "the predicate must be an identifier", form.pos[3])
        _procedure(defs, items[3], form.pos[3], ["object"], pos,
                   lambda args: PrimCall("%record?", [args[0], _rtd(cx, rtd, pos)], pos))
    for i, field in enumerate(fields):
        _accessors(cx, defs, rtd, i, field)


def _rtd(cx: Expander, rtd: Any, pos: int) -> Node:
    return cx.reference(rtd, Symbol("rtd"), pos)


def _field(x: Any, pos: int) -> _Field:
    if is_identifier(x):
        return _Field(x, None, None, [pos])
    if (
        x.__class__ is not List or x.tail is not None or not 1 <= len(x.items) <= 3
        or not all(is_identifier(part) for part in x.items)
    ):
        raise bad("define-record-type", "a field must be (name [accessor [modifier]])", pos)
    name, accessor, modifier = [*x.items, None, None][:3]
    return _Field(name, accessor, modifier, x.pos)


def _procedure(defs: Any, name: Identifier, at: int, parameters: list[str], pos: int, body: Any) -> None:
    """Define a procedure of a record type. ``body``: from references to the parameters to the result."""

    def make() -> Node:
        variables = [Var(parameter, pos) for parameter in parameters]
        result = body([LocalRef(var, pos) for var in variables])
        return Lambda(symbol_of(name).name, variables, [], None, result, at)

    defs.define(defs.declare(name, at), make, at)


def _constructor(
    cx: Expander, form: List, env: Scope, defs: Any, rtd: Any, fields: list[_Field], index: dict[Any, int]
) -> None:
    spec, pos = form.items[2], form.pos[2]
    if spec is False:
        return
    if is_identifier(spec):
        name, at, order = spec, pos, list(range(len(fields)))
    elif spec.__class__ is List and spec.items and spec.tail is None and is_identifier(spec.items[0]):
        name, at, order = spec.items[0], spec.pos[0], []
        for field, field_pos in zip(spec.items[1:], spec.pos[1:]):
            if field not in index:
                what = f"{symbol_of(field).name} is no field of the type" if is_identifier(field) else "this is no name of a field"
                raise bad("define-record-type", what, field_pos)
            if index[field] in order:
                raise bad("define-record-type", f"the constructor takes {symbol_of(field).name} twice", field_pos)
            order.append(index[field])
    else:
        raise bad("define-record-type", "expected (constructor field ...)", pos)

    def body(args: list[Node]) -> Node:
        values: list[Node] = [Const(False, at) for _ in fields]
        for arg, i in zip(args, order):
            values[i] = arg
        return PrimCall("%make-record", [_rtd(cx, rtd, at), *values], at)

    _procedure(defs, name, at, [symbol_of(fields[i].name).name for i in order], at, body)


def _accessors(cx: Expander, defs: Any, rtd: Any, i: int, field: _Field) -> None:
    if field.accessor is not None:
        pos = field.pos[1]
        _procedure(defs, field.accessor, pos, ["record"], pos,
                   lambda args: PrimCall("%record-ref", [args[0], _rtd(cx, rtd, pos), Const(i, pos)], pos))
    if field.modifier is not None:
        at = field.pos[2]
        _procedure(defs, field.modifier, at, ["record", "value"], at,
                   lambda args: PrimCall("%record-set!", [args[0], _rtd(cx, rtd, at), Const(i, at), args[1]], at))


# ---------------------------------------------------------------- syntax


def define_syntax(cx: Expander, form: List, env: Scope, defs: Any) -> None:
    if len(form.items) != 3 or not is_identifier(form.items[1]):
        raise bad("define-syntax", "expected (define-syntax keyword (syntax-rules ...))", form.start)
    name = form.items[1]
    defs.syntax(name, transformer(cx, name, form.items[2], form.pos[2], env, "define-syntax"), form.pos[1])


def transformer(cx: Expander, name: Identifier, spec: Any, pos: int, env: Scope, who: str) -> Any:
    """The binding that a transformer expression describes."""
    while True:
        binding = head_binding(spec, env)
        if binding.__class__ is not Macro:
            break
        spec, pos = cx.macro(binding, spec, env)
    if binding is SYNTAX_RULES:
        return syntax_rules(
            symbol_of(name).name,
            spec,
            env,
            lambda x: env.find(x) is ELLIPSIS,
            lambda x: env.find(x) is UNDERSCORE,
        )
    if is_identifier(spec):  # another name of a keyword
        binding = env.find(spec)
        if binding.__class__ is Macro or binding.__class__ is Special:
            return binding
    raise bad(who, "a keyword can only be defined by (syntax-rules ...)", pos)


def _local_syntax(cx: Expander, form: List, env: Scope, who: str, recursive: bool) -> Node:
    items = form.items
    if len(items) < 3 or items[1].__class__ is not List or items[1].tail is not None:
        raise bad(who, f"expected ({who} ((keyword (syntax-rules ...)) ...) body ...)", form.start)
    scope = env.inner()
    seen: list[Any] = []
    for pair, pos in zip(items[1].items, items[1].pos):
        if (
            pair.__class__ is not List or len(pair.items) != 2 or pair.tail is not None
            or not is_identifier(pair.items[0])
        ):
            raise bad(who, "a binding must be (keyword (syntax-rules ...))", pos)
        name = pair.items[0]
        if name in seen:
            raise bad(who, f"the keyword {symbol_of(name).name} occurs twice", pos)
        seen.append(name)
        where = scope if recursive else env
        scope.names[name] = transformer(cx, name, pair.items[1], pair.pos[1], where, who)
    return cx.body(form, 2, scope, who)


def let_syntax(cx: Expander, form: List, env: Scope) -> Node:
    return _local_syntax(cx, form, env, "let-syntax", False)


def letrec_syntax(cx: Expander, form: List, env: Scope) -> Node:
    return _local_syntax(cx, form, env, "letrec-syntax", True)


def syntax_error(cx: Expander, form: List, env: Scope, defs: Any = None) -> Node:
    from pyfront.scheme.names import constant_name

    message = text_of(form.items[1]) if len(form.items) > 1 else None
    if message is None:
        raise bad("syntax-error", "expected (syntax-error string form ...)", form.start)
    rest = [constant_name(strip(x)) for x in form.items[2:]]
    raise ExpandError(" ".join([message, *rest]), pos=form.start)


FORMS: dict[str, Special] = {
    "define": Special("define", DEFINITION, define),
    "define-values": Special("define-values", DEFINITION, define_values),
    "define-record-type": Special("define-record-type", DEFINITION, define_record_type),
    "define-syntax": Special("define-syntax", DEFINITION, define_syntax),
    "let-syntax": Special("let-syntax", EXPRESSION, let_syntax),
    "letrec-syntax": Special("letrec-syntax", EXPRESSION, letrec_syntax),
    "syntax-error": Special("syntax-error", EXPRESSION, syntax_error),
    "syntax-rules": Special("syntax-rules", AUXILIARY, meaningless),
}
SYNTAX_RULES = FORMS["syntax-rules"]
