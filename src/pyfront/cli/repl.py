"""``vmcore repl``: reads entries, evaluates them in one runtime, prints their values."""

from __future__ import annotations

import sys

from pyfront.api import Runtime
from pyfront.cli import files, outcome
from pyfront.cli.options import runtime_options
from pyfront.cli.streams import Output
from pyfront.errors import Error, Exit, IncompleteError

TYPE_CHECKING = False
if TYPE_CHECKING:
    import argparse
    from typing import Any

    from pyfront.text.source import Source

NAME = "<repl>"  # of what is typed, in messages
HELP = """\
Type an expression; an unfinished one goes on in the next line. Ctrl-C interrupts, Ctrl-D leaves.
  ,help          this text
  ,time EXPR     evaluate and show what it took
  ,disasm EXPR   the instructions of the expression, not evaluated
  ,quit          leave"""


def repl(options: argparse.Namespace) -> int:
    from pyfront.cli.lines import choose

    output = Output(sys.stdout)
    language = options.language or files.DEFAULT_LANGUAGE
    runtime = Runtime(language, stdout=output, **runtime_options(options))
    at_prompt = getattr(runtime.environment, "at_prompt", None)
    if at_prompt is not None:
        at_prompt(runtime)
    session = Session(runtime, output)
    with choose(language, session.incomplete, runtime.names) as lines:
        lines.prompt = getattr(runtime.environment, "prompt_text", lines.prompt)
        if lines.interactive:
            from pyfront import __version__

            print(f"vmcore {__version__}, {language}; ,help for help")
        return session.loop(lines)


class Session:
    """A runtime and what can be done with entries in it."""

    def __init__(self, runtime: Runtime, output: Output) -> None:
        self.runtime = runtime
        self.output = output
        self.commands = {"help": self.help, "quit": self.quit, "time": self.time, "disasm": self.disasm}

    def loop(self, lines: Any) -> int:
        """Entries until the input ends; the exit code."""
        while True:
            try:
                text = lines.entry()
                if text is None:
                    return outcome.OK
                self.enter(text)
            except Exit as end:
                return outcome.exit_code(end.code)
            except KeyboardInterrupt:
                if not lines.interactive:
                    raise
                self.output.fresh_line()
                outcome.show("interrupted")
            except OSError:
                raise  # the terminal is gone
            except UnicodeDecodeError:
                raise outcome.Stop("invalid UTF-8 in the input", outcome.SOURCE) from None
            except Exception as error:  # noqa: BLE001 - shown, and on it goes
                self.output.fresh_line()
                outcome.report(error)

    def incomplete(self, text: str) -> bool:
        """Does an entry end inside something?"""
        if text.lstrip().startswith(","):
            text = text.lstrip().partition(" ")[2]
        return incomplete(text, self.runtime.language)

    def enter(self, text: str) -> None:
        """Evaluates an entry, or obeys a command."""
        text = text.rstrip()
        if not text.lstrip().startswith(","):
            self.evaluate(text)
            return
        name, _, rest = text.lstrip()[1:].partition(" ")
        command = self.commands.get(name)
        if command is None:
            raise outcome.usage(f"unknown command ,{name}; ,help lists the commands")
        command(rest.strip())

    def evaluate(self, text: str) -> None:
        """Evaluates the forms of an entry one after another, and prints the value of each."""
        for form in forms(text, self.runtime.language):
            self.evaluate_form(form)

    def evaluate_form(self, text: str) -> None:
        value = self.runtime.written(self.runtime.compile(text, NAME, entry=True))
        self.output.finish()
        self.output.fresh_line()
        if value is not None:
            self.output.line(value)

    # ---- commands

    def help(self, rest: str) -> None:
        self.output.line(HELP)

    def quit(self, rest: str) -> None:
        raise Exit(0)

    def time(self, rest: str) -> None:
        from time import perf_counter

        if not rest:
            raise outcome.usage(",time needs an expression")
        program = self.runtime.compile(rest, NAME, entry=True)
        collections = self.runtime.stats()["collections"]
        start = perf_counter()
        value = self.runtime.written(program)
        seconds = perf_counter() - start
        stats = self.runtime.stats()
        if value is not None:
            self.output.line(value)
        collections = stats["collections"] - collections
        self.output.line(f"; {seconds:.6f} s, {stats['work']} fuel, {collections} collections")

    def disasm(self, rest: str) -> None:
        from pyfront.cli.listing import listing

        if not rest:
            raise outcome.usage(",disasm needs an expression")
        self.output.line(listing(rest, NAME, self.runtime.language, "code", self.runtime.environment))


def read(source: Source, language: str) -> list[Any]:
    """The data of an entry: tuples, of which the second item is the position. A language's package has a ``reader`` with
    ``read_all``."""
    from pyfront.languages import LANGUAGES

    reader = LANGUAGES[language][0] + ".reader"
    __import__(reader)
    data: list[Any] = sys.modules[reader].read_all(source)
    return data


def forms(text: str, language: str) -> list[str]:
    """The texts of the forms of an entry, each where it was: what is before it is blank. One that cannot be read is whole."""
    from re import sub

    from pyfront.text.source import Source

    source = Source(NAME, text)
    try:
        starts = [datum[1] - source.base for datum in read(source, language)]
    except Error:
        return [text]
    if len(starts) < 2:
        return [text]
    ends = [*starts[1:], len(text)]
    return [sub(r"[^\n]", " ", text[:start]) + text[start:end] for start, end in zip(starts, ends)]


def incomplete(text: str, language: str) -> bool:
    """Could more text make it right?"""
    from pyfront.text.source import Source

    try:
        read(Source(NAME, text), language)
    except IncompleteError:
        return True
    except Error:
        pass  # a complete entry with an error in it
    return False
