"""The WebAssembly System Interface, preview 1: what command modules import.

    wasi = Wasi(args=["prog", "x"], preopens={"/": "some/folder"}, stdout=bytearray())
    wasi.imports("wasi_snapshot_preview1")      name -> Python callable that takes and gives integers
    wasi.memory = ...                           the memory of the instance, before the first call

Files are reached through preopened directories only; nothing else of the host is, but clocks and random bytes.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pyfront.wasm.wasi.clocks import Clocks
    from pyfront.wasm.wasi.errno import WasiExit
    from pyfront.wasm.wasi.imports import Wasi

__all__ = ["Clocks", "Wasi", "WasiExit"]


def __getattr__(name: str) -> object:
    if name == "Wasi":
        from pyfront.wasm.wasi.imports import Wasi

        return Wasi
    if name == "Clocks":
        from pyfront.wasm.wasi.clocks import Clocks

        return Clocks
    if name == "WasiExit":
        from pyfront.wasm.wasi.errno import WasiExit

        return WasiExit
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
