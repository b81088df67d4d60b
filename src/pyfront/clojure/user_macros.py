"""Macros of the program, and readers of its tags: they run in the machine, as part of the run that compiles."""

from __future__ import annotations

from pyfront.clojure.analyse import NeedsMachine, fail
from pyfront.clojure.data import Form, List, Map
from pyfront.clojure.flat import COLUMN, LINE, unflatten
from pyfront.core.ir import Call, Const, GlobalRef, Node

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyfront.clojure.namespaces import VarInfo
    from vmcore.data import Symbol


def expand_user(an: Any, var: VarInfo, x: List, scope: dict[Any, Any]) -> Any:
    """What the macro makes of a form."""
    environment = an.environment
    machine = environment.machine
    if not machine.is_bound(var.full):
        if an.static:
            raise NeedsMachine
        raise fail(f"the macro {var.full} has no value yet", x.start)
    if environment.recorder is not None:
        environment.recorder.used(var.full)
    form = _placed(x, an.source)
    env = Map([part for name in scope for part in (name, None)]) if scope else None
    args: list[Node] = [an.quoted(form, x.start), an.quoted(env, x.start) if scope else Const(None)]
    args += [an.quoted(item, pos) for item, pos in zip(form.items[1:], form.pos[1:])]
    return _called(an, var, args, "macro", f"the macro {var.name}", x.start)


def read_tagged(an: Any, var: VarInfo, tag: Symbol, form: Any) -> Any:
    """What the function for a tag makes of the form behind it."""
    pos = form.start if isinstance(form, Form) else 0
    if not an.environment.machine.is_bound(var.full):
        raise ValueError(f"the reader of #{tag.name}, {var.full}, has no value yet")
    if an.environment.recorder is not None:
        an.environment.recorder.used(var.full)
    return _called(an, var, [an.quoted(form, pos)], "reader", f"the reader of #{tag.name}, {var.full},", pos)


def _called(an: Any, var: VarInfo, args: list[Node], kind: str, what: str, pos: int) -> Any:
    """What a function of the program makes of data, as a datum. ``kind`` and ``what`` it is, for messages."""
    from pyfront.clojure.unit import as_unit
    from pyfront.errors import Error
    from pyfront.expand.running import load_unit
    from pyfront.text.source import SourceMap

    environment = an.environment
    machine = environment.machine
    call = Call(GlobalRef(var.full, 0), args, 0)
    unit = as_unit([Call(GlobalRef("clojure.core/%flatten", 0), [call], 0)], 0)
    sources = SourceMap()
    sources.sources = [an.source]
    try:
        flat = load_unit(environment, machine, unit, sources)()
    except Error as error:
        from pyfront.errors import LimitError

        if isinstance(error, LimitError):
            raise
        told = fail(f"{what} failed: {error.headline()}", pos)
        told.notes += error.notes
        if error.file and error.line:
            told.notes.append(f"in the {kind}, at {error.file}:{error.line}:{error.column}")
        raise told from error
    return unflatten(machine, flat, an.source, pos)


def _placed(x: Any, source: Any) -> Any:
    """The form; its lists have their line and column among their metadata."""
    if source is None or not source.text:
        return x
    done: dict[int, Any] = {}
    stack: list[Any] = [x]
    while stack:
        form = stack[-1]
        if id(form) in done:
            stack.pop()
            continue
        waiting = [item for item in form.items if isinstance(item, Form) and id(item) not in done]
        if waiting:
            stack += waiting
            continue
        stack.pop()
        items = [done[id(item)] if isinstance(item, Form) else item for item in form.items]
        meta = form.meta
        if form.__class__ is List and form.start:
            line, column = source.line_column(form.start)
            more = (LINE, line, COLUMN, column)
            old = meta.items if meta is not None else ()
            meta = Map((*old, *more) if LINE not in old else old)
        done[id(form)] = form.__class__(items, form.pos, form.start, form.end, meta)
    return done[id(x)]


def value(an: Any, x: Any, pos: int) -> Node:
    """A value of the running program that stands in a form: a global of its own holds it."""
    from pyfront.clojure.template import next_id

    name = f"clojure.core/%value-{next_id()}"
    an.environment.machine.set_global(name, x.ref)
    if an.environment.recorder is not None:
        an.environment.recorder.impure = True
    return GlobalRef(name, pos)


