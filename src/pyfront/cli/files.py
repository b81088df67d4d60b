"""Programs from files and standard input, as text or compiled."""

from __future__ import annotations

import sys

from pyfront.cli.outcome import FILE, SOURCE, Stop, usage

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pyfront.api import Program, Runtime

COMPILED = b"VMPROG1\n"  # what a compiled file begins with
SUFFIX = ".vmc"
OTHERS = {  # suffixes -> how a file is used that is no program of a language
    (".wasm", ".wat"): "vmcore wasm run {}",
    (".dsl",): "vmcore jade -d {} DOCUMENT",
}
DEFAULT_LANGUAGE = "scheme"  # of standard input and of files without a suffix


def read(path: str) -> bytes:
    """The bytes of a file, or of standard input for ``-``."""
    try:
        if path == "-":
            return sys.stdin.buffer.read()
        with open(path, "rb") as file:
            return file.read()
    except (OSError, ValueError) as error:  # ValueError: a zero byte in the name
        raise Stop(f"cannot read {path!r}: {getattr(error, 'strerror', None) or error}", FILE) from None


def name_of(path: str) -> str:
    """How messages call a file."""
    return "<stdin>" if path == "-" else path


def decode(data: bytes, name: str) -> str:
    """UTF-8, with or without a byte order mark."""
    try:
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        if b"\0" in data:
            raise Stop(f"{name} is no program text: it has zero bytes", SOURCE) from None
        before = data[: error.start]
        start = before.rfind(b"\n") + 1
        line = before.count(b"\n") + 1
        column = len(before[start:].decode("utf-8")) + 1
        message = f"{name}:{line}:{column}: invalid UTF-8: byte 0x{data[error.start]:02x} ({error.reason})"
        raise Stop(message, SOURCE) from None


def language_of(path: str, language: str | None) -> str:
    """The language asked for, or else the one that the file name tells."""
    from os.path import splitext

    from pyfront.languages import LANGUAGES, by_suffix

    if language is not None:
        return language
    if path == "-" or not splitext(path)[1]:
        return DEFAULT_LANGUAGE
    if path.endswith(SUFFIX):
        raise Stop(f"{path!r} is no compiled program", SOURCE)
    found = by_suffix(path)
    for suffixes, command in OTHERS.items():
        if found is None and path.lower().endswith(suffixes):
            raise usage(f"{path!r} is no program of a language; it is for: {command.format(path)}")
    if found is None:
        raise usage(f"no language has the suffix of {path!r}; choose one with --language: {', '.join(LANGUAGES)}")
    return found


def compile_text(runtime: Runtime, text: str, name: str, cache: bool = False) -> Program:
    """Compiles for a new runtime; what is wrong with the text ends the command as such."""
    from pyfront.api import Program

    try:
        if not cache:
            return runtime.compile(text, name, whole=True)
        from pyfront.cache import compile_once

        return compile_once(Program, runtime, text, name)
    except Exception as error:
        from pyfront.errors import Error  # not before there is one: to load it takes longer than many a program

        if isinstance(error, Error):
            raise Stop(error, SOURCE) from None
        raise


def load_saved(data: bytes, name: str) -> Program | None:
    """The program that the bytes of a compiled file are; None if they are none."""
    if not data.startswith(COMPILED):
        return None
    from pyfront.cli import saved

    try:
        return saved.load(data)
    except ValueError as error:
        raise Stop(f"{name}: {error}", SOURCE) from None
