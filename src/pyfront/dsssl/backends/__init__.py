"""Back ends that print: what makes a file of the events of flow objects (see lib/flow.scm, lib/tables.scm).

Python sees an event a flow object and characteristic, all at once when the style sheet has run.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pyfront.dsssl.backends.base import Printer


def make(name: str, encoding: str, path: str) -> Printer:
    """The back end of a name. ``path``: of the document."""
    if name == "fot":
        from pyfront.dsssl.backends.fot import FotPrinter

        return FotPrinter(encoding, path)
    if name == "tex":
        from pyfront.dsssl.backends.tex import TexPrinter

        return TexPrinter(encoding, path)
    from pyfront.dsssl.backends.rtf import RtfPrinter

    return RtfPrinter(encoding, path)
