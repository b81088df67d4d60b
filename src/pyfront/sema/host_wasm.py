"""WebAssembly, as a service."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def _wasm(root: Any, machine: Any, *args: Any) -> Any:
    from pyfront.wasm.guest import serve

    return serve(machine, *args)


SERVICES = {"wasm": _wasm}
