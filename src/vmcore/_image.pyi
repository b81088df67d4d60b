"""Images: what the compiler writes, checked before any of it runs."""

class Image:
    """An image: its bytes and its debug information. ARCHITECTURE.md has the format."""

    @property
    def data(self) -> bytes: ...
    @property
    def tree(self) -> bool: ...
    def __init__(self, data: bytes) -> None: ...
    def position(self, index: int, instruction: int) -> int:
        """Source position of an instruction of function ``index``; 0 if unknown."""
    def place(self, index: int, instruction: int) -> int:
        """What the position table says of an instruction: position, marks, and who was inlined there."""
    def inlined(self) -> tuple[list[tuple[int, str, int]], dict[int, int]]:
        """The calls that were inlined, (number of the one around or 0, name of the procedure, place of the call),
        numbered from 1; and by number of a function which of them its definition is in."""
    def definition(self, index: int) -> int:
        """Source position of the definition of function ``index``."""
    @property
    def sources(self) -> list[tuple[str, int, str]]:
        """List of (name, base, text)."""
    @sources.setter
    def sources(self, sources: list[tuple[str, int, str]]) -> None: ...
