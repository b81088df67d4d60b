"""Code generation: core IR in, image out."""

from __future__ import annotations

from pyfront.emit.emit import compile_unit
from pyfront.emit.image import write_image
from pyfront.emit.registers import CODE_LIBRARY
from pyfront.passes import PASSES, REQUIRED, run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pyfront.core.ir import Lambda
    from pyfront.text.source import SourceMap


def compile_ir(node: Lambda, sources: SourceMap | None, *, library: bool = False, passes: bool = True) -> bytes:
    """The image of a unit, a procedure of no arguments. Consumes the tree. ``library``: its procedures are hidden in
    backtraces and the texts of its sources are left out."""
    node = run(node, PASSES if passes else REQUIRED)  # type: ignore[assignment]
    return write_image(compile_unit(node, CODE_LIBRARY if library else 0), sources, library=library)
