"""The macros of the language, as functions from forms to forms: ``macro(analyser, form, scope)``."""

from __future__ import annotations

from pyfront.sema.analyse import arity, fail
from pyfront.sema.data import List, Map, Vector
from vmcore.data import Symbol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from pyfront.sema.analyse import Analyser, Scope

    Macro = Callable[[Analyser, List, Scope], Any]

_count = 0


def fresh(name: str) -> Symbol:
    """A symbol that no program has."""
    global _count
    _count += 1
    return Symbol(f"{name}__{_count}")


class N(str):
    """A name in a form that a macro makes; a plain ``str`` is a string of the program."""

    __slots__ = ()


def form(pos: int, *items: Any) -> List:
    return List([Symbol(str(item)) if item.__class__ is N else item for item in items], (), pos)


def needs(x: List, least: int, most: int = -1) -> None:
    n = len(x.items) - 1
    if n < least or (most >= 0 and n > most):
        wanted = str(least) if most == least else f"{least} or more" if most < 0 else f"{least} to {most}"
        raise arity(x.items[0].name, wanted, n, x.start)


def binding(x: List) -> tuple[Any, Any]:
    """Name and form of ``(name form)``."""
    pair = x.items[1]
    if pair.__class__ not in (List, Vector) or len(pair.items) < 2:
        raise fail(f"{x.items[0].name}: expected a binding (name form)", x.pos[1])
    return pair.items[0], pair.items[1]


# ---------------------------------------------------------------- threading


def _thread(first: bool) -> Macro:
    def expand(an: Analyser, x: List, scope: Scope) -> Any:
        needs(x, 1)
        value = x.items[1]
        if len(x.items) == 2:
            return value
        step, pos = x.items[2], x.pos[2]
        if step.__class__ is List and step.items:
            items = [step.items[0], value, *step.items[1:]] if first else [*step.items, value]
            at = [step.pos[0], x.pos[1], *step.pos[1:]] if first else [*step.pos, x.pos[1]]
            value = List(items, at, step.start)
        else:
            value = List((step, value), (pos, x.pos[1]), pos)
        return List((x.items[0], value, *x.items[3:]), (x.pos[0], pos, *x.pos[3:]), x.start)

    return expand


def _thread_as(an: Analyser, x: List, scope: Scope) -> Any:
    needs(x, 2)
    value, name = x.items[1], x.items[2]
    for step in x.items[3:]:
        value = form(x.start, N("let"), form(x.start, form(x.start, name, value)), step)
    return value


def _thread_some(an: Analyser, x: List, scope: Scope) -> Any:
    needs(x, 1)
    if len(x.items) == 2:
        return x.items[1]
    name, step, pos = fresh("some"), x.items[2], x.pos[2]
    items = [step.items[0], name, *step.items[1:]] if step.__class__ is List and step.items else [step, name]
    rest = form(x.start, x.items[0], List(items, (), pos), *x.items[3:])
    test = form(x.start, N("if"), form(x.start, N("nil?"), name), form(x.start, N("begin")), rest)
    return form(x.start, N("let"), form(x.start, form(x.start, name, x.items[1])), test)


# ---------------------------------------------------------------- conditionals and loops


def _when_let(an: Analyser, x: List, scope: Scope) -> Any:
    needs(x, 1)
    name, value = binding(x)
    pos = x.start
    body = form(pos, N("when"), form(pos, N("not"), form(pos, N("nil?"), name)), *(x.items[2:] or (form(pos, N("begin")),)))
    return form(pos, N("let"), form(pos, form(pos, name, value)), body)


def _if_let(an: Analyser, x: List, scope: Scope) -> Any:
    needs(x, 3, 3)
    name, value = binding(x)
    pos = x.start
    test = form(pos, N("if"), form(pos, N("nil?"), name), x.items[3], x.items[2])
    return form(pos, N("let"), form(pos, form(pos, name, value)), test)


def _dotimes(an: Analyser, x: List, scope: Scope) -> Any:
    needs(x, 1)
    name, count = binding(x)
    pos = x.start
    variable = form(pos, name, 0, form(pos, N("+"), name, 1))
    return form(pos, N("do"), form(pos, variable), form(pos, form(pos, N("="), name, count)), *x.items[2:])


def _for_range(an: Analyser, x: List, scope: Scope) -> Any:
    needs(x, 1)
    parts = x.items[1].items if x.items[1].__class__ in (List, Vector) else ()
    if not 3 <= len(parts) <= 4:
        raise fail("for-range: expected (name start end) or (name start end step)", x.pos[1])
    name, start, end = parts[:3]
    step = parts[3] if len(parts) == 4 else 1
    pos = x.start
    variable = form(pos, name, start, form(pos, N("+"), name, step))
    return form(pos, N("do"), form(pos, variable), form(pos, form(pos, N(">="), name, end)), *x.items[2:])


# ---------------------------------------------------------------- resources and errors


def _with_stream(an: Analyser, x: List, scope: Scope) -> Any:
    needs(x, 1)
    name, value = binding(x)
    pos, result, error = x.start, fresh("result"), fresh("error")
    close = form(pos, N("stream/close"), name)
    handler = form(pos, N("catch"), error, close, form(pos, N("throw"), error))
    guarded = form(pos, N("try"), form(pos, N("begin"), *x.items[2:]), handler)
    body = form(pos, N("let"), form(pos, form(pos, result, guarded)), close, result)
    return form(pos, N("let"), form(pos, form(pos, name, value)), body)


def _guard(an: Analyser, x: List, scope: Scope) -> Any:
    """The error of a program is what it raised; that of the language is a map."""
    needs(x, 1)
    spec = x.items[1]
    if spec.__class__ is not List or not spec.items:
        raise fail("guard: expected (name clause ...)", x.pos[1])
    pos, error, name = x.start, fresh("error"), spec.items[0]
    clauses = list(spec.items[1:])
    last = clauses[-1] if clauses else None
    if last.__class__ is not List or not last.items or last.items[0] is not Symbol("else"):
        clauses.append(form(pos, N("else"), form(pos, N("throw"), error)))
    from pyfront.sema.forms_control import is_field_use

    plain = all(is_field_use(clause, name) for clause in clauses)
    raised = form(pos, N("%raised-fields" if plain else "%raised-object"), error)
    body = form(pos, N("let"), form(pos, form(pos, name, raised)), form(pos, N("cond"), *clauses))
    return form(pos, N("try"), form(pos, N("begin"), *x.items[2:]), form(pos, N("catch"), error, body))


def _parameterize(an: Analyser, x: List, scope: Scope) -> Any:
    needs(x, 2)
    pos = x.start
    if x.items[1].__class__ is not List or any(one.__class__ is not List or len(one.items) != 2 for one in x.items[1].items):
        raise fail("parameterize: expected ((parameter value) ...)", x.pos[1])
    pairs = [one.items for one in x.items[1].items]
    names = form(pos, N("list"), *[pair[0] for pair in pairs])
    values = form(pos, N("list"), *[pair[1] for pair in pairs])
    return form(pos, N("%parameterize"), names, values, form(pos, N("lambda"), form(pos), *x.items[2:]))


def _with_thunk(function: N) -> Macro:
    """``(name a b body ...)``: the function gets a, the body as a procedure, and b."""

    def expand(an: Analyser, x: List, scope: Scope) -> Any:
        needs(x, 2)
        pos = x.start
        thunk = form(pos, N("lambda"), form(pos), *(x.items[3:] or (form(pos, N("begin")),)))
        return form(pos, function, x.items[1], x.items[2], thunk)

    return expand


def _with_body(function: N) -> Macro:
    """``(name body ...)``: the function gets the body as a procedure."""

    def expand(an: Analyser, x: List, scope: Scope) -> Any:
        pos = x.start
        return form(pos, function, form(pos, N("lambda"), form(pos), *(x.items[1:] or (form(pos, N("begin")),))))

    return expand


def _hosted(an: Analyser, x: List, scope: Scope) -> Any:
    """``(%hosted name ...)``, in the library: functions that are functions of Python (``hosted_*.py``)."""
    if not an.library:
        raise fail("%hosted is for the library", x.start)
    made = []
    for name in x.items[1:]:
        service = (Symbol(N("%service")), form(x.start, N("quote"), N("call")), name.name, Symbol(N("args")))
        call = List(service, (), x.start)
        made.append(form(x.start, N("define"), form(x.start, name, N("."), N("args")), call))
    return form(x.start, N("begin"), *made)


def _doc(an: Analyser, x: List, scope: Scope) -> Any:
    """``(doc name)``"""
    needs(x, 1, 1)
    if x.items[1].__class__ is not Symbol:
        raise fail("doc: expected the name of something, not a value", x.pos[1])
    return form(x.start, N("%doc"), form(x.start, N("quote"), x.items[1]))


# ---------------------------------------------------------------- workflows


def _defworkflow(an: Analyser, x: List, scope: Scope) -> Any:
    needs(x, 3)
    name, doc, meta = x.items[1:4]
    if name.__class__ is not Symbol:
        raise fail("defworkflow: expected a name", x.pos[1])
    body = form(x.start, N("lambda"), form(x.start), *(x.items[4:] or (form(x.start, N("begin")),)))
    return form(x.start, N("workflow/run"), name.name, doc, meta, body)


def _step(an: Analyser, x: List, scope: Scope) -> Any:
    needs(x, 1, 2)
    return form(x.start, N("%workflow-step"), *x.items[1:], *(() if len(x.items) == 3 else (Map((), (), x.start),)))


def _phase(an: Analyser, x: List, scope: Scope) -> Any:
    needs(x, 1, 1)
    return form(x.start, N("workflow/phase"), x.items[1])


def _checkpoint(an: Analyser, x: List, scope: Scope) -> Any:
    needs(x, 1, 2)
    thunks = [form(x.start, N("lambda"), form(x.start), one) for one in x.items[2:]]
    return form(x.start, N("workflow/checkpoint"), x.items[1], *thunks)


MACROS: dict[str, Macro] = {
    "doc": _doc, "defworkflow": _defworkflow, "step": _step, "phase": _phase, "checkpoint": _checkpoint,
    "->": _thread(True), "->>": _thread(False), "as->": _thread_as, "some->": _thread_some, "when-let": _when_let,
    "if-let": _if_let, "dotimes": _dotimes, "for-range": _for_range, "with-stream": _with_stream, "with-open": _with_stream,
    "guard": _guard, "parameterize": _parameterize, "with-span": _with_thunk(N("%with-span")),
    "with-session": _with_thunk(N("%with-session")), "%hosted": _hosted,
    **{
        f"term/with-{name}": _with_body(N(f"%with-{name}"))
        for name in ("alt-screen", "mouse", "bracketed-paste", "focus-events", "kitty-keys")
    },
    "io/with-raw-mode": _with_body(N("%with-raw-mode")),
}  # fmt: skip

