"""Where the compiled library is."""

from __future__ import annotations

IMAGES = {"vm": "library.img", "treewalk": "library.tree.img"}
NAMES = "library.names"


def library_path(name: str) -> str:
    return __file__[: -len("images.py")] + "lib/" + name
