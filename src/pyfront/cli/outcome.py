"""How a command ends: every exception becomes a message on stderr and an exit code.

What the program printed is written out before any message, whatever happened.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TextIO

OK = 0
PROGRAM = 1
USAGE = 2
SOURCE = 3
LIMIT = 4
FILE = 5
INTERNAL = 70  # EX_SOFTWARE of sysexits.h
INTERRUPTED = 130  # 128 + SIGINT, as shells report it
PIPE = 141  # 128 + SIGPIPE

CODES = (
    (OK, "success"),
    (PROGRAM, "an error in the program that it did not handle"),
    (USAGE, "bad usage of this command"),
    (SOURCE, "the program cannot be read, expanded or compiled, or a compiled file is bad"),
    (LIMIT, "a limit was reached: fuel, memory, timeout"),
    (FILE, "a file given on the command line cannot be read or written, or the output cannot"),
    (INTERNAL, "an error in vmcore itself"),
    (INTERRUPTED, "interrupted (Ctrl-C)"),
    (PIPE, "whoever read the output stopped reading"),
)


class Stop(Exception):
    """The end of a command: an error to show (or a message), and the exit code."""

    def __init__(self, error: object, code: int) -> None:
        super().__init__(str(error))
        self.error = error
        self.code = code


def usage(message: str) -> Stop:
    return Stop(message, USAGE)


def guarded(action: Callable[..., int], *args: Any) -> int:
    """The exit code of a command that may end in any way."""
    _standard_streams()
    try:
        code = _attempt(action, *args)
        sys.stdout.flush()
    except BrokenPipeError:
        return _broken_pipe()
    except OSError as error:
        _drop(sys.stdout)
        show(f"cannot write the output: {error.strerror or error}")
        return FILE
    except KeyboardInterrupt:
        return INTERRUPTED
    return code


def _attempt(action: Callable[..., int], *args: Any) -> int:
    try:
        return action(*args)
    except SystemExit as end:  # argparse
        return end.code if isinstance(end.code, int) else OK if end.code is None else USAGE
    except KeyboardInterrupt:
        sys.stdout.flush()
        show("interrupted")
        return INTERRUPTED
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001 - every error becomes an exit code
        sys.stdout.flush()
        return report(error)


def report(error: BaseException) -> int:
    """Shows an error; the exit code that belongs to it."""
    from pyfront import errors

    if isinstance(error, Stop):
        show(error.error)
        return error.code
    if isinstance(error, errors.Exit):
        return exit_code(error.code)
    if isinstance(error, errors.Error):
        show(error)
        return code_of(error)
    if isinstance(error, OSError):  # from a stream of the program: its own files give errors of the language
        show(f"cannot read the input or write the output: {error.strerror or error}")
        return FILE
    if isinstance(error, UnicodeEncodeError):
        show(f"the output cannot be written as {error.encoding}: {error.reason}; PYTHONIOENCODING=utf-8 would help")
        return FILE
    if isinstance(error, MemoryError):
        show("out of memory")
        return LIMIT
    _show_bug(error)
    return INTERNAL


def code_of(error: BaseException) -> int:
    """The exit code for an error of the running program."""
    from pyfront import errors

    if isinstance(error, errors.LimitError):
        return LIMIT
    return SOURCE if isinstance(error, errors.VerifyError) else PROGRAM


def exit_code(n: int) -> int:
    """What a process can end with, 0 to 255; a failure never becomes a success by being cut to that."""
    return n if 0 <= n <= 255 else n & 0xFF or PROGRAM


def _show_bug(error: BaseException) -> None:
    from traceback import print_exception

    print_exception(type(error), error, error.__traceback__)
    show("this is an error in vmcore itself, please report it with the lines above")


# ---------------------------------------------------------------- the end of the process

modules: frozenset[str] = frozenset()  # what was loaded when a program began, all of it frozen (gc.freeze); none: no program


def is_plain_end() -> bool:
    """Does nothing depend on how the interpreter is taken down, which is a tenth of the time of a short process? No thread, nothing
    registered for the end, no module of others that the program has loaded, no file that it left open; and nobody watches."""
    flags = sys.flags
    if not modules or "threading" in sys.modules or flags.inspect or flags.dev_mode or sys.gettrace() or sys.getprofile():
        return False
    known = {*sys.stdlib_module_names, "pyfront", "vmcore"}
    if not all(name.partition(".")[0] in known for name in sys.modules.keys() - modules):
        return False
    import atexit
    import gc
    from _io import _IOBase  # that of the module io is an abstract class, which takes its time to know its instances

    return not atexit._ncallbacks() and not any(isinstance(one, _IOBase) for one in gc.get_objects())


# ---------------------------------------------------------------- messages


def show(error: object) -> None:
    """Writes a message or an error to stderr; with colours on a terminal if rich is installed."""
    from pyfront.errors import Error

    text = str(error)
    if not isinstance(error, Error) or not error.file:
        text = f"vmcore: {text}"
    if begun() and _is_terminal(sys.stdout) and _is_terminal(sys.stderr):
        text = "\n" + text  # the program's output ended in the middle of a line
    if not (_is_terminal(sys.stderr) and _show_with_rich(text)):
        try:
            print(text, file=sys.stderr, flush=True)
        except (OSError, ValueError):
            _drop(sys.stderr)  # nobody is left to tell


def _nothing_begun() -> bool:
    return False


begun: Callable[[], bool] = _nothing_begun  # is there a line of output without its end? set by the commands


def _is_terminal(stream: TextIO) -> bool:
    import os

    try:
        return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    except (OSError, ValueError):
        return False


def _show_with_rich(text: str) -> bool:
    """Colours: the first line, then what points at the source, then the backtrace. Is rich there?"""
    try:
        from rich.console import Console
        from rich.text import Text
    except Exception:  # noqa: BLE001 - the message must come out, whatever state an optional package is in
        return False
    out = Text()
    for number, line in enumerate(text.split("\n")):
        if number == 0:
            style = "bold red"
        elif line.startswith(("  in ", "  at ", "  ...")):
            style = "dim"
        elif line.startswith("  note: "):
            style = "cyan"
        else:
            style = "yellow" if line.lstrip().startswith("|") else ""
        out.append(line + "\n", style)
    Console(stderr=True, highlight=False, soft_wrap=True).print(out, end="")
    return True


# ---------------------------------------------------------------- streams


def _standard_streams() -> None:
    """A standard stream that was closed before we began is replaced by one that leads nowhere."""
    import os

    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 - for as long as the process


def _broken_pipe() -> int:
    _drop(sys.stdout)
    return PIPE


def _drop(stream: TextIO) -> None:
    """What a stream still holds goes nowhere, so that the interpreter does not complain when it ends."""
    import os

    try:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, stream.fileno())
        os.close(null)
    except (OSError, ValueError):
        pass  # no file descriptor: nothing will be flushed
