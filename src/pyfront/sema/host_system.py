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

    allowed(machine, "env", "env")
    return environ.get(machine.plain(name))


def _env_all(root: Any, machine: Any) -> Any:
    from os import environ

    allowed(machine, "env", "sys/env-all")
    return dict(environ)


def _args(root: Any, machine: Any) -> list[str]:
    return list(root.arguments)


def _platform(root: Any, machine: Any) -> list[str]:
    import platform
    import sys

    names = {"darwin": "macos", "win32": "windows"}
    machine_name = {"AMD64": "x86_64", "arm64": "aarch64"}.get(platform.machine(), platform.machine())
    return [names.get(sys.platform, sys.platform), machine_name]


SERVICES = {
    "now": _now, "elapsed": _elapsed, "sleep": _sleep, "env": _env, "env-all": _env_all, "args": _args, "platform": _platform,
}  # fmt: skip
