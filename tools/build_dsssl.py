"""Compiles the library of DSSSL into the images that the package ships; a part of build_images.py."""

from __future__ import annotations

import sys
from pathlib import Path

LIB = Path(__file__).resolve().parent.parent / "src" / "pyfront" / "dsssl" / "lib"


def build_dsssl(target: Path) -> None:
    from pyfront.dsssl.images import IMAGES, NAMES
    from pyfront.dsssl.library import compile_library, emit

    names = (LIB / "order.txt").read_text().split()
    missing = {path.name for path in LIB.glob("*.scm")} - set(names)
    if missing:
        raise SystemExit(f"order.txt does not name {', '.join(sorted(missing))}")
    texts = [(f"dsssl/lib/{name}", (LIB / name).read_text(encoding="utf-8")) for name in names]
    target.mkdir(parents=True, exist_ok=True)
    defined: list[str] = []
    for backend, image in IMAGES.items():
        unit, sources, defined = compile_library(texts)
        (target / image).write_bytes(emit(unit, sources, backend, library=True))
    (target / NAMES).write_text("".join(name + "\n" for name in sorted(defined)), encoding="utf-8")


if __name__ == "__main__":
    from build_images import use_source_tree

    use_source_tree()
    sys.setrecursionlimit(10000)
    build_dsssl(LIB)
