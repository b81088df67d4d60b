"""What the library sorts plain numbers with: small integers and doubles, by < or >, where no procedure is called.

All are stable. The library takes long vectors apart, so that a call takes no longer than a copy does."""

from __future__ import annotations

from . import Prim

ROWS = (
    Prim("%plain-numbers?", "vector", "are all items small integers or doubles?"),
    Prim("%sort-numbers!", "vector, vector, index, index, boolean",
         "sort plain numbers from start to end, descending if so asked; the second vector is room of the same size"),
    Prim("%merge-numbers!", "vector, vector, index, index, index, boolean",
         "the same of two sorted parts, from start to middle and from there to end"),
)
