"""A text as a unit: all its forms at once if nothing in it must run before the rest is understood, else a call that reads,
compiles and runs one form after another."""

from __future__ import annotations

from pyfront.core.ir import Call, Const, GlobalDefine, GlobalRef, Lambda, Node, Seq
from pyfront.expand.running import located
from pyfront.sema.analyse import BEGIN, DEFINING, Analyser, NeedsMachine, defined_names, nil
from pyfront.sema.data import List
from pyfront.sema.reader import read_all
from vmcore.data import Symbol

TYPE_CHECKING = False  # as in typing, which would cost start-up time
if TYPE_CHECKING:
    from typing import Any

    from pyfront.sema.language import Environment
    from pyfront.text.source import Source, SourceMap


def expand(source: Source, sources: SourceMap, environment: Environment) -> tuple[Lambda, tuple[str, ...], list[Any]]:
    names = environment.names
    before = names.state()
    data = None
    try:
        data = read_all(source)
        an = analyser(environment, source)
        an.static = True
        nodes: list[Node] = [
            Seq([GlobalDefine(names.own(name) or "", GlobalRef("sema:" + name)), nil()]) for name in declare(data, names)
        ]
        for x, pos in data:
            an.top(x, pos, nodes)
    except NeedsMachine:
        names.restore(before)
        return run_text(source), (), []
    except Exception as error:
        names.restore(before)
        located(error, sources)
        if data is not None and not getattr(error, "incomplete", False) and len(data) > 1:
            return run_text(source), (), []  # what comes before the error runs
        raise
    return as_unit(nodes, source.base), tuple(dict.fromkeys(an.defined)), []


def declare(data: list[tuple[Any, int]], names: Any) -> list[str]:
    """The names that the top level defines are globals of the program from its beginning on. Answers those that the library
    has too, and whose value is the library's until the definition has run."""
    both: list[str] = []
    todo = [x for x, _ in data]
    while todo:
        x = todo.pop()
        if x.__class__ is not List or len(x.items) < 2 or x.items[0].__class__ is not Symbol:
            continue
        head = x.items[0].name
        if head in BEGIN:
            todo += x.items[1:]
        elif head in DEFINING:
            for name in defined_names(x):
                if name.name in names.given and names.own(name.name) is None:
                    both.append(name.name)
                names.define(name.name)
    return both


def analyser(environment: Environment, source: Source | None) -> Analyser:
    an = Analyser(environment.names, source)
    an.environment = environment
    return an


def as_unit(nodes: list[Node], pos: int) -> Lambda:
    """The procedure that runs the nodes."""
    if not nodes:
        nodes = [nil(pos)]
    body = nodes[0] if len(nodes) == 1 else Seq(nodes, pos)
    return Lambda("", [], [], None, body, pos)


def run_text(source: Source) -> Lambda:
    args: list[Node] = [Const(source.text, source.base), Const(source.name, source.base)]
    return Lambda("", [], [], None, Call(GlobalRef("sema:%run-text", source.base), args, source.base), source.base)
