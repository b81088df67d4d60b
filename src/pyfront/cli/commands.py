"""The commands ``run``, ``eval``, ``compile`` and ``languages``."""

from __future__ import annotations

import sys

from pyfront.cli import files, outcome
from pyfront.cli.options import runtime_options, search_path
from pyfront.cli.outcome import FILE, OK, SOURCE, Stop, usage
from pyfront.cli.streams import Output

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse

    from pyfront.api import Program, Runtime


def run(options: argparse.Namespace) -> int:
    from pyfront.api import Runtime

    data = files.read(options.file)
    name = files.name_of(options.file)
    program = _load_compiled(data, name, options.language)
    language = program.language if program is not None else files.language_of(options.file, options.language)
    text = "" if program is not None else files.decode(data, name)
    if options.explain and language != "metta":
        raise usage(f"--explain is for MeTTa; the language of {name} is {language}")
    output = _output()
    _settle(language)
    runtime = Runtime(language, stdout=output, args=[options.file, *options.args], **runtime_options(options))
    if program is None:
        program = files.compile_text(runtime, text, name, not options.no_cache)
    if hasattr(runtime.environment, "echo"):  # a language whose programs are read for their results
        runtime.environment.echo = output.write
        runtime.environment.explaining = options.explain
    runtime.run(program)
    _finish(runtime)
    output.finish()
    return OK


def _settle(language: str) -> None:
    """What is loaded by now stays until the end, when the garbage collector need not visit it: a tenth of a short process."""
    import gc

    from pyfront.languages import language as load

    load(language)
    gc.freeze()
    outcome.modules = frozenset(sys.modules)


def _output() -> Output:
    """Standard output of a program. Messages that come after it begin on a line of their own."""
    output = Output(sys.stdout)
    outcome.begun = lambda: not output.clean
    return output


def _finish(runtime: Runtime) -> None:
    """Waits for the tasks that the program has left, in a language with such."""
    finish = getattr(runtime.environment, "finish", None)
    if finish is not None:
        finish()


def _load_compiled(data: bytes, name: str, language: str | None) -> Program | None:
    program = files.load_saved(data, name)
    if program is not None and language not in (None, program.language):
        raise usage(f"{name} is compiled from {program.language}, not from {language}")
    return program


def evaluate(options: argparse.Namespace) -> int:
    from pyfront.api import Runtime

    output = _output()
    runtime = Runtime(options.language or files.DEFAULT_LANGUAGE, stdout=output, **runtime_options(options))
    value = runtime.written(files.compile_text(runtime, options.expression, "<eval>"))
    if value is not None:
        output.write(value + "\n")
    _finish(runtime)
    output.finish()
    return OK


def compile_file(options: argparse.Namespace) -> int:
    from os.path import splitext

    from pyfront import api
    from pyfront.cli import saved
    from pyfront.errors import Error

    if options.output is None and options.file == "-":
        raise usage("a program from standard input needs -o OUT")
    text = files.decode(files.read(options.file), files.name_of(options.file))
    language = files.language_of(options.file, options.language)
    try:
        program = api.compile(
            text, language, filename=files.name_of(options.file), backend=options.backend, path=search_path(options),
            allow=["file-read"], whole=True,
        )  # fmt: skip
    except Error as error:
        raise Stop(error, SOURCE) from None
    write(options.output or splitext(options.file)[0] + files.SUFFIX, saved.dump(program))
    return OK


def write(path: str, data: bytes) -> None:
    if path == "-":
        sys.stdout.buffer.write(data)
        return
    try:
        with open(path, "wb") as file:
            file.write(data)
    except (OSError, ValueError) as error:
        raise Stop(f"cannot write {path!r}: {getattr(error, 'strerror', None) or error}", FILE) from None


def languages(options: argparse.Namespace) -> int:
    from pyfront.languages import LANGUAGES

    for name, (_, suffixes) in LANGUAGES.items():
        print(f"{name:12} {' '.join(suffixes)}")
    return OK
