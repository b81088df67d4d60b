"""``vmcore disasm``: what the compiler makes of a program, as text."""

from __future__ import annotations

from pyfront.cli import files
from pyfront.cli.options import search_path
from pyfront.cli.outcome import OK, SOURCE, Stop

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from typing import Any

    from pyfront.api import Program


def disasm(options: argparse.Namespace) -> int:
    from pyfront.errors import Error

    data = files.read(options.file)
    name = files.name_of(options.file)
    program = files.load_saved(data, name)
    try:
        if program is None:
            language = files.language_of(options.file, options.language)
            text = listing(files.decode(data, name), name, language, options.show, path=search_path(options))
        elif options.show == "code" and "vm" in program.images:
            text = _disassemble(program)
        else:
            text = listing(program.source, program.filename, program.language, options.show)
    except Error as error:
        raise Stop(error, SOURCE) from None
    print(text, end="" if text.endswith("\n") else "\n")
    return OK


def _disassemble(program: Program) -> str:
    """Of a compiled file, which may be anything: only what the verifier lets through is taken apart."""
    from pyfront.api import Runtime
    from pyfront.emit.asm import disassemble

    Runtime(program.language)._load(program.image("vm"))
    return disassemble(program.images["vm"])


def listing(
    text: str, name: str, language: str, what: str, environment: Any = None, path: list[str] | None = None
) -> str:
    """``what``: code, core or ir. ``environment``: that of a runtime whose definitions hold, if any; else ``path``: where
    libraries are."""
    from pyfront.languages import language as language_object
    from pyfront.text.source import SourceMap

    lang = language_object(language)
    sources = SourceMap()
    if environment is None:
        environment = lang.environment()
        environment.path, environment.free = tuple(path or ()), True
    unit, _, _ = lang.expand(sources.add(name, text), sources, environment)
    if what == "code":
        from pyfront.emit.asm import disassemble

        return disassemble(lang.emit(unit, sources, "vm"))
    from pyfront.core.show import show

    if what == "core":
        return show(unit)
    from pyfront.passes import run

    return show(run(unit))
