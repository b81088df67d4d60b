"""Program text that is data of the running program."""

from collections.abc import Callable
from typing import Any

from vmcore._convert import Border

class Quoted:
    """A datum, and which values its parts are."""

    datum: Any
    size: int
    def __init__(
        self,
        machine: Border,
        root: Any,
        make_list: Callable[[list[Any], list[int], Any], Any],
        make_vector: Callable[[list[Any], list[int]], Any],
        make_other: Callable[[str | None], Any],
        /,
    ) -> None: ...
    def place(self, x: object, /) -> int:
        """The number among the literals of the value that the object stands for; -1 if it stands for none."""
    def literals(self) -> Any:
        """A vector with the values that ``place`` was asked for, in its order; MemoryError when the heap refuses."""
