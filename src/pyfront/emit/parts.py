"""Long units in parts: the forms of a text would need more constants than one procedure can have."""

from __future__ import annotations

from pyfront.core.ir import Call, Const, GlobalRef, Lambda, Seq
from pyfront.report import PART
from pyfront.text.datum import List
from vmcore.data import UNSPECIFIED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

SIZE = 2_000  # forms of a part


def in_parts(unit: Lambda) -> None:
    """Makes procedures of the forms of a unit, which it calls; the last forms stay. The calls go through ``apply``, which
    no pass looks into; a part ends with a constant, so its frame stays while its last form is evaluated."""
    body: Any = unit.body
    items = body.items
    last = (len(items) - 1) // SIZE * SIZE
    calls: list[Any] = []
    for start in range(0, last, SIZE):
        pos = items[start].pos
        part = Lambda(PART, [], [], None, Seq([*items[start : start + SIZE], Const(UNSPECIFIED, pos)], pos), pos)
        calls.append(Call(GlobalRef("machine:apply", pos), [part, Const(List([], []), pos)], pos))
    unit.body = Seq(calls + items[last:], body.pos)
