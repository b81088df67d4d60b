"""Control of search: ``once``, ``limit``, tabled functions; and functions without a name.

The reference has none of these, so the names give way to a program that defines them: see ``YIELDING``.
"""

from __future__ import annotations

from pyfront.metta.names import ATOM, EMPTY, EXPRESSION, NUMBER, SYMBOL, UNDEFINED, UNIT_TYPE, WRONG_COUNT, error
from pyfront.metta.ops import DONE, expression, op
from pyfront.metta.values import Failed, NoReduce, Number
from vmcore.termmachine import M_METTA, Otherwise, Then
from vmcore.terms import Atom, Expr, Sym, Var, rename, undo, unify

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyfront.metta.machine import Machine

LAMBDA = Sym("|->")
YIELDING = ("once", "limit", "tabled!", "explain!")


def first_results(m: Machine, atom: Atom, n: int) -> None:
    """Evaluates a term; with its n-th result the choices go that were made since."""
    below = len(m.choices)
    barrier = Otherwise(m, m.frame, EMPTY)
    barrier.matched = True  # it only marks the place
    m.choices.append(barrier)
    left = [n]

    def step(m: Machine, found: Atom) -> None:
        left[0] -= 1
        if not left[0]:
            del m.choices[below:]
            m.forget(barrier.mark)
        m.give(found)

    m.frame = Then(m.frame, step)
    m.mode = M_METTA
    m.atom = atom
    m.typ = UNDEFINED
    m.space = m.context


@op("once", ATOM, UNDEFINED, control=True)
def _once(m: Machine, call: Expr) -> None:
    first_results(m, call.items[1], 1)


@op("limit", NUMBER, ATOM, UNDEFINED, control=True)
def _limit(m: Machine, call: Expr) -> None:
    n = call.items[1]
    if not isinstance(n, Number) or n.value.__class__ is not int or n.value < 0:
        raise Failed("limit expects a number of results and what to evaluate")
    if n.value:
        first_results(m, call.items[2], n.value)
    else:
        m.give(EMPTY)


@op("_apply", EXPRESSION, ATOM, EXPRESSION, UNDEFINED)
def _apply(m: Machine, params: Atom, body: Atom, args: Atom) -> list[Atom]:
    """The body of ``(|-> params body)`` for arguments. Its variables are its own, as those of an equation are."""
    given = expression(args, "arguments are expected").items
    fresh: Any = rename(Expr((params, body)))
    wanted = expression(fresh.items[0], "parameters in parentheses are expected").items
    if len(wanted) != len(given):
        return [error(Expr((Expr((LAMBDA, params, body)), *given)), WRONG_COUNT)]
    bound: list[Var] = []
    goals: list[Any] = []
    if not unify(fresh.items[0], args, bound, goals) or goals:
        undo(bound)
        raise NoReduce
    m.note(bound)
    return [fresh.items[1]]


@op("tabled!", SYMBOL, UNIT_TYPE)
def _tabled(m: Machine, name: Atom) -> list[Atom]:
    m.runner.table(name)
    m.tables = m.runner.tables
    return DONE


def defined(text: str, names: set[str]) -> list[str]:
    """Which of some names a text has equations or types for."""
    if not any(name in text for name in names):
        return []
    from re import escape, findall

    words = "|".join(escape(name) for name in sorted(names))
    return findall(rf"\(\s*[=:]\s+\(?\s*({words})(?=[\s()])", text)
