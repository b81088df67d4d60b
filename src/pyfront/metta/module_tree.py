"""The modules of a runner as a tree of names, with the number of the module that a name is of."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Node:
    """``number``: of the module; none if there are modules below the name only."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.number: int | None = None
        self.below: dict[str, Node] = {}

    def lines(self, indent: str = " ") -> list[str]:
        out = [self.name if self.number is None else f"{self.name} = {self.number}"]
        for i, node in enumerate(self.below.values(), 1):
            last = i == len(self.below)
            first, *others = node.lines()
            out.append(f"{indent}{'└─' if last else '├─'}{first}")
            out += [f"{indent}{'  ' if last else '│ '}{line}" for line in others]
        return out


def module_tree(modules: dict[str, Any]) -> str:
    """``modules``: by their names from the top on, whose parts have colons between them; the first one is the top."""
    numbers: dict[int, int] = {}
    top: Node | None = None
    for name, module in modules.items():
        number = numbers.setdefault(id(module), len(numbers))
        if top is None:
            node = top = Node(name)
        else:
            node = top
            for part in name.split(":"):
                node = node.below.setdefault(part, Node(part))
        node.number = number
    return "" if top is None else "\n".join(top.lines()) + "\n"
