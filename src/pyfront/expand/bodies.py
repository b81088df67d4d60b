"""Bodies with definitions: what they define is in scope in all of them, and their values are made in order."""

from __future__ import annotations

from pyfront.core.ir import Letrec, Node, Seq, Var
from pyfront.expand.env import DEFINITION, Scope, Special, symbol_of
from pyfront.expand.expander import Expander, bad, forms, head_binding, proper, syntax_error

TYPE_CHECKING = False  # as in typing, which would cost start-up time
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from pyfront.expand.env import Binding, Identifier


class Body:
    """Definitions of a body. ``declare`` makes the variable of a name; ``define`` says how to make its value, which
    happens when all names are known; without a target it is an expression."""

    def __init__(self, cx: Expander, env: Scope, who: str) -> None:
        self.cx = cx
        self.env = env
        self.who = who
        self.declared: set[Identifier] = set()
        self.parts: list[tuple[Var | None, Callable[[], Node], int]] = []

    def declare(self, name: Identifier, pos: int) -> Var:
        if name in self.declared:
            raise syntax_error(f"{symbol_of(name).name} is defined twice in one body", pos=pos)
        self.declared.add(name)
        var = self.env.names[name] = Var(symbol_of(name).name, pos)
        return var

    def fresh(self, name: str, pos: int) -> Var:
        """A variable that only the definition itself knows."""
        return Var(name, pos)

    def syntax(self, name: Identifier, binding: Binding, pos: int) -> None:
        if name in self.declared:
            raise syntax_error(f"{symbol_of(name).name} is defined twice in one body", pos=pos)
        self.declared.add(name)
        self.env.names[name] = binding

    def define(self, target: Any, make: Callable[[], Node], pos: int) -> None:
        self.parts.append((target, make, pos))

    def expand(self, items: list[Any], positions: list[int], pos: int) -> Node:
        cx, env, parts = self.cx, self.env, self.parts
        for x, at in forms(cx, env, items, positions):
            binding = head_binding(x, env)
            if binding.__class__ is Special and binding.role == DEFINITION:  # type: ignore[union-attr]
                binding.expand(cx, proper(x, binding), env, self)  # type: ignore[union-attr]
            else:
                parts.append((None, lambda x=x, at=at: cx.expand(x, env, at), at))  # type: ignore[misc]  # it takes no arguments
        last = len(parts)  # end of the definitions
        while last and parts[last - 1][0] is None:
            last -= 1
        if last == len(parts):
            raise bad(self.who, "the body has no expression after its definitions", pos)
        variables = [target or Var("", at) for target, _, at in parts[:last]]
        inits = [make() for _, make, _ in parts[:last]]
        nodes = [make() for _, make, _ in parts[last:]]
        body = nodes[0] if len(nodes) == 1 else Seq(nodes, pos)
        return Letrec(variables, inits, body, pos) if variables else body
