"""Definitions, macros of the program, modules."""

from __future__ import annotations

from pyfront.core.ir import Const, GlobalRef, LocalRef, Node, PrimCall, Seq, Var
from pyfront.sema.analyse import NeedsMachine, arity, defined_names, fail, library, nil
from pyfront.sema.data import List, Vector
from pyfront.sema.destructure import bind, is_pattern, pattern_names
from pyfront.sema.forms_binding import formals, function, function_of, named, values_bound
from pyfront.text.datum import List as DatumList
from vmcore.data import Symbol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyfront.sema.analyse import Analyser, Scope

EXPORT = Symbol("export")


def special_define(an: Analyser, x: List, scope: Scope) -> Node:
    """A definition that stands where no body takes it: at top level, mostly."""
    if not scope:
        for name in defined_names(x):  # the value may mention what it defines
            an.names.define(name.name)
            an.defined.append(name.name)
    nodes = [an.define(name, node, scope, x.start) if name is not None else node for name, node in definitions(an, x, scope)]
    return nodes[0] if len(nodes) == 1 else Seq(nodes, x.start)


def definitions(an: Analyser, x: List, scope: Scope) -> list[tuple[Symbol | None, Node]]:
    """What a definition defines, in order: name and value; None: what is to be done for its effect."""
    return _DEFINITIONS[x.items[0].name](an, x, scope)


def _define(an: Analyser, x: List, scope: Scope) -> list[tuple[Symbol | None, Node]]:
    if len(x.items) < 2:
        raise arity("define", "2 or more", 0, x.start)
    what = x.items[1]
    if what.__class__ is List:
        if not what.items:
            raise fail("define: empty function signature", x.pos[1])
        name = what.items[0]
        if name.__class__ is not Symbol:
            raise fail("define: expected symbol", what.pos[0])
        if len(x.items) < 3:
            raise fail("define: function body cannot be empty", x.start)
        parameters = list(zip(what.items[1:], what.pos[1:]))
        return [(name, function_of(an, x, parameters, 2, scope, name.name))]
    if len(x.items) != 3:
        raise arity("define", "2", len(x.items) - 1, x.start)
    if what.__class__ is Symbol:
        return [(what, named(an.analyse(x.items[2], scope, x.pos[2]), what))]
    if is_pattern(what):
        return _taken_apart(an, what, x, scope)
    raise fail("define: expected symbol, list, vector, or map", x.pos[1])


def _taken_apart(an: Analyser, pattern: Any, x: List, scope: Scope) -> list[tuple[Symbol | None, Node]]:
    """``(define [a b] value)``: the values are put into a list, whose items the names get."""
    inner: dict[Symbol, Var] = dict(scope)
    bound: list[tuple[Var, Node]] = []
    bind(an, pattern, x.pos[1], an.analyse(x.items[2], scope, x.pos[2]), inner, bound)
    names = list(dict.fromkeys(pattern_names(pattern)))
    return _spread(an, names, bound, inner, scope, x.start)


def _spread(
    an: Analyser, names: list[Symbol], bound: list[tuple[Var, Node]], inner: Scope, scope: Scope, pos: int
) -> list[tuple[Symbol | None, Node]]:
    from pyfront.sema.destructure import nested

    if not names:
        return [(None, nested(bound, nil(pos), pos))]
    values: list[Node] = [LocalRef(inner[name], pos) for name in names]
    an.environment.values += 1
    hidden = Symbol(f"%apart-{an.environment.values}")
    whole = nested(bound, PrimCall("vector", values, pos), pos)
    found: list[tuple[Symbol | None, Node]] = [(hidden, whole)]
    if scope:
        box = scope[hidden] = Var(hidden.name, pos)
        found += [(name, PrimCall("vector-ref", [LocalRef(box, pos), Const(i, pos)], pos)) for i, name in enumerate(names)]
        return found
    full = an.names.define(hidden.name)
    found += [(name, PrimCall("vector-ref", [GlobalRef(full, pos), Const(i, pos)], pos)) for i, name in enumerate(names)]
    return found


def _defun(an: Analyser, x: List, scope: Scope) -> list[tuple[Symbol | None, Node]]:
    if len(x.items) < 4:
        raise arity(x.items[0].name, "3 or more", len(x.items) - 1, x.start)
    name = x.items[1]
    if name.__class__ is not Symbol:
        raise fail(f"{x.items[0].name}: expected a name", x.pos[1])
    if x.items[2].__class__ is not List:
        raise fail(f"{x.items[0].name}: expected a list of parameters", x.pos[2])
    return [(name, function(an, x, x.items[2], 3, scope, name.name))]


def _define_values(an: Analyser, x: List, scope: Scope) -> list[tuple[Symbol | None, Node]]:
    if len(x.items) != 3:
        raise arity("define-values", "2", len(x.items) - 1, x.start)
    names, rest = formals(x.items[1], x.pos[1], "define-values")
    inner = dict(scope)
    items = Var("values", x.start)
    bound: list[tuple[Var, Node]] = [
        (items, PrimCall("%values->list", [an.analyse(x.items[2], scope, x.pos[2])], x.start))
    ]
    bound += values_bound(names, rest, items, inner, x.start, "define-values")
    return _spread(an, [*names, *([rest] if rest else [])], bound, inner, scope, x.start)


def _define_record(an: Analyser, x: List, scope: Scope) -> list[tuple[Symbol | None, Node]]:
    who = "define-record-type"
    if len(x.items) < 4:
        raise fail(f"{who}: requires at least type name, constructor, and predicate", x.start)
    name, maker, predicate = x.items[1:4]
    if name.__class__ is not Symbol:
        raise fail(f"{who}: type name must be a symbol", x.pos[1])
    if maker.__class__ is not List or not maker.items:
        raise fail(f"{who}: constructor spec must be a list with a name", x.pos[2])
    if any(one.__class__ is not Symbol for one in maker.items):
        raise fail(f"{who}: expected symbol", x.pos[2])
    if predicate.__class__ is not Symbol:
        raise fail(f"{who}: predicate must be a symbol", x.pos[3])
    fields = list(maker.items[1:])
    pos = x.start
    count = len(fields)
    record = [Const(name, pos), Const(DatumList(fields, [0] * count), pos)]
    found: list[tuple[Symbol | None, Node]] = [
        (maker.items[0], library("%record-maker", [Const(maker.items[0], pos), *record], pos)),
        (predicate, library("%record-test", [Const(predicate, pos), Const(name, pos)], pos)),
    ]
    for spec, at in zip(x.items[4:], x.pos[4:]):
        if spec.__class__ is not List or len(spec.items) < 2 or any(one.__class__ is not Symbol for one in spec.items[:2]):
            raise fail(f"{who}: field spec must have at least (field accessor)", at)
        field, accessor = spec.items[:2]
        if field not in fields:
            raise fail(f"{who}: field '{field.name}' not in constructor", at)
        index = Const(fields.index(field), at)
        found.append((accessor, library("%record-getter", [Const(accessor, at), Const(name, at), index], at)))
    return found


def _defmulti(an: Analyser, x: List, scope: Scope) -> list[tuple[Symbol | None, Node]]:
    if len(x.items) != 3:
        raise arity("defmulti", "2", len(x.items) - 1, x.start)
    name = x.items[1]
    if name.__class__ is not Symbol:
        raise fail("defmulti: expected symbol", x.pos[1])
    return [(name, library("%make-multi", [Const(name, x.start), an.analyse(x.items[2], scope, x.pos[2])], x.start))]


def special_defmethod(an: Analyser, x: List, scope: Scope) -> Node:
    if len(x.items) != 4:
        raise arity("defmethod", "3", len(x.items) - 1, x.start)
    return library("%add-method", an.operands(x, scope), x.start)


def _deftool(an: Analyser, x: List, scope: Scope) -> list[tuple[Symbol | None, Node]]:
    """``(deftool name description {parameters} handler)``"""
    if len(x.items) != 5:
        raise arity("deftool", "4", len(x.items) - 1, x.start)
    name = x.items[1]
    if name.__class__ is not Symbol:
        raise fail("deftool: expected symbol", x.pos[1])
    args: list[Node] = [Const(name.name, x.start)]
    args += [an.analyse(x.items[i], scope, x.pos[i]) for i in (2, 3, 4)]
    args.append(Const(DatumList(_parameters(x.items[4]), []), x.start))
    return [(name, library("%make-tool", args, x.start))]


def _parameters(handler: Any) -> list[str]:
    """Names of the parameters of a handler that is written in place."""
    if handler.__class__ is not List or len(handler.items) < 2 or handler.items[0] not in (Symbol("lambda"), Symbol("fn")):
        return []
    names = handler.items[1].items if handler.items[1].__class__ in (List, Vector) else ()
    return [one.name for one in names if one.__class__ is Symbol]


def _defagent(an: Analyser, x: List, scope: Scope) -> list[tuple[Symbol | None, Node]]:
    """``(defagent name {options})``"""
    if len(x.items) != 3:
        raise arity("defagent", "2", len(x.items) - 1, x.start)
    name = x.items[1]
    if name.__class__ is not Symbol:
        raise fail("defagent: expected symbol", x.pos[1])
    return [(name, library("%make-agent", [Const(name.name, x.start), an.analyse(x.items[2], scope, x.pos[2])], x.start))]


# ---------------------------------------------------------------- macros, modules


def needs_machine(an: Analyser, x: List) -> None:
    if an.static:
        raise NeedsMachine
    if an.library:
        raise fail(f"{x.items[0].name} cannot be in the library", x.start)


def special_defmacro(an: Analyser, x: List, scope: Scope) -> Node:
    """The macro is known from here on; its function runs when it is used."""
    if len(x.items) < 4:
        raise arity("defmacro", "3 or more", len(x.items) - 1, x.start)
    name = x.items[1]
    if name.__class__ is not Symbol:
        raise fail("defmacro: name must be a symbol", x.pos[1])
    if x.items[2].__class__ is not List and x.items[2].__class__ is not Vector:
        raise fail("defmacro: params must be a list", x.pos[2])
    needs_machine(an, x)
    from pyfront.sema.user_macros import define_macro

    return define_macro(an, x, name, function(an, x, x.items[2], 3, {}, name.name))


def special_define_syntax(an: Analyser, x: List, scope: Scope) -> Node:
    if len(x.items) != 3:
        raise arity("define-syntax", "2", len(x.items) - 1, x.start)
    if x.items[1].__class__ is not Symbol:
        raise fail("define-syntax: name must be a symbol", x.pos[1])
    from pyfront.sema.syntax_rules import define_syntax

    return define_syntax(an, x)


def special_module(an: Analyser, x: List, scope: Scope) -> Node:
    """``(module name (export name ...) body ...)``: the body runs here; what is exported, importers see."""
    if len(x.items) < 3:
        raise arity("module", "2 or more", len(x.items) - 1, x.start)
    exports = x.items[2]
    if x.items[1].__class__ is not Symbol:
        raise fail("module: expected symbol", x.pos[1])
    if exports.__class__ is not List or not exports.items or exports.items[0] is not EXPORT:
        raise fail("module: second argument must start with 'export'", x.pos[2])
    if any(one.__class__ is not Symbol for one in exports.items):
        raise fail("module: expected symbol", x.pos[2])
    needs_machine(an, x)
    an.names.export([one.name for one in exports.items[1:]])
    nodes: list[Node] = []
    for item, pos in zip(x.items[3:], x.pos[3:]):
        an.top(item, pos, nodes)
    return Seq(nodes, x.start) if nodes else nil(x.start)


def special_import(an: Analyser, x: List, scope: Scope) -> Node:
    if len(x.items) < 2:
        raise arity("import", "1 or more", 0, x.start)
    if any(one.__class__ is not Symbol for one in x.items[2:]):
        raise fail("import: expected symbol", x.start)
    needs_machine(an, x)
    wanted = Const(DatumList(list(x.items[2:]), [0] * (len(x.items) - 2)), x.start)
    return library("%import", [an.analyse(x.items[1], scope, x.pos[1]), wanted], x.start)


def special_load(an: Analyser, x: List, scope: Scope) -> Node:
    if len(x.items) != 2:
        raise arity("load", "1", len(x.items) - 1, x.start)
    needs_machine(an, x)
    return library("%load", an.operands(x, scope), x.start)


_DEFINITIONS: dict[str, Any] = {
    "define": _define, "def": _define, "defun": _defun, "defn": _defun, "define-values": _define_values,
    "define-record-type": _define_record, "defmulti": _defmulti, "deftool": _deftool, "defagent": _defagent,
}  # fmt: skip

FORMS: dict[str, Any] = {
    **dict.fromkeys(_DEFINITIONS, special_define),
    "defmethod": special_defmethod, "defmacro": special_defmacro, "define-syntax": special_define_syntax,
    "module": special_module, "import": special_import, "load": special_load,
}  # fmt: skip
