"""The name that was probably meant. Loaded when there is an error."""

from __future__ import annotations

TYPE_CHECKING = False  # as in typing, which would cost start-up time
if TYPE_CHECKING:
    from collections.abc import Iterable


_LONGEST = 100  # characters


def nearest(name: str, names: Iterable[str]) -> str:
    """The one of ``names`` that a slip or two turn into ``name``, one in three characters at most; "" if none is."""
    limit = min(max(1, len(name) // 3), 3)
    best, found = limit + 1, ""
    for other in sorted(names):
        if other != name and abs(len(other) - len(name)) < best:
            steps = distance(name, other, best)
            if steps < best:
                best, found = steps, other
    return found


def distance(a: str, b: str, limit: int) -> int:
    """Characters to insert, delete, replace, or exchange with the next one, to make b of a; ``limit`` if not fewer, or
    if a name is so long that nobody typed it: the work is the product of the lengths."""
    if max(len(a), len(b)) > _LONGEST:
        return limit
    before: list[int] = []
    last = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            steps = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                steps = min(steps, before[j - 2] + 1)
            row.append(steps)
        if min(row) >= limit and min(last) >= limit:
            return limit
        before, last = last, row
    return min(last[-1], limit)
