from collections.abc import Iterable
from typing import Any

class TypeGroup:
    count: int
    uses: list[TypeGroup]
    descriptions: tuple[Any, ...]
    def __init__(self, descriptions: Iterable[Any], uses: Iterable[TypeGroup]) -> None: ...
    def address(self, index: int) -> int: ...
    def id(self, index: int) -> int: ...
