"""Modules that were checked before: their functions are looked at when they are called for the first time.

Whether somebody else found a module valid is not relied on. What is saved is the time to check and to read what never runs
(docs/decisions/0024).
"""

from __future__ import annotations

from _thread import allocate_lock

from pyfront.wasm.compiled import Checker, Invalid, Reader
from pyfront.wasm.errors import InvalidModule, MalformedModule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pyfront.wasm.context import Context
    from pyfront.wasm.module import Func, ModuleData

MAGIC = b"VMWASM1\0"  # before the bytes of the binary


class Bodies:
    """Checks one function at a time, as ``decode`` and ``validate`` check all. Threads take turns."""

    def __init__(self, m: ModuleData, c: Context) -> None:
        assert m.skimmed is not None
        self.counted = m.data_count is not None
        self.funcs = m.skimmed
        self.imported = len(c.funcs) - len(m.skimmed.rows)
        self.checker = Checker(c)
        self.lock = allocate_lock()

    def __call__(self, index: int) -> None:
        """A number of the index space; raises MalformedModule or InvalidModule."""
        with self.lock:
            self._check(self.funcs.func(index - self.imported))

    def _check(self, func: Func) -> None:
        data = func.body.data
        assert data is not None
        size = Reader(data, func.pos)
        end = size.length() + size.pos
        code = Reader(data, func.body.pos)
        if code.skip() and not self.counted:
            raise MalformedModule("data count section required", offset=func.pos)
        if code.pos != end:
            raise MalformedModule("section size mismatch", offset=func.pos)
        try:
            self.checker.function(data, func.body.pos, func.type, func.locals, [])
        except Invalid as error:
            raise InvalidModule(error.message, offset=max(error.offset, 0)) from None
