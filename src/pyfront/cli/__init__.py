"""The command ``vmcore``: run, eval, repl, disasm, compile, bench, languages, wasm, jade."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def main(argv: list[str] | None = None) -> int:
    """Runs the command; answers the exit code of the process. What the codes mean: ``cli/outcome.py``."""
    from pyfront.cli.outcome import guarded

    arguments = sys.argv[1:] if argv is None else list(argv)
    return guarded(_dispatch, arguments)


def script() -> None:
    """The process of the command."""
    code = main()
    from pyfront.cli import outcome

    if not outcome.is_plain_end():
        sys.exit(code)
    import os

    sys.stderr.flush()
    os._exit(code)


def _dispatch(arguments: list[str]) -> int:
    if arguments[:1] == ["bench"]:  # has options of its own, and does not need ours
        from pyfront import bench

        return bench.main(arguments[1:])
    if arguments and _is_program(arguments[0]):
        from pyfront.cli.outcome import usage

        raise usage(f"{arguments[0]!r} is no command; to run the program: vmcore run {arguments[0]}")
    from pyfront.cli.options import plain

    options: Any = plain(arguments)
    if options is None:
        from pyfront.cli.parser import parse

        options = parse(arguments)
    command: int = options.command(options)
    return command


def _is_program(word: str) -> bool:
    """Is it a file where a command should be?"""
    import os

    return ("." in word or os.sep in word) and not word.startswith("-") and os.path.isfile(word)
