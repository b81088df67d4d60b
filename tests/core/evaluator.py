"""An evaluator of the core IR in Python, for the tests of the expander: the meaning of a tree without the machine.

Only what those tests use: a few primitives, escaping continuations, no tail calls.
"""

from __future__ import annotations

import itertools
from typing import Any

from pyfront.core import ir
from pyfront.core.show import show_datum
from pyfront.text.datum import List, Vector
from vmcore.data import UNSPECIFIED, Pair, Symbol


class SchemeError(Exception):
    """What a program raised."""

    def __init__(self, value: Any) -> None:
        super().__init__(write(value))
        self.value = value


class Values(tuple):
    """Several values."""


class Record:
    def __init__(self, rtd: Any, fields: list[Any]) -> None:
        self.rtd = rtd
        self.fields = fields


class Uninitialised(Exception):
    pass


NIL = List([], [])


def to_value(x: Any) -> Any:
    """A constant as a value: lists are chains of pairs that end in NIL, vectors are Python lists."""
    if isinstance(x, List):
        result: Any = NIL if x.tail is None else to_value(x.tail)
        for item in reversed(x.items):
            result = Pair(to_value(item), result)
        return result
    return [to_value(item) for item in x.items] if isinstance(x, Vector) else x


def items_of(x: Any) -> list[Any]:
    out = []
    while isinstance(x, Pair):
        out.append(x.car)
        x = x.cdr
    assert x is NIL, "not a list"
    return out


def to_list(items: Any, tail: Any = NIL) -> Any:
    for item in reversed(list(items)):
        tail = Pair(item, tail)
    return tail


def write(x: Any) -> str:
    """Text of a value."""
    if isinstance(x, Pair):
        parts = []
        while isinstance(x, Pair):
            parts.append(write(x.car))
            x = x.cdr
        return f"({' '.join(parts)}{'' if x is NIL else ' . ' + write(x)})"
    if isinstance(x, list):
        return f"#({' '.join(map(write, x))})"
    if isinstance(x, Values):
        return "values " + " ".join(map(write, x))
    return "#<procedure>" if callable(x) else "#<record>" if isinstance(x, Record) else show_datum(x)


def eqv(a: Any, b: Any) -> bool:
    return a is b or (type(a) is type(b) and not isinstance(a, (list, Pair, List, str)) and a == b)


def chain(test: Any) -> Any:
    return lambda *args: all(test(a, b) for a, b in itertools.pairwise(args))


def record_ref(record: Any, rtd: Any, i: int) -> Any:
    if not isinstance(record, Record) or record.rtd is not rtd:
        raise SchemeError(to_list([Symbol("wrong-type"), record]))
    return record.fields[i]


def append(*lists: Any) -> Any:
    result = lists[-1] if lists else NIL
    for one in reversed(lists[:-1]):
        result = to_list(items_of(one), result)
    return result


PRIMS: dict[str, Any] = {
    "%add": lambda a, b: a + b,
    "%sub": lambda a, b: a - b,
    "%mul": lambda a, b: a * b,
    "%lt": lambda a, b: a < b,
    "%le": lambda a, b: a <= b,
    "%numeq": lambda a, b: a == b,
    "+": lambda *args: sum(args),
    "-": lambda a, *rest: a - sum(rest) if rest else -a,
    "<": chain(lambda a, b: a < b),
    ">": chain(lambda a, b: a > b),
    ">=": chain(lambda a, b: a >= b),
    "=": chain(lambda a, b: a == b),
    "not": lambda a: a is False,
    "eq?": eqv,
    "eqv?": eqv,
    "cons": Pair,
    "cons*": lambda *args: to_list(args[:-1], args[-1]),
    "car": lambda p: p.car,
    "cdr": lambda p: p.cdr,
    "cadr": lambda p: p.cdr.car,
    "list": lambda *args: to_list(args),
    "append": append,
    "reverse": lambda x: to_list(items_of(x)[::-1]),
    "length": lambda x: len(items_of(x)),
    "null?": lambda x: x is NIL,
    "pair?": lambda x: isinstance(x, Pair),
    "symbol?": lambda x: isinstance(x, Symbol),
    "string?": lambda x: isinstance(x, str),
    "vector": lambda *args: list(args),
    "vector-ref": lambda v, i: v[i],
    "list->vector": items_of,
    "zero?": lambda a: a == 0,
    "values": lambda *args: args[0] if len(args) == 1 else Values(args),
    "%make-rtd": lambda name, fields: (name, fields),
    "%make-record": lambda rtd, *fields: Record(rtd, list(fields)),
    "%record?": lambda x, rtd: isinstance(x, Record) and x.rtd is rtd,
    "%record-ref": record_ref,
    "%record-set!": lambda r, rtd, i, value: r.fields.__setitem__(i, value),
}


def raise_error(message: str, *irritants: Any) -> None:
    raise SchemeError(to_list([message, *irritants]))


def raise_value(value: Any) -> None:
    raise SchemeError(value)


def guard(body: Any, select: Any) -> Any:
    """``select`` answers what the first clause that holds does, as a thunk, or #f."""
    try:
        return body()
    except SchemeError as error:
        then = select(error.value)
        if then is False:
            raise
        return then()


def apply_values(f: Any, values: Any) -> Any:
    return f(*values) if isinstance(values, Values) else f(values)


def call_cc(f: Any) -> Any:
    class Escape(Exception):
        pass

    def k(*values: Any) -> None:
        raise Escape(values[0] if len(values) == 1 else Values(values))

    try:
        return f(k)
    except Escape as escape:
        return escape.args[0]


def parameterize(pairs: Any, body: Any) -> Any:
    old = [(pair.car.box, pair.car.box[0]) for pair in items_of(pairs)]
    for pair in items_of(pairs):
        pair.car.box[0] = pair.cdr
    try:
        return body()
    finally:
        for box, value in old:
            box[0] = value


def make_parameter(value: Any) -> Any:
    def parameter() -> Any:
        return parameter.box[0]  # type: ignore[attr-defined]

    parameter.box = [value]  # type: ignore[attr-defined]
    return parameter


def force(promise: Any) -> Any:
    while not promise["done"]:
        result = promise["thunk"]()
        if promise["lazy"]:
            promise.update(result)
        else:
            promise.update(done=True, value=result)
    return promise["value"]


LIBRARY: dict[str, Any] = {
    "machine:apply": lambda f, *args: f(*args[:-1], *items_of(args[-1])),
    "machine:%apply-values": apply_values,
    "machine:%try": guard,
    "scheme:%parameterize": parameterize,
    "scheme:%delay": lambda thunk: {"done": False, "lazy": False, "thunk": thunk},
    "scheme:%delay-force": lambda thunk: {"done": False, "lazy": True, "thunk": thunk},
    "scheme:error": raise_error,
    "scheme:raise": raise_value,
    "scheme:call/cc": call_cc,
    "scheme:force": force,
    "scheme:make-parameter": make_parameter,
    "scheme:map": lambda f, *lists: to_list(f(*row) for row in zip(*map(items_of, lists))),
    "scheme:for-each": lambda f, *lists: [f(*row) for row in zip(*map(items_of, lists))],
}
EXPORTS = {name.split(":")[1]: name for name in LIBRARY if name.startswith("scheme:")}


class Evaluator:
    """Runs units; keeps globals."""

    def __init__(self) -> None:
        self.globals = dict(LIBRARY)

    def run(self, unit: ir.Lambda) -> Any:
        return self.eval(unit, {})()

    def eval(self, node: Any, env: dict[ir.Var, list[Any]]) -> Any:
        return getattr(self, type(node).__name__)(node, env)

    def Const(self, node: Any, env: Any) -> Any:
        return to_value(node.value)

    def LocalRef(self, node: Any, env: Any) -> Any:
        value = env[node.var][0]
        if value is Uninitialised:
            raise Uninitialised(node.var.name)
        return value

    def LocalSet(self, node: Any, env: Any) -> Any:
        env[node.var][0] = self.eval(node.value, env)
        return UNSPECIFIED

    def GlobalRef(self, node: Any, env: Any) -> Any:
        return self.globals[node.name]

    def GlobalSet(self, node: Any, env: Any) -> Any:
        assert node.name in self.globals
        return self.GlobalDefine(node, env)

    def GlobalDefine(self, node: Any, env: Any) -> Any:
        self.globals[node.name] = self.eval(node.value, env)
        return UNSPECIFIED

    def PrimRef(self, node: Any, env: Any) -> Any:
        return PRIMS[node.name]

    def PrimCall(self, node: Any, env: Any) -> Any:
        result = PRIMS[node.name](*[self.eval(arg, env) for arg in node.args])
        return UNSPECIFIED if result is None else result

    def Call(self, node: Any, env: Any) -> Any:
        fn = self.eval(node.fn, env)
        return fn(*[self.eval(arg, env) for arg in node.args])

    def If(self, node: Any, env: Any) -> Any:
        return self.eval(node.then if self.eval(node.test, env) is not False else node.orelse, env)

    def Seq(self, node: Any, env: Any) -> Any:
        for item in node.items:
            value = self.eval(item, env)
        return value

    def Let(self, node: Any, env: Any) -> Any:
        values = [[self.eval(init, env)] for init in node.inits]
        return self.eval(node.body, {**env, **dict(zip(node.vars, values))})

    def Letrec(self, node: Any, env: Any) -> Any:
        env = {**env, **{var: [Uninitialised] for var in node.vars}}
        for var, init in zip(node.vars, node.inits):
            env[var][0] = self.eval(init, env)
        return self.eval(node.body, env)

    def Lambda(self, node: Any, env: Any) -> Any:
        def procedure(*args: Any) -> Any:
            n = len(node.req)
            if len(args) < n or (len(args) > n and node.rest is None):
                raise SchemeError(Symbol("arity"))
            inner = {**env, **{var: [arg] for var, arg in zip(node.req, args)}}
            if node.rest is not None:
                inner[node.rest] = [to_list(args[n:])]
            return self.eval(node.body, inner)

        procedure.__name__ = node.name or "lambda"
        return procedure

    def CaseLambda(self, node: Any, env: Any) -> Any:
        def procedure(*args: Any) -> Any:
            for clause in node.clauses:
                n = len(clause.req)
                if len(args) == n or (len(args) > n and clause.rest is not None):
                    return self.eval(clause, env)(*args)
            raise SchemeError(Symbol("arity"))

        return procedure
