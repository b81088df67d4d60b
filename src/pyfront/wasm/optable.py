"""All instructions: the one table that decoder, validator, text format, encoder and lowering read.

A row is ``code name immediates : operands -> results``. The code is the opcode byte, or a prefix byte and a number. Immediates
are kinds that ``immediates.py`` and the text format know; ``mem:N`` is a memory argument of natural alignment 2**N,
``lane:N`` a lane index below N. In signatures, ``at`` is the address type of the memory; ``*`` stands for a
rule of the validator's own.

An instruction of a decoded body is a number: the opcode byte, or ``PREFIX[byte] + number``.
"""

from __future__ import annotations

from pyfront.wasm.optable_rows import FEATURES
from pyfront.wasm.types import F32, F64, I32, I64, V128

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyfront.wasm.types import ValType

PREFIX = {0xFB: 0x100, 0xFC: 0x200, 0xFD: 0x300}
SIZE = 0x500  # instruction numbers are below

AT = -2  # in a signature: the address type of the memory
_TYPES = {"i32": I32, "i64": I64, "f32": F32, "f64": F64, "v128": V128, "at": AT}


class Op:
    """``params`` is None for an instruction with a rule of its own. ``align``, ``lanes``: of ``mem:N`` and ``lane:N``."""

    __slots__ = ("number", "prefix", "code", "name", "imm", "align", "lanes", "params", "results", "feature")

    def __init__(self, line: str, feature: str) -> None:
        head, _, signature = line.partition(":  ")
        codes, name, *imms = head.split()
        prefix, _, code = codes.rpartition("/")
        self.prefix = int(prefix, 16) if prefix else 0
        self.code = int(code, 10 if prefix else 16)
        self.number = PREFIX[self.prefix] + self.code if prefix else self.code
        self.name = name
        self.feature = feature
        sizes = dict(i.split(":") for i in imms if ":" in i)
        self.imm = " ".join(i.split(":")[0] for i in imms)
        self.align = int(sizes.get("mem", 0))
        self.lanes = int(sizes.get("lane", 0))
        self.params: tuple[ValType, ...] | None = None
        self.results: tuple[ValType, ...] = ()
        if signature.strip() != "*":
            before, _, after = signature.partition("->")
            self.params = tuple(_TYPES[t] for t in before.split())
            self.results = tuple(_TYPES[t] for t in after.split())


def _rows() -> Iterator[Op]:
    for feature, text in FEATURES.items():
        for line in text.strip().splitlines():
            yield Op(line, feature)


OPS: list[Op | None] = [None] * SIZE
for _op in _rows():
    assert OPS[_op.number] is None, _op.name
    OPS[_op.number] = _op

# The names of ref.test, ref.cast and select each belong to two rows; the text format chooses between them.
BY_NAME: dict[str, Op] = {}
for _entry in OPS:
    if _entry is not None:
        BY_NAME.setdefault(_entry.name, _entry)

UNREACHABLE, NOP, BLOCK, LOOP, IF, ELSE, END = 0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x0B
BR, BR_IF, BR_TABLE, RETURN, CALL = 0x0C, 0x0D, 0x0E, 0x0F, 0x10
TRY_TABLE, SELECT, SELECT_T = 0x1F, 0x1B, 0x1C
LOCAL_GET, LOCAL_SET, LOCAL_TEE, I32_CONST = 0x20, 0x21, 0x22, 0x41
REF_FUNC = 0xD2
