"""Functions of the library that are functions of Python: text with the colours of a terminal."""

from __future__ import annotations

import re

from vmcore.data import Keyword

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

STYLES = {
    "bold": 1, "dim": 2, "italic": 3, "underline": 4, "blink": 5, "inverse": 7, "strikethrough": 9,
    "black": 30, "red": 31, "green": 32,
    "yellow": 33, "blue": 34, "magenta": 35, "cyan": 36, "white": 37, "gray": 90,
}  # fmt: skip


def _styled(name: str) -> Callable[[Any], str]:
    def style(text: Any) -> str:
        from pyfront.sema.printing import shown

        return f"\x1b[{STYLES[name]}m{shown(text, False)}\x1b[0m"

    return style


def term_style(text: str, *names: Any) -> str:
    from pyfront.sema.host import failed

    codes = []
    for one in names:
        name = one.name if isinstance(one, Keyword) else str(one)
        if name not in STYLES:
            raise failed(f"term/style: unknown style :{name}")
        codes.append(str(STYLES[name]))
    return f"\x1b[{';'.join(codes)}m{text}\x1b[0m" if codes else text


def term_rgb(text: str, red: int, green: int, blue: int) -> str:
    return f"\x1b[38;2;{red};{green};{blue}m{text}\x1b[0m"


def term_strip(text: str) -> str:
    return re.sub(r"\x1b(\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)|[@-Z\\-_])", "", text)


FUNCTIONS: dict[str, Any] = {
    **{f"term/{name}": _styled(name) for name in STYLES}, "term/style": term_style, "term/rgb": term_rgb,
    "term/strip": term_strip,
}  # fmt: skip
