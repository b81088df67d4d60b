from __future__ import annotations

from collections.abc import Callable
from typing import Any

from vmcore._terms import Atom, Expr, Ground, Var
from vmcore._termtypes import Words

M_METTA: int
M_EXEC: int
M_EVAL: int
M_RETURN: int
M_FAIL: int
M_END: int
CHECK: int
DIRECT: dict[str, int]

class NoReduce(Exception): ...
class Failed(Exception): ...

class Frame:
    prev: Frame | None
    depth: int
    def __init__(self, prev: Frame | None) -> None: ...
    def resume(self, m: Any, atom: Atom) -> None: ...

class End(Frame):
    def __init__(self, prev: Frame | None = None) -> None: ...

class Called(Frame):
    call: Atom
    typ: Atom
    space: Ground
    def __init__(self, prev: Frame, call: Atom, typ: Atom, space: Ground) -> None: ...

class Then(Frame):
    step: Callable[..., None]
    def __init__(self, prev: Frame, step: Callable[..., None]) -> None: ...

class Choice:
    mark: int
    young: int
    frame: Frame
    def __init__(self, m: Machine, frame: Frame | None) -> None: ...
    def retry(self, m: Any) -> None: ...

class Otherwise(Choice):
    atom: Atom
    matched: bool
    def __init__(self, m: Machine, frame: Frame | None, atom: Atom) -> None: ...

class Machine:
    words: Words
    trail: list[Var]
    choices: list[Choice]
    results: list[Atom]
    mode: int
    atom: Atom
    frame: Any
    typ: Atom
    space: Any
    context: Any
    max_depth: int
    steps: int
    named: dict[str, Var]
    limits: Any
    islands: Any
    tables: Any
    asks_terms: bool
    def __init__(self, words: Words, context: Ground, limits: Any = None) -> None: ...
    def shortcut(self, frame: Frame, call: Expr, typ: Atom, space: Any) -> bool | None: ...
    def is_standard(self) -> bool: ...
    def fold(self, atom: Expr, typ: Atom) -> Atom | None: ...
    def loop(self) -> None: ...
    def room(self, n: int) -> None: ...
    def note(self, bound: list[Var]) -> None: ...
    def forget(self, mark: int) -> None: ...
    def by_name(self, pairs: list[tuple[Atom, Atom]]) -> list[tuple[Atom, Atom]]: ...
    def give(self, atom: Atom) -> None: ...
    def alternatives(self, frame: Frame, rest: list[Any], call: Atom | None = None) -> None: ...
    def fits(self, typ: Atom, wanted: Atom) -> bool: ...
    def match(self, frame: Frame, first: list[Any], template: Atom, otherwise: Atom) -> None: ...
    def goals(self, frame: Frame, rest: Any, template: Atom, otherwise: Otherwise | None = None) -> None: ...

def linked(goals: list[Any]) -> Any: ...
