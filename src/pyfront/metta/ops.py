"""Operations of the standard library that are done by the host, but for mathematics."""

from __future__ import annotations

from pyfront.metta.changes import changed
from pyfront.metta.names import (
    ARROW,
    ATOM,
    BAD_TYPE,
    BOOL,
    EMPTY,
    ERROR,
    EXPRESSION,
    NO_RETURN,
    NUMBER,
    SPACE_TYPE,
    STRING,
    UNDEFINED,
    UNIT_TYPE,
    VARIABLE,
    arrow,
    error,
)
from pyfront.metta.types import match_types, meta_type, types_of
from pyfront.metta.values import (
    FALSE,
    TRUE,
    Failed,
    NoReduce,
    Number,
    Op,
    SpaceAtom,
    State,
    String,
    Substitution,
    number_of,
    truth,
)
from vmcore.termmachine import M_EXEC, M_METTA, Otherwise, Then, linked
from vmcore.terms import (
    UNIT,
    Atom,
    Expr,
    Ground,
    Slot,
    Sym,
    Var,
    _rebuild,
    deref,
    equal,
    equivalent,
    note_large,
    rename,
    resolve,
    substitute,
    text_of,
    undo,
    unify,
    variables,
)
from vmcore.termspace import Space, keep

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from pyfront.metta.machine import Machine

POINTER = 8  # bytes
OPS: dict[str, Op] = {}
DONE: list[Atom] = [UNIT]


def op(name: str, *types: Atom, arity: tuple[int, int] | None = None, control: bool = False) -> Callable[[Any], Any]:
    """Makes a function an operation. ``types``: of the arguments and of the result; none for ``%Undefined%``."""

    def define(fn: Any) -> Any:
        typ = arrow(*types) if types else UNDEFINED
        low_high = arity or (len(types) - 1, len(types) - 1)
        if control:
            OPS[name] = Op(name, typ, None, fn, low_high)
        else:
            OPS[name] = Op(name, typ, fn, None, low_high)
        return fn

    return define


def expression(atom: Atom, what: str = "Atom is not an ExpressionAtom") -> Expr:
    atom = deref(atom)
    if atom.__class__ is not Expr:
        raise Failed(what)
    return atom


def space_of(atom: Atom, what: str) -> Space:
    if not isinstance(atom, SpaceAtom):
        raise Failed(what)
    return atom.value


def string_of(atom: Atom, what: str) -> str:
    if not (isinstance(atom, Ground) and atom.kind == "string"):
        raise Failed(what)
    text: str = atom.value
    return text


def shown(atom: Atom) -> str:
    """Text for output: of a string its characters."""
    atom = deref(atom)
    if isinstance(atom, Ground) and atom.kind == "string":
        text: str = atom.value
        return text
    return text_of(atom)


# ---- equality, choice

_T = Var("t", True)


@op("==", _T, _T, BOOL)
def _equals(m: Machine, a: Atom, b: Atom) -> list[Atom]:
    return [truth(equal(a, b))]


@op("=alpha", ATOM, ATOM, BOOL)
def _alpha(m: Machine, a: Atom, b: Atom) -> list[Atom]:
    return [truth(equivalent(a, b))]


@op("if-equal", ATOM, ATOM, ATOM, ATOM, UNDEFINED)
def _if_equal(m: Machine, a: Atom, b: Atom, then: Atom, otherwise: Atom) -> list[Atom]:
    return [then if equivalent(a, b) else otherwise]


@op("superpose", EXPRESSION, UNDEFINED)
def _superpose(m: Machine, tuple_: Atom) -> list[Atom]:
    return list(expression(tuple_, "superpose expects single expression as an argument").items)


@op("match", SPACE_TYPE, ATOM, ATOM, UNDEFINED, control=True)
def _match(m: Machine, call: Expr) -> None:
    space, pattern, template = call.items[1:]
    if space.__class__ is not SpaceAtom:
        raise Failed("match expects a space as the first argument")
    m.match(m.frame, [(space, pattern)], template, EMPTY)


@op("nop", arity=(0, 1 << 30))
def _nop(m: Machine, *args: Atom) -> list[Atom]:
    return DONE


@op("sealed", EXPRESSION, ATOM, ATOM)
def _sealed(m: Machine, keep: Atom, atom: Atom) -> list[Atom]:
    return [rename(atom, variables(keep))]


@op("_choose", ATOM, EXPRESSION, ATOM, control=True)
def _choose(m: Machine, call: Expr) -> None:
    """The template of the first case whose pattern matches."""
    atom, rest = call.items[1:]
    cases = deref(rest)
    _choose_from(m, m.frame, atom, cases.items if cases.__class__ is Expr else (), 0)


def _choose_from(m: Machine, frame: Any, atom: Atom, cases: tuple[Atom, ...], i: int) -> None:
    m.frame = frame
    while i < len(cases):
        case = deref(cases[i])
        i += 1
        if case.__class__ is not Expr or len(case.items) != 2:
            break
        pattern, template = case.items
        bound: list[Var] = []
        goals: list[Any] = []
        if not unify(atom, pattern, bound, goals):
            undo(bound)
            continue
        if goals:  # what says itself what it matches: if there is no way, the next case is looked at
            choice = Otherwise(m, Then(frame, lambda m, _, i=i: _choose_from(m, frame, atom, cases, i)), EMPTY)
            m.choices.append(choice)
            m.note(bound)
            m.goals(frame, linked(goals), template, choice)
        else:
            m.note(bound)
            m.give(template)
        return
    m.give(EMPTY)


# ---- lists: the loops of map-atom, filter-atom, foldl-atom


@op("_map", EXPRESSION, VARIABLE, ATOM, ATOM, control=True)
def _map(m: Machine, call: Expr) -> None:
    arguments = _loop_arguments(m, "map-atom", call)
    if arguments is None:
        return
    items, var, template = arguments
    frame = m.frame

    def run(i: int, done: Any) -> None:
        m.frame = frame
        if i == len(items):
            m.give(Expr(_listed(done, i)))
            return
        m.frame = Then(frame, lambda m, atom: run(i + 1, (done, atom)))
        m.mode = M_EXEC
        m.atom = substitute(rename(template, (var,)), var, items[i])

    run(0, None)


@op("_filter", EXPRESSION, VARIABLE, ATOM, ATOM, control=True)
def _filter(m: Machine, call: Expr) -> None:
    arguments = _loop_arguments(m, "filter-atom", call)
    if arguments is None:
        return
    items, var, template = arguments
    frame = m.frame

    def run(i: int, done: Any, n: int) -> None:
        m.frame = frame
        if i == len(items):
            m.give(Expr(_listed(done, n)))
            return

        def step(m: Machine, atom: Atom) -> None:
            atom = deref(atom)
            if atom is TRUE or atom == TRUE:
                run(i + 1, (done, items[i]), n + 1)
            elif atom == FALSE:
                run(i + 1, done, n)
            else:
                m.frame = frame
                m.give(error(Expr((Sym("filter-atom"), *call.items[1:])), NO_RETURN))

        m.frame = Then(frame, step)
        m.mode = M_EXEC
        m.atom = substitute(rename(template, (var,)), var, items[i])

    run(0, None, 0)


@op("_fold", EXPRESSION, ATOM, VARIABLE, VARIABLE, ATOM, ATOM, control=True)
def _fold(m: Machine, call: Expr) -> None:
    items, accumulated, a, b, template = call.items[1:]
    list_ = deref(items)
    if list_.__class__ is not Expr or a.__class__ is not Var or b.__class__ is not Var:
        m.give(error(Expr((Sym("foldl-atom"), *call.items[1:])), NO_RETURN))
        return
    elements = list_.items
    frame = m.frame
    space = m.context

    def run(i: int, atom: Atom) -> None:
        m.frame = frame
        if i == len(elements):
            m.give(atom)
            return
        m.frame = Then(frame, lambda m, atom: run(i + 1, atom))
        m.mode = M_METTA
        step = rename(template, (a, b))
        m.atom = substitute(step if a is b else substitute(step, b, elements[i]), a, atom)
        m.typ = UNDEFINED
        m.space = space

    run(0, accumulated)


def _loop_arguments(m: Machine, name: str, call: Expr) -> tuple[tuple[Atom, ...], Var, Atom] | None:
    """None, and the machine has what comes out, if there is nothing to go through."""
    items, var, template = call.items[1:]
    list_ = deref(items)
    if list_.__class__ is not Expr:
        m.give(UNIT)
        return None
    if not list_.items:
        m.give(UNIT)
        return None
    if var.__class__ is not Var:
        wrong = (Sym("atom-subst"), list_.items[0], var, template) if name == "map-atom" else (Sym(name), *call.items[1:])
        m.give(error(Expr(wrong), NO_RETURN))
        return None
    return list_.items, var, template


def _listed(done: Any, n: int) -> tuple[Atom, ...]:
    out: list[Atom] = [UNIT] * n
    for i in range(n - 1, -1, -1):
        done, out[i] = done
    return tuple(out)


@op("_collapse-add-next-atom-from-collapse-bind-result", EXPRESSION, EXPRESSION, ATOM)
def _add_result(m: Machine, items: Atom, pair: Atom) -> list[Atom]:
    return [Expr((*expression(items).items, _first(pair)))]


@op("_firsts", EXPRESSION, ATOM)
def _firsts(m: Machine, pairs: Atom) -> list[Atom]:
    """The terms of what collapse-bind makes."""
    return [Expr(tuple(_first(pair) for pair in expression(pairs, "Expression is expected").items))]


def _first(pair: Atom) -> Atom:
    what = "(Atom Bindings) pair is expected as a second argument"
    items = expression(pair, what).items
    if len(items) != 2 or not isinstance(deref(items[1]), Substitution):
        raise Failed(what)
    return items[0]


@op("size-atom", EXPRESSION, NUMBER)
def _size(m: Machine, items: Atom) -> list[Atom]:
    return [Number(len(expression(items).items))]


@op("index-atom", EXPRESSION, NUMBER, ATOM)
def _index(m: Machine, items: Atom, index: Atom) -> list[Atom]:
    what = "index-atom expects two arguments: expression and atom"
    elements = expression(items).items
    try:
        at = number_of(index)
    except NoReduce:
        raise Failed(what) from None
    i = 0 if at != at else int(max(-1, min(at, len(elements))))
    if not 0 <= i < len(elements):
        raise Failed("Index is out of bounds")
    return [elements[i]]


def _extreme(name: str, best: Callable[[Any], Any]) -> None:
    @op(name, UNDEFINED, NUMBER)
    def run(m: Machine, items: Atom) -> list[Atom]:
        found = expression(items)
        if not found.items:
            raise Failed("Empty expression")
        try:
            return [Number(float(best(number_of(deref(x)) for x in found.items)))]
        except NoReduce:
            raise Failed(f"Only numbers are allowed in expression: {text_of(found)}") from None


_extreme("min-atom", min)
_extreme("max-atom", max)


# ---- lists as multisets


def _class_of(atom: Atom) -> Any:
    """Terms that are the same up to the names of variables have the same."""
    atom = resolve(atom)
    if atom.ground:
        return atom
    if atom.__class__ is Var:
        return None
    return text_of(rename_slots(keep(atom).term))


def rename_slots(atom: Atom) -> Atom:
    def leaf(x: Atom) -> Atom:
        return Sym(f"${x.index}") if x.__class__ is Slot else x

    return _rebuild(atom, leaf, False) if atom.__class__ is Expr else leaf(atom)


@op("unique-atom", EXPRESSION, ATOM)
def _unique(m: Machine, items: Atom) -> list[Atom]:
    seen = set()
    out = []
    for x in expression(items).items:
        key = _class_of(x)
        if key not in seen:
            seen.add(key)
            out.append(x)
    return [Expr(tuple(out))]


@op("union-atom", EXPRESSION, EXPRESSION, ATOM)
def _union(m: Machine, a: Atom, b: Atom) -> list[Atom]:
    first, second = expression(a).items, expression(b).items
    m.room(POINTER * (len(first) + len(second)))
    return [Expr((*first, *second))]


def _count(items: tuple[Atom, ...]) -> dict[Any, list[Atom]]:
    counts: dict[Any, list[Atom]] = {}
    for x in items:
        x = resolve(x)
        counts.setdefault(x if x.ground else text_of(x), []).append(x)
    return counts


def _parted(a: Expr, b: Expr) -> tuple[list[Atom], list[Atom]]:
    """The elements of the first that the second one has too, as often as it has them, and the others."""
    there = _count(b.items)
    both, rest = [], []
    for x in a.items:
        x = resolve(x)
        left = there.get(x if x.ground else text_of(x))
        if left:
            left.pop()
            both.append(x)
        else:
            rest.append(x)
    return both, rest


@op("intersection-atom", EXPRESSION, EXPRESSION, ATOM)
def _intersection(m: Machine, a: Atom, b: Atom) -> list[Atom]:
    return [Expr(tuple(_parted(expression(a), expression(b))[0]))]


@op("subtraction-atom", EXPRESSION, EXPRESSION, ATOM)
def _subtraction(m: Machine, a: Atom, b: Atom) -> list[Atom]:
    return [Expr(tuple(_parted(expression(a), expression(b))[1]))]


# ---- types


@op("get-metatype", ATOM, ATOM)
def _get_metatype(m: Machine, atom: Atom) -> list[Atom]:
    return [meta_type(atom)]


def types_found(space: Space, atom: Atom) -> list[Atom]:
    """What get-type answers."""
    return [t for t, wrong in types_of(space, atom) if wrong is None] or [EMPTY]


@op("get-type-space", SPACE_TYPE, ATOM, ATOM)
def _get_type_space(m: Machine, space: Atom, atom: Atom) -> list[Atom]:
    return types_found(space_of(space, "get-type-space expects a space as the first argument"), atom)


@op("_is-error", ATOM, BOOL)
def _is_error(m: Machine, atom: Atom) -> list[Atom]:
    atom = deref(atom)
    return [truth(atom.__class__ is Expr and atom.items and deref(atom.items[0]) is ERROR)]


@op("_is-function", ATOM, BOOL)
def _is_function(m: Machine, typ: Atom) -> list[Atom]:
    typ = deref(typ)
    return [truth(typ.__class__ is Expr and typ.items and deref(typ.items[0]) is ARROW)]


@op("_types-match", ATOM, ATOM, BOOL)
def _types_match(m: Machine, a: Atom, b: Atom) -> list[Atom]:
    """Is one of the types such that anything fits?"""
    return [truth(any(equivalent(x, y) for x in (a, b) for y in (UNDEFINED, ATOM)))]


@op("_type-cast", ATOM, ATOM, SPACE_TYPE, ATOM)
def _type_cast(m: Machine, atom: Atom, typ: Atom, space: Atom) -> list[Atom]:
    if equal(meta_type(atom), typ):
        return [atom]
    bound: list[Var] = []
    for one in types_found(space.value, atom) if isinstance(space, SpaceAtom) else ():
        fits = match_types(one, typ, bound)
        undo(bound)
        if fits:
            return [atom]
    return [error(atom, BAD_TYPE)]


# ---- spaces and states


@op("new-space", SPACE_TYPE)
def _new_space(m: Machine) -> list[Atom]:
    return [SpaceAtom(Space())]


@op("add-atom", SPACE_TYPE, ATOM, UNIT_TYPE)
def _add_atom(m: Machine, space: Atom, atom: Atom) -> list[Atom]:
    space_of(space, "add-atom expects a space as the first argument").add(atom)
    changed()
    return DONE


@op("remove-atom", SPACE_TYPE, ATOM, UNIT_TYPE)
def _remove_atom(m: Machine, space: Atom, atom: Atom) -> list[Atom]:
    space_of(space, "remove-atom expects a space as the first argument").remove(atom)
    changed()
    return DONE


@op("get-atoms", SPACE_TYPE, ATOM)
def _get_atoms(m: Machine, space: Atom) -> list[Atom]:
    return space_of(space, "get-atoms expects a space as its argument").atoms()


_S = Var("tnso", True)
_MONAD = Expr((Sym("StateMonad"), _S))


@op("_new-state", _S, EXPRESSION, _MONAD)
def _new_state(m: Machine, atom: Atom, types: Atom) -> list[Atom]:
    what = "new-state expects atom as a first argument and non-empty list of types as a second argument"
    found = expression(types, what).items
    if not found:
        raise Failed(what)
    return [State(resolve(atom), Expr((Sym("StateMonad"), found[0])))]


@op("get-state", _MONAD, _S)
def _get_state(m: Machine, state: Atom) -> list[Atom]:
    if not isinstance(state, State):
        raise Failed("get-state expects single state atom as an argument")
    return [state.value]


@op("change-state!", _MONAD, _S, _MONAD)
def _change_state(m: Machine, state: Atom, atom: Atom) -> list[Atom]:
    if not isinstance(state, State):
        raise Failed("change-state! expects a state as the first argument")
    state.value = resolve(atom)
    changed()
    return [state]


# ---- text


@op("format-args", STRING, EXPRESSION, STRING)
def _format(m: Machine, template: Atom, args: Atom) -> list[Atom]:
    what = "format-args expects format string as a first argument and expression as a second argument"
    from re import DOTALL, sub

    values = [shown(x) for x in expression(args).items]
    text = string_of(template, what)
    size = len(text) + sum(map(len, values))
    m.room(size)
    note_large(size)
    left = iter(values)

    def put(two: Any) -> str:
        return next(left, "") if two[0] == "{}" else str(two[1])

    # A brace takes the character after it along: {} is the place of an atom, of any other two the second stays.
    return [String(sub("[{}](.?)", put, text, flags=DOTALL))]


@op("sort-strings", EXPRESSION, EXPRESSION)
def _sort_strings(m: Machine, items: Atom) -> list[Atom]:
    what = "sort-strings expects expression with strings as a first argument"
    found = sorted(string_of(deref(x), what) for x in expression(items, what).items)
    return [Expr(tuple(String(text) for text in found))]


# ---- assertions


def _assert(name: str, same: Callable[[Atom, Atom], bool], message: bool) -> None:
    types = [ATOM, ATOM, ATOM, *([ATOM] if message else [])]

    @op(name, *types, UNIT_TYPE)
    def run(m: Machine, actual: Atom, expected: Atom, what: Atom, *text: Atom) -> list[Atom]:
        got = list(expression(actual).items)
        wanted = list(expression(expected).items)
        missed, excess = compare(got, wanted, same)
        if not missed and not excess:
            return DONE
        if text:
            return [Expr((ERROR, what, text[0]))]
        lines = [f"\nExpected: {_row(wanted)}", f"Got: {_row(got)}"]
        if missed:
            lines.append("Missed results: " + ", ".join(map(text_of, missed)))
        if excess:
            lines.append("Excessive results: " + ", ".join(map(text_of, excess)))
        return [Expr((ERROR, what, String("\n".join(lines))))]


def _row(atoms: list[Atom]) -> str:
    return "[" + ", ".join(map(text_of, atoms)) + "]"


def compare(got: list[Atom], wanted: list[Atom], same: Callable[[Atom, Atom], bool]) -> tuple[list[Atom], list[Atom]]:
    """What is wanted and not there, and what is there and not wanted, of two multisets."""
    both, rest = _parted(Expr(tuple(got)), Expr(tuple(wanted)))
    if not rest and len(both) == len(wanted):
        return [], []
    missed = list(wanted)
    excess = []
    for x in got:
        for i, y in enumerate(missed):
            if same(x, y):
                del missed[i]
                break
        else:
            excess.append(x)
    return missed, excess


_assert("_assert-results-are-equal", equal, False)
_assert("_assert-results-are-equal-msg", equal, True)
_assert("_assert-results-are-alpha-equal", equivalent, False)
_assert("_assert-results-are-alpha-equal-msg", equivalent, True)

__all__ = ["ARROW", "DONE", "OPS", "op", "shown", "types_found"]
