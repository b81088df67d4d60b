"""``Store``, and the errors of running code."""

from __future__ import annotations

from pyfront.errors import Busy, Error, Frame, FuelExhausted, MemoryLimitExceeded, TimeLimitExceeded
from pyfront.wasm.errors import Trap, WasmError, WasmException
from vmcore._wasm_store import Store as _Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_LIMITS: dict[str, type[Error]] = {
    "FUEL": FuelExhausted, "TIMEOUT": TimeLimitExceeded, "MEMORY": MemoryLimitExceeded, "BUSY": Busy, "LARGE": WasmError,
}  # fmt: skip


class CodeFrame(Frame):
    """A call of a WebAssembly function. ``offset``: of the instruction, in the binary."""

    __slots__ = ("offset", "index")

    def __init__(self, name: str, index: int, offset: int, skipped: int = 0) -> None:
        super().__init__(name or f"function {index}", skipped=skipped)
        self.index = index
        self.offset = offset

    def __str__(self) -> str:
        return f"in {self.name}, byte {self.offset:#x}"

    def __reduce__(self) -> tuple[Any, ...]:
        return CodeFrame, (self.name, self.index, self.offset, self.skipped)


def backtrace(frames: list[Any]) -> list[Frame]:
    found: list[Frame] = []
    skipped = 0
    for frame in frames:
        if isinstance(frame, int):
            skipped = frame
            continue
        code, index, offset = frame
        found.append(CodeFrame(code.module.function_names.get(index, ""), index, offset, skipped))
        skipped = 0
    return found


class Store(_Store):
    __doc__ = _Store.__doc__

    def __init__(
        self,
        *,
        fuel: int | None = None,
        timeout: float | None = None,
        memory_limit: int | None = None,
        stack: int | None = None,
    ) -> None:
        super().__init__(fuel, timeout, memory_limit, stack)
        self.tags: dict[int, Any] = {}
        self.use_errors(_Errors(self.tags), WasmException)


class _Errors:
    """Makes the exceptions. Not a method of the store, which would then be in a circle with itself."""

    def __init__(self, tags: dict[int, Any]) -> None:
        self.tags = tags

    def __call__(self, kind: str, message: str, frames: list[Any], tag: int | None, values: Any) -> BaseException:
        trace = backtrace(frames)
        if kind == "TRAP":
            return Trap(message, backtrace=trace)
        if kind == "THROW":
            assert tag is not None
            return WasmException(self.tags.get(tag), values[0], ref=values[1], backtrace=trace)
        if kind == "INTERRUPT":
            return KeyboardInterrupt(message)
        return _LIMITS[kind](message, backtrace=trace)
