"""Code generation: core IR in, image out."""

from __future__ import annotations

from pyfront.core.ir import Call, Const, GlobalDefine, GlobalRef, GlobalSet, If, PrimCall, PrimRef, Seq
from pyfront.emit.emit import compile_unit
from pyfront.emit.image import write_image
from pyfront.emit.registers import CODE_LIBRARY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyfront.core.ir import Lambda, Node
    from pyfront.text.source import SourceMap


LONG = 10_000  # forms of a unit


def compile_for(
    backend: str, node: Lambda, sources: SourceMap | None, *, library: bool = False, whole: bool = False, longs: bool = False
) -> bytes:
    """The image of a unit for a backend, ``vm`` or ``treewalk``; see compile_ir."""
    if backend == "treewalk":
        from pyfront.emit.tree import compile_tree

        return compile_tree(node, sources, library=library)
    return compile_ir(node, sources, library=library, whole=whole, longs=longs)


def compile_ir(
    node: Lambda, sources: SourceMap | None, *, library: bool = False, passes: bool = True, whole: bool = False,
    longs: bool = False,
) -> bytes:
    """The image of a unit, a procedure of no arguments. Consumes the tree. ``library``: its procedures are hidden in
    backtraces and the texts of its sources are left out. ``whole``: no other code defines or assigns its globals.
    ``longs``: arithmetic that leaves 64 bits is an error."""
    inlined = None
    long = is_long(node)
    if long or not _is_plain(node.body):
        from pyfront.passes import PASSES, REQUIRED, for_longs, run, with_inlined

        if whole and passes:
            from pyfront.passes.known import known

            inlined = known(node)
        if long:
            from pyfront.emit.parts import in_parts

            in_parts(node)
        if inlined is None:
            wanted = PASSES if passes else REQUIRED
            node = run(node, for_longs(wanted) if longs else wanted)  # type: ignore[assignment]  # a unit stays one
        else:
            from pyfront.passes.inlined import mark_tails

            wanted = with_inlined(inlined)
            node = run(node, for_longs(wanted) if longs else wanted)  # type: ignore[assignment]  # a unit stays one
            if inlined.calls:
                mark_tails(node, inlined)
    stable = inlined.stable if inlined is not None else set()
    functions = compile_unit(node, CODE_LIBRARY if library else 0, stable)
    return write_image(functions, sources, library=library, inlined=inlined.calls if inlined is not None else [])


def is_long(node: Lambda) -> bool:
    """Is it a unit of so many forms that one procedure may not hold them?"""
    body = node.body
    return isinstance(body, Seq) and len(body.items) > LONG


def _is_plain(root: Node) -> bool:
    """Are there no variables, procedures or loops in it? Then there is nothing that the passes must do, and nothing worth
    doing: all of it is evaluated once, which costs less than loading them."""
    stack: list[Any] = [root]
    while stack:
        node = stack.pop()
        kind = node.__class__
        if kind is PrimCall:
            stack += node.args
        elif kind is Call:
            stack.append(node.fn)
            stack += node.args
        elif kind is GlobalDefine or kind is GlobalSet:
            stack.append(node.value)
        elif kind is Seq:
            stack += node.items
        elif kind is If:
            stack += (node.test, node.then, node.orelse)
        elif kind is not Const and kind is not GlobalRef and kind is not PrimRef:
            return False
    return True
