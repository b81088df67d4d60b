"""The command ``vmcore jade``."""

from __future__ import annotations

import os
import sys

from pyfront.cli.commands import write
from pyfront.cli.outcome import FILE, OK, PROGRAM, Stop, show, usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from typing import Any

    from pyfront.errors import Error


def jade(options: argparse.Namespace) -> int:
    from pyfront.cache import stylesheet_once
    from pyfront.dsssl.api import PRINTERS, transform, write_files

    backend, _, form = options.type.partition("-")
    if form not in ("", "raw"):
        raise usage(f"unknown form {form!r} of the back end {backend}; there is: {backend}-raw")
    inputs = [name for name in options.inputs if not name.endswith((".dcl", ".soc"))]  # declarations say nothing new
    if len(inputs) != 1:
        raise usage("one document is expected")
    style = options.style or os.path.splitext(inputs[0])[0] + ".dsl"
    for path in (style.partition("#")[0], inputs[0]):
        if not os.path.isfile(path):
            raise Stop(f"cannot read {path!r}: there is no such file", FILE)
    where: dict[str, Any] = {"search": options.search, "roots": options.root, "engine": options.backend}
    problems: list[Error] = []
    try:
        sheet = stylesheet_once(style, not options.no_cache, variables=_variables(options.variables), backend=backend, **where)
        files = transform(
            sheet, inputs[0], backend, raw=form == "raw", encoding=options.encoding, fuel=options.fuel, memory=options.memory,
            timeout=options.timeout, max_depth=options.max_depth, errors=problems, **where,
        )  # fmt: skip
    except ValueError as error:
        raise usage(str(error)) from None
    top = files.pop("", b"")
    write_files(files, options.directory)
    output = options.output
    if output is None and backend in PRINTERS:  # as OpenJade: the document's name with the back end's suffix
        output = os.path.splitext(inputs[0])[0] + "." + backend
    if output is not None:
        write(output, top)
    else:
        sys.stdout.flush()
        sys.stdout.buffer.write(top)
        sys.stdout.buffer.flush()
    for problem in problems:
        show(problem if options.trace else "\n".join([str(problem).split("\n", 1)[0], *(f"  {note}" for note in problem.notes)]))
    return PROGRAM if problems else OK


def _variables(given: list[str]) -> dict[str, Any]:
    """``name`` is true, ``name=text`` a string."""
    found: dict[str, Any] = {}
    for one in given:
        name, equals, value = one.partition("=")
        if not name or any(char in name for char in " ()\"'"):
            raise usage(f"{one!r} is no variable: NAME, or NAME=VALUE")
        found[name] = value if equals else True
    return found
