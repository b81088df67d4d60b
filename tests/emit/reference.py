"""An evaluator of the core IR as the front end makes it: the meaning that passes and emitter must keep.

It works on the values and primitives of the model of the machine, and recurses where the program does: for small
programs only.
"""

from __future__ import annotations

from typing import Any

import model
from pyfront.core import ir
from vmcore import data

MAX_BITS = 4000  # of an integer: products in loops grow without end


class OutOfFuel(Exception):
    pass


class Procedure:
    def __init__(self, clauses: list[ir.Lambda], env: dict[Any, list[Any]]) -> None:
        self.clauses, self.env = clauses, env


class Evaluator:
    def __init__(self, fuel: int) -> None:
        self.globals: dict[str, Any] = {}
        self.fuel = fuel
        self.constants: dict[int, Any] = {}

    def run(self, unit: ir.Lambda) -> Any:
        return self.eval(unit.body, {})

    def eval(self, node: Any, env: dict[Any, list[Any]]) -> Any:
        self.fuel -= 1
        if self.fuel < 0:
            raise OutOfFuel
        return getattr(self, "eval_" + type(node).__name__)(node, env)

    def eval_Const(self, node: Any, env: Any) -> Any:
        key = id(node.value)
        if key not in self.constants:
            self.constants[key] = model.from_datum(node.value)
        return self.constants[key]

    def eval_LocalRef(self, node: Any, env: Any) -> Any:
        value = env[node.var][0]
        if value is model.UNBOUND:
            raise model.Fault("UNASSIGNED", None, node.pos)
        return value

    def eval_LocalSet(self, node: Any, env: Any) -> Any:
        env[node.var][0] = self.eval(node.value, env)
        return data.UNSPECIFIED

    def eval_GlobalRef(self, node: Any, env: Any) -> Any:
        if node.name not in self.globals:
            raise model.Fault("UNBOUND", node.name, node.pos)
        return self.globals[node.name]

    def eval_GlobalSet(self, node: Any, env: Any) -> Any:
        value = self.eval(node.value, env)
        if node.name not in self.globals:
            raise model.Fault("UNBOUND", node.name, node.pos)
        self.globals[node.name] = value
        return data.UNSPECIFIED

    def eval_GlobalDefine(self, node: Any, env: Any) -> Any:
        self.globals[node.name] = self.eval(node.value, env)
        return data.UNSPECIFIED

    def eval_PrimRef(self, node: Any, env: Any) -> Any:
        return model.PrimProc(node.name)

    def eval_PrimCall(self, node: Any, env: Any) -> Any:
        args = [self.eval(arg, env) for arg in node.args]
        return self.prim(node.name, args, node.pos)

    def prim(self, name: str, args: list[Any], pos: int) -> Any:
        if name == "procedure?":
            return isinstance(args[0], (Procedure, model.PrimProc))
        try:
            value = PRIM[name](*args)
        except model.Fault as fault:
            fault.pos = pos
            raise
        if isinstance(value, int) and value.bit_length() > MAX_BITS:
            raise OutOfFuel
        return value

    def eval_Call(self, node: Any, env: Any) -> Any:
        if isinstance(node.fn, ir.GlobalRef):
            args = [self.eval(arg, env) for arg in node.args]
            if node.fn.name not in self.globals:
                raise model.Fault("UNBOUND", node.fn.name, node.pos)
            return self.apply(self.globals[node.fn.name], args, node.pos)
        fn = self.eval(node.fn, env)
        return self.apply(fn, [self.eval(arg, env) for arg in node.args], node.pos)

    def apply(self, fn: Any, args: list[Any], pos: int) -> Any:
        if isinstance(fn, model.PrimProc):
            return self.prim(fn.name, args, pos)
        if not isinstance(fn, Procedure):
            raise model.Fault("NOTPROC", fn, pos)
        n = len(args)
        for clause in fn.clauses:
            fixed = len(clause.req) + len(clause.opt)
            if len(clause.req) <= n and (clause.rest is not None or n <= fixed):
                env = dict(fn.env)
                padded = args[:fixed] + [data.ABSENT] * (fixed - n)
                env.update((var, [value]) for var, value in zip([*clause.req, *clause.opt], padded))
                if clause.rest is not None:
                    env[clause.rest] = [model._list(*args[fixed:])]
                return self.eval(clause.body, env)
        raise model.Fault("ARITY", fn, pos)

    def eval_If(self, node: Any, env: Any) -> Any:
        return self.eval(node.then if self.eval(node.test, env) is not False else node.orelse, env)

    def eval_Seq(self, node: Any, env: Any) -> Any:
        for item in node.items:
            value = self.eval(item, env)
        return value

    def eval_Let(self, node: Any, env: Any) -> Any:
        values = [self.eval(init, env) for init in node.inits]
        return self.eval(node.body, {**env, **{var: [value] for var, value in zip(node.vars, values)}})

    def eval_Letrec(self, node: Any, env: Any) -> Any:
        env = {**env, **{var: [model.UNBOUND] for var in node.vars}}
        for var, init in zip(node.vars, node.inits):
            env[var][0] = self.eval(init, env)
        return self.eval(node.body, env)

    def eval_Lambda(self, node: Any, env: Any) -> Any:
        return Procedure([node], env)

    def eval_CaseLambda(self, node: Any, env: Any) -> Any:
        return Procedure(node.clauses, env)


def _set(field: str) -> Any:
    def run(pair: Any, value: Any) -> Any:
        setattr(model._check(model.Pair, pair), field, value)
        return data.UNSPECIFIED

    return run


def _vector_set(vector: Any, index: Any, value: Any) -> Any:
    model._item(vector, index)
    vector[index] = value
    return data.UNSPECIFIED


def _record(rtd: Any, record: Any) -> list[Any]:
    if not isinstance(record, model.Record) or record.rtd is not rtd:
        raise model.Fault("TYPE", record)
    return record.fields


def _record_set(record: Any, rtd: Any, index: int, value: Any) -> Any:
    _record(rtd, record)[index] = value
    return data.UNSPECIFIED


PRIM: dict[str, Any] = {
    **model.PRIM,
    "quotient": model.BINARY["QUO"], "remainder": model.BINARY["REM"], "modulo": model.BINARY["MOD"],
    "set-car!": _set("car"), "set-cdr!": _set("cdr"), "vector-set!": _vector_set,
    "%record-ref": lambda record, rtd, index: _record(rtd, record)[index], "%record-set!": _record_set,
}
