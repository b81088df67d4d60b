"""The passes, in order: each is one function from tree to tree. They consume their argument.

``PASSES`` is what a compilation runs; ``REQUIRED`` is the part without which the code generator has no meaning for a
tree. The tree-walker needs ``several`` and ``analyse``.
"""

from __future__ import annotations

from pyfront.passes.analyse import analyse
from pyfront.passes.fold import fold
from pyfront.passes.inline import inline
from pyfront.passes.letrec import letrec
from pyfront.passes.loops import loops
from pyfront.passes.several import several

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from pyfront.core.ir import Node
    from pyfront.passes.inlined import Inlined

PASSES: tuple[Callable[[Node], Node], ...] = (analyse, letrec, inline, fold, several, loops, analyse)
REQUIRED: tuple[Callable[[Node], Node], ...] = (analyse, letrec, several, analyse)


def for_longs(passes: tuple[Callable[[Node], Node], ...]) -> tuple[Callable[[Node], Node], ...]:
    """The passes for a language where arithmetic that leaves 64 bits is an error, and maps are persistent."""
    from pyfront.passes.fold import fold_longs
    from pyfront.passes.own import own

    chosen = tuple(fold_longs if one is fold else one for one in passes)
    return (*chosen[:-1], own, analyse) if fold in passes else chosen


def with_inlined(inlined: Inlined) -> tuple[Callable[[Node], Node], ...]:
    """``PASSES`` for a program in which calls were inlined."""
    from pyfront.passes.local import local

    special = {
        inline: lambda node: inline(local(node, inlined), inlined),
        loops: lambda node: loops(node, inlined.kept),
    }
    return tuple(special.get(one, one) for one in PASSES)


def run(node: Node, passes: tuple[Callable[[Node], Node], ...] = PASSES) -> Node:
    for one in passes:
        node = one(node)
    return node
