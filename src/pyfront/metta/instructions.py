"""The minimal instructions."""

from __future__ import annotations

from pyfront.metta.frames import M_EVAL, M_EXEC, M_METTA, Chain, Collapse, Collected, Otherwise
from pyfront.metta.names import (
    CHAIN,
    COLLAPSE_BIND,
    CONS,
    CONTEXT_SPACE,
    DECONS,
    EVAL,
    EVALC,
    FUNCTION,
    INSTRUCTIONS,
    METTA,
    SUPERPOSE_BIND,
    UNIFY,
)
from pyfront.metta.values import SpaceAtom, Substitution
from vmcore.terms import (
    Atom,
    Expr,
    Var,
    deref,
    undo,
    unify,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyfront.metta.machine import Machine


def linked(goals: list[Any]) -> Any:
    """Goals as a linked list."""
    rest: Any = None
    for goal in reversed(goals):
        rest = (goal, rest)
    return rest


def _exec_eval(m: Machine, atom: Expr, items: tuple[Atom, ...]) -> None:
    if len(items) != 2:
        m.malformed(atom, "expected: (eval <atom>), found: ")
        return
    m.mode = M_EVAL
    m.atom = items[1]
    m.space = m.context


def _exec_evalc(m: Machine, atom: Expr, items: tuple[Atom, ...]) -> None:
    space = deref(items[2]) if len(items) == 3 else None
    if space.__class__ is not SpaceAtom:
        m.malformed(atom, "expected: (evalc <atom> <space>), found: ")
        return
    m.mode = M_EVAL
    m.atom = items[1]
    m.space = space


def _exec_chain(m: Machine, atom: Expr, items: tuple[Atom, ...]) -> None:
    var = deref(items[2]) if len(items) == 4 else None
    if var.__class__ is not Var:
        m.malformed(atom, "expected: (chain <nested> (: <var> Variable) <templ>), found: ")
        return
    m.frame = Chain(m.frame, var, items[3])
    m.mode = M_EXEC
    m.atom = items[1]


def _exec_unify(m: Machine, atom: Expr, items: tuple[Atom, ...]) -> None:
    if len(items) != 5:
        m.malformed(atom, "expected: (unify <atom> <pattern> <then> <else>), found: ")
        return
    bound: list[Var] = []
    goals: list[Any] = []
    if not unify(items[1], items[2], bound, goals):
        undo(bound)
        m.give(items[4])
        return
    if not goals:
        m.note(bound)
        m.give(items[3])
        return
    # The choice has to be there before anything stays bound.
    choice = Otherwise(m, m.frame, items[4])
    m.choices.append(choice)
    m.note(bound)
    m.goals(m.frame, linked(goals), items[3], choice)


def _exec_cons(m: Machine, atom: Expr, items: tuple[Atom, ...]) -> None:
    tail = deref(items[2]) if len(items) == 3 else None
    if tail.__class__ is not Expr:
        m.malformed(atom, "expected: (cons-atom <head> (: <tail> Expression)), found: ")
        return
    m.give(Expr((items[1], *tail.items)))


def _exec_decons(m: Machine, atom: Expr, items: tuple[Atom, ...]) -> None:
    expr = deref(items[1]) if len(items) == 2 else None
    if expr.__class__ is not Expr or not expr.items:
        m.malformed(atom, "expected: (decons-atom (: <expr> Expression)), found: ")
        return
    m.give(Expr((expr.items[0], Expr(expr.items[1:]))))


def _exec_function(m: Machine, atom: Expr, items: tuple[Atom, ...]) -> None:
    m.function(atom, atom)


def _exec_collapse_bind(m: Machine, atom: Expr, items: tuple[Atom, ...]) -> None:
    if len(items) != 2:
        m.malformed(atom, "expected: (collapse-bind <atom>), found: ")
        return
    choice = Collected(m, m.frame)
    m.choices.append(choice)
    m.frame = Collapse(m.frame, choice)
    m.mode = M_EXEC
    m.atom = items[1]


def _exec_superpose_bind(m: Machine, atom: Expr, items: tuple[Atom, ...]) -> None:
    pairs = deref(items[1]) if len(items) == 2 else None
    found = []
    for pair in pairs.items if pairs.__class__ is Expr else (None,):
        pair = deref(pair) if pair is not None else None
        if pair.__class__ is not Expr or len(pair.items) != 2 or deref(pair.items[1]).__class__ is not Substitution:
            m.malformed(atom, "expected: (superpose-bind (: <collapsed> Expression)), found: ")
            return
        bindings: Any = deref(pair.items[1])
        found.append((pair.items[0], bindings.value))
    m.alternatives(m.frame, found)


def _exec_metta(m: Machine, atom: Expr, items: tuple[Atom, ...]) -> None:
    space = deref(items[3]) if len(items) == 4 else None
    if space.__class__ is not SpaceAtom:
        m.malformed(atom, "expected: (metta <atom> <type> <space>), found: ")
        return
    m.mode = M_METTA
    m.atom = items[1]
    m.typ = items[2]
    m.space = space


def _exec_context_space(m: Machine, atom: Expr, items: tuple[Atom, ...]) -> None:
    if len(items) != 1:
        m.malformed(atom, "expected: (context-space), found: ")
        return
    m.give(m.context)


_BY_SYMBOL = {
    EVAL: _exec_eval,
    EVALC: _exec_evalc,
    CHAIN: _exec_chain,
    UNIFY: _exec_unify,
    CONS: _exec_cons,
    DECONS: _exec_decons,
    FUNCTION: _exec_function,
    COLLAPSE_BIND: _exec_collapse_bind,
    SUPERPOSE_BIND: _exec_superpose_bind,
    METTA: _exec_metta,
    CONTEXT_SPACE: _exec_context_space,
}
EXECUTE = [_BY_SYMBOL[name] for name in INSTRUCTIONS]
