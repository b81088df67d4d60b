from __future__ import annotations

from collections.abc import Callable
from typing import Any

from vmcore._terms import Atom, Expr, Ground, Var
from vmcore._termspace import Space

class Operation(Ground):
    run: Callable[..., list[Atom]] | None
    control: Callable[..., None] | None
    low: int
    high: int
    direct: int
    folded: bool
    def __init__(self, value: Any, typ: Atom, kind: str, run: Any, control: Any, low: int, high: int) -> None: ...

class Words:
    def __init__(self, **words: Any) -> None: ...

def types_of(words: Words, space: Space, atom: Atom) -> list[tuple[Atom, Expr | None]]: ...
def declared(words: Words, space: Space, atom: Atom) -> list[Atom]: ...
def match_reduced(words: Words, a: Atom, b: Atom, bound: list[Var]) -> bool: ...
def may_be_type(words: Words, a: Atom, b: Atom, bound: list[Var]) -> bool: ...
