"""Code for scopes and procedures: ``Let``, ``Fix``, assignment, closures."""

from __future__ import annotations

from pyfront.core.ir import CaseLambda, Const, Fix, If, Lambda, Let, LocalRef, LocalSet, PrimCall
from pyfront.emit.constants import Ref
from pyfront.emit.emit import EFFECT, GEN, bind, deliver, function, gen_into, gen_unspecified, operand, target
from pyfront.emit.registers import CODE_CASE, Function, Label
from pyfront.passes.several import are_parts
from pyfront.passes.walk import ARITHMETIC, children
from vmcore._opcode import ADDI, ADDUPC, CAP, CLOSURE, GETUPC, JNF, PATCHUP, SETCELL, SETUPC, SPREAD

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyfront.core.ir import Node, Var


def gen_set(f: Function, node: Any, k: Any) -> None:
    var = node.var
    reg = f.regs.get(var)
    mark = f.free
    if reg is None:
        value = operand(f, node.value)
        if not _add(f, f.capture(var), value):
            f.code.append((SETUPC, f.capture(var), value, 0))
    elif var in f.cells:
        value = operand(f, node.value)
        f.code.append((SETCELL, reg, value, 0))
    else:
        gen_into(f, node.value, reg)
    f.free = mark
    gen_unspecified(f, k)


def _add(f: Function, up: int, value: int) -> bool:
    """``(set! x (+ x 1))`` of a captured variable is one instruction, at the place of the addition."""
    code = f.code
    n = len(code) - 2
    if n < 0 or f.label_at > n or code[n][:3] != (GETUPC, value, up) or code[n + 1][:3] != (ADDI, value, value):
        return False
    step = code.pop()[3]
    code[n] = (ADDUPC, value, up, step)
    positions = f.positions
    if positions and positions[-1][0] > n:  # what can fail is the addition
        pos = positions.pop()[1]
        if positions and positions[-1][0] == n:
            positions.pop()
        positions.append((n, pos))
    return True


def gen_let(f: Function, node: Any, k: Any) -> None:
    variables, inits = node.vars, node.inits
    mark = f.free
    body = node.body
    if len(variables) == 1:
        var = variables[0]
        init = inits[0]
        if _is_or(var, body) and k.__class__ is not tuple and k >= 0 and k == mark - 1:
            # (let ((t init)) (if t t b)): the destination can be t
            end = Label()
            GEN[init.__class__](f, init, k)
            f.regs[var] = k
            f.branch(JNF, k, 0, end)
            facts = len(f.trail)
            rest = body.orelse
            gen_into(f, rest, k) if _mentions(rest, var) else GEN[rest.__class__](f, rest, k)
            f.forget(facts)
            f.place(end)
            return
        if body.__class__ is Let and body.inits and are_parts(body.inits, var):
            gen_values(f, init, body, k)
            f.free = mark
            return
    aliases: list[tuple[Var, int]] = []
    fresh: list[tuple[Var, int]] = []
    for var, init in zip(variables, inits):
        if init.__class__ is LocalRef and not var.mutated and not init.var.mutated:
            reg = f.regs.get(init.var)
            if reg is not None:
                aliases.append((var, reg))
                if init.var in f.numbers:
                    f.is_number(var)
                continue
        reg = f.alloc()
        GEN[init.__class__](f, init, reg)
        fresh.append((var, reg))
    for var, reg in aliases:
        f.regs[var] = reg
    for var, reg in fresh:
        bind(f, var, reg)
    for var, init in zip(variables, inits):
        kind = init.__class__
        if (kind is PrimCall and init.name in ARITHMETIC) or (kind is Const and init.value.__class__ in (int, float)):
            f.is_number(var)
    GEN[body.__class__](f, body, k)
    f.free = mark


def gen_values(f: Function, init: Any, parts: Any, k: Any) -> None:
    """``(let ((v init)) (let ((x (%value v 0 n)) ...) body))``: the values come into registers side by side."""
    count = parts.inits[0].args[2].value
    regs = [f.alloc()]
    GEN[init.__class__](f, init, regs[0])
    regs += [f.alloc() for _ in range(1, count)]
    f.at(parts.pos)
    f.code.append((SPREAD, regs[0], count, 0))
    for var, part in zip(parts.vars, parts.inits):
        bind(f, var, regs[part.args[1].value])
    GEN[parts.body.__class__](f, parts.body, k)


def _is_or(var: Var, body: Any) -> bool:
    return (
        body.__class__ is If and not var.mutated
        and body.test.__class__ is LocalRef and body.test.var is var
        and body.then.__class__ is LocalRef and body.then.var is var
    )


def _mentions(root: Node, var: Var) -> bool:
    stack = [root]
    while stack:
        node = stack.pop()
        if node.__class__ is LocalRef:
            if node.var is var:
                return True
        else:
            stack.extend(children(node))
    return False


# ---------------------------------------------------------------- procedures


def gen_lambda(f: Function, node: Any, k: Any) -> None:
    if k == EFFECT:
        return
    if k.__class__ is tuple:
        gen_unspecified(f, k)  # as true as a procedure
        return
    reg = target(f, k)
    closure(f, node, reg)
    deliver(f, reg, k)


def closure(f: Function, node: Any, reg: int) -> list[tuple[int, list[Var]]]:
    """Makes a procedure in ``reg``. The answer: the closures made, each with its register and what it captures: several
    for a ``CaseLambda``, those of the later clauses in registers from ``f.free`` on."""
    if node.__class__ is Lambda:
        child = function(f.unit, f, node)
        _make(f, child, reg, -1)
        return [(reg, list(child.ups))]
    bodies = [function(f.unit, f, clause, node.name) for clause in node.clauses]
    made = []
    following = -1
    spare = max(f.free, reg + 1)
    for i in range(len(bodies) - 1, -1, -1):
        child = bodies[i]
        at = reg if i == 0 else spare + i - 1
        f.need(at + 1)
        if following >= 0:
            child.result.flags |= CODE_CASE
            child.result.captures += 1
        _make(f, child, at, following)
        following = at
        made.append((at, list(child.ups)))
    return made


def _make(f: Function, child: Function, reg: int, following: int) -> None:
    """CLOSURE and its captures; ``following``: register of the next clause's procedure, or -1."""
    captures = []
    for var in child.ups:
        source = f.regs.get(var)
        captures.append((CAP, 0, source, 0) if source is not None else (CAP, 1, f.capture(var), 0))
    if following >= 0:
        captures.append((CAP, 0, following, 0))
    f.code.append((CLOSURE, reg, f.const(Ref("code", child.index)), len(captures)))
    f.code += captures


def gen_fix(f: Function, node: Any, k: Any) -> None:
    mark = f.free
    for var in node.vars:
        f.regs[var] = f.alloc()
    pending: list[list[tuple[int, list[Var]]]] = []
    for init in node.inits:
        var = node.vars[len(pending)]
        if init.__class__ is Lambda and not init.opt and init.rest is None:
            f.unit.defining = var
        made = closure(f, init, f.regs[var])
        for reg, _ in made:
            if reg >= f.free:
                f.free = reg + 1
        pending.append(made)
    order = {var: i for i, var in enumerate(node.vars)}
    for i, made in enumerate(pending):
        for reg, captured in made:
            for number, var in enumerate(captured):
                if order.get(var, -1) >= i:  # was no procedure yet when it was captured
                    f.code.append((PATCHUP, reg, number, f.regs[var]))
    f.free = mark + len(node.vars)
    body = node.body
    GEN[body.__class__](f, body, k)
    f.free = mark


GEN.update({
    LocalSet: gen_set,
    Let: gen_let,
    Fix: gen_fix,
    Lambda: gen_lambda,
    CaseLambda: gen_lambda,
})
