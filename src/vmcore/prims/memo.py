"""Values of procedures without effects that are kept (``_prims_memo.pyx``). A key is the number of the procedure, twice, and 1
more if its values depend on the current node (which is then the last argument), and three arguments."""

from __future__ import annotations

from . import Prim

ROWS = (
    Prim("%memo-start!", "vector", "the vector in whose first item the table is kept"),
    Prim("%memo-reset!", "", "no call is under way whose value is to be kept"),
    Prim("%memo-find", "index, any, any, any",
         "the value that was kept; the default object if it is to be kept, absent if it is not worth it"),
    Prim("%memo-keep!", "index, any, any, any, any", "keep the last argument, and answer it"),
)
