"""Services of the clock, the process and its environment, behind the runtime's capabilities."""

from __future__ import annotations

from pyfront.sema.host import allowed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def _now(root: Any, machine: Any) -> float:
    from time import time

    return time()


def _elapsed(root: Any, machine: Any) -> float:
    """Milliseconds of a clock that never goes back."""
    from time import monotonic

    return monotonic() * 1000


def _sleep(root: Any, machine: Any, milliseconds: Any) -> None:
    from time import sleep

    left = machine.seconds_left()
    seconds = float(milliseconds if milliseconds.__class__ is int else machine.plain(milliseconds)) / 1000
    sleep(max(0.0, seconds if left is None else min(seconds, left + 0.001)))


def _env(root: Any, machine: Any, name: Any) -> Any:
    from os import environ

    allowed(root, machine, "env", "env")
    return environ.get(machine.plain(name))


def _env_all(root: Any, machine: Any) -> Any:
    from os import environ

    allowed(root, machine, "env", "sys/env-all")
    return dict(environ)


def _args(root: Any, machine: Any) -> list[str]:
    return list(root.arguments)


def _platform(root: Any, machine: Any) -> list[str]:
    import platform
    import sys

    names = {"darwin": "macos", "win32": "windows"}
    machine_name = {"AMD64": "x86_64", "arm64": "aarch64"}.get(platform.machine(), platform.machine())
    return [names.get(sys.platform, sys.platform), machine_name]


# ---------------------------------------------------------------- the terminal, if the process has one


def _is_interactive(root: Any, machine: Any) -> bool:
    import sys

    return sys.stdin is not None and sys.stdin.isatty()


def _term_size(root: Any, machine: Any) -> list[int] | None:
    import os
    import sys

    for stream in (sys.stdout, sys.stderr, sys.stdin):
        try:
            size = os.get_terminal_size(stream.fileno())
        except (OSError, ValueError, AttributeError):
            continue
        return [size.lines, size.columns]
    return None


def _tty_raw(root: Any, machine: Any) -> int | None:
    """Each key at once, and not shown; a number to go back with. nil if the input is no terminal."""
    import sys

    if not _is_interactive(root, machine):
        return None
    try:
        import termios
        import tty
    except ImportError:  # not on Windows
        return None
    kept: list[Any] = root.state.setdefault("terminals", [])
    kept.append(termios.tcgetattr(sys.stdin.fileno()))
    tty.setcbreak(sys.stdin.fileno())
    return len(kept) - 1


def _tty_restore(root: Any, machine: Any, token: Any) -> None:
    import sys

    kept = root.state.get("terminals", [])
    if token.__class__ is not int or not 0 <= token < len(kept):
        from pyfront.sema.host import failed

        raise failed("io/tty-restore!: expected what io/tty-raw! answered")
    import termios

    termios.tcsetattr(sys.stdin.fileno(), termios.TCSADRAIN, kept[token])


def _input_ready(root: Any, machine: Any, milliseconds: Any) -> bool:
    """Is there something to read, now or before the time is over? Input that is no file of the system is always ready."""
    import sys

    try:
        number = sys.stdin.fileno()
    except (OSError, ValueError, AttributeError):
        return True
    import select

    left = machine.seconds_left()
    seconds = milliseconds / 1000 if left is None else min(milliseconds / 1000, left)
    return bool(select.select([number], [], [], max(0.0, seconds))[0])


SERVICES = {
    "interactive?": _is_interactive, "term-size": _term_size, "tty-raw": _tty_raw, "tty-restore": _tty_restore,
    "input-ready": _input_ready,
    "now": _now, "elapsed": _elapsed, "sleep": _sleep, "env": _env, "env-all": _env_all, "args": _args, "platform": _platform,
}  # fmt: skip
