"""Command modules: programs for WASI, which export ``_start`` and their memory."""

from __future__ import annotations

import time

from pyfront.errors import TimeLimitExceeded
from pyfront.wasm.api import Module
from pyfront.wasm.errors import LinkError
from pyfront.wasm.instance import Func, Instance
from pyfront.wasm.store import Store
from pyfront.wasm.types import NUMBERS, FuncType
from pyfront.wasm.wasi import Wasi, WasiExit
from pyfront.wasm.wasi.imports import PREVIEW1, UNSTABLE

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable
    from typing import Any

START = "_start"


def imports(wasi: Wasi) -> dict[str, dict[str, Func]]:
    """What modules of both versions of the interface import, with its types."""
    return {
        module: {name: Func(_type(f), f) for name, f in wasi.imports(module).items()} for module in (PREVIEW1, UNSTABLE)
    }


def _type(f: Callable[..., Any]) -> FuncType:
    return FuncType(*([NUMBERS[t] for t in types] for types in (f.params, f.results)))  # type: ignore[attr-defined]  # set by Wasi


def run_command(
    module: Module | bytes | str | os.PathLike[str],
    args: Iterable[str | bytes] = (),
    *,
    fuel: int | None = None,
    timeout: float | None = None,
    memory_limit: int | None = None,
    **system: Any,
) -> int:
    """Runs a command module; what it exits with. ``args``: with the name of the program as first one. ``fuel``, ``timeout``
    (seconds) and ``memory_limit`` (bytes) are those of a Store; ``system``: env, preopens, stdin, stdout, stderr and whatever
    else a Wasi takes. The standard streams are those of this process unless others are given."""
    if not isinstance(module, Module):
        module = Module(module)
    if not any(name == START and kind == "func" for name, kind, _ in module.exports):
        raise LinkError(f"this is no command: it exports no function {START!r}")
    with Wasi(args, **system) as wasi:
        store = Store(fuel=fuel, timeout=timeout, memory_limit=memory_limit)
        if timeout is not None:
            wasi.interrupted = _deadline(timeout)
        try:
            instance = Instance(store, module, imports(wasi))
            wasi.memory = instance.exports["memory"] if "memory" in instance.exports else None
            instance.exports[START]()
        except WasiExit as end:
            return end.code
    return 0


def _deadline(seconds: float) -> Callable[[], None]:
    """For waits of the guest, during which no instruction is counted."""
    end = time.monotonic() + seconds

    def check() -> None:
        if time.monotonic() > end:
            raise TimeLimitExceeded(f"the run took longer than {seconds:g} seconds")

    return check
