"""The commands ``vmcore wasm run``, ``validate``, ``wat`` and ``build``."""

from __future__ import annotations

import os
import sys

from pyfront.cli import files, outcome
from pyfront.cli.commands import write
from pyfront.cli.outcome import FILE, OK, SOURCE, Stop, usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from pyfront.wasm import Module


def run(options: argparse.Namespace) -> int:
    module = read_module(options.file, cached=True)
    from pyfront.wasm.command import run_command
    from pyfront.wasm.errors import LinkError

    try:
        code = run_command(
            module, [options.file, *options.args], env=_environment(options.env), preopens=_directories(options.dir),
            readonly=_directories(options.dir_ro), fuel=options.fuel, timeout=options.timeout, memory_limit=options.memory,
        )  # fmt: skip
    except LinkError as error:
        raise Stop(error, SOURCE) from None
    return outcome.exit_code(code)


def wat(options: argparse.Namespace) -> int:
    text = read_module(options.file).to_text()
    if options.output is None:
        sys.stdout.write(text)
    else:
        write(options.output, text.encode())
    return OK


def build(options: argparse.Namespace) -> int:
    if options.output is None and options.file == "-":
        raise usage("a module from standard input needs -o OUT")
    write(options.output or os.path.splitext(options.file)[0] + ".wasm", read_module(options.file).to_bytes(names=True))
    return OK


def validate(options: argparse.Namespace) -> int:
    for file in options.files:
        read_module(file)
    return OK


def read_module(file: str, cached: bool = False) -> Module:
    from pyfront.cache import module_once
    from pyfront.wasm.errors import WasmError

    data = files.read(file)
    name = files.name_of(file)
    try:
        return module_once(data, name, cached)
    except WasmError as error:
        raise Stop(error, SOURCE) from None


def _environment(given: list[str]) -> dict[str, str]:
    """NAME=VALUE, or NAME for what it is here."""
    found = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not name:
            raise usage(f"--env {text!r}: expected NAME or NAME=VALUE")
        if equals:
            found[name] = value
        elif name in os.environ:
            found[name] = os.environ[name]
    return found


def _directories(given: list[str]) -> dict[str, str]:
    """HOST::GUEST, or HOST for the same name there; by the name for the guest."""
    found = {}
    for text in given:
        host, _, guest = text.partition("::")
        if not os.path.isdir(host):
            raise Stop(f"--dir: {host!r} is no directory", FILE)
        found[guest or host] = host
    return found
