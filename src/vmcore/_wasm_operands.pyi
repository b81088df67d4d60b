from collections.abc import Callable

class Invalid(Exception):
    message: str
    offset: int
    index: int
    def __init__(self, message: str, offset: int = -1, index: int = -1) -> None: ...

def set_type_name(function: Callable[[int], str]) -> None: ...
