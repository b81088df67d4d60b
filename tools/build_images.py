"""Compiles the libraries of Scheme, Clojure, Sema and DSSSL into the images that the package ships.

    python tools/build_images.py [FOLDER]

FOLDER: the `scheme/lib` to write to, default that of the source tree; those of the others are beside it.

Needs the pure Python compiler only, not the compiled modules; setup.py runs it when a wheel is built.
"""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parent.parent
LIB = ROOT / "src" / "pyfront" / "scheme" / "lib"


def order(folder: Path) -> list[Path]:
    """The library files in the order of `order.txt`, which names every one."""
    names = (folder / "order.txt").read_text().split()
    paths = [folder / name for name in names]
    missing = {p.name for p in folder.glob("*.scm")} - set(names)
    if missing:
        raise SystemExit(f"order.txt does not name {', '.join(sorted(missing))}")
    return paths


def use_source_tree() -> None:
    """Makes the compiler of this tree importable without `pyfront/__init__.py`, which starts machines."""
    sys.path.insert(0, str(ROOT / "src"))
    package = ModuleType("pyfront")
    package.__path__ = [str(ROOT / "src" / "pyfront")]
    sys.modules["pyfront"] = package


def build_base(target: Path) -> set[str]:
    """Writes the images of the base library and the names it defines for all; answers all names."""
    from pyfront.expand.expander import expand_unit
    from pyfront.scheme.language import IMAGES, LANGUAGE, NAMES
    from pyfront.scheme.names import library_environment
    from pyfront.scheme.reader import read_all
    from pyfront.text.source import SourceMap

    for backend, name in IMAGES.items():
        sources = SourceMap()
        top = library_environment()
        data = []
        for path in order(LIB):
            data += read_all(sources.add(f"scheme/lib/{path.name}", path.read_text(encoding="utf-8")))
        unit = expand_unit(data, top)
        (target / name).write_bytes(LANGUAGE.emit(unit, sources, backend, library=True))
    defined = {symbol.name for symbol in top.table}
    public = sorted(name for name in defined if not name.startswith("%"))
    (target / NAMES).write_text("".join(name + "\n" for name in public), encoding="utf-8")
    return defined


def main() -> int:
    use_source_tree()
    sys.setrecursionlimit(10000)
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else LIB
    target.mkdir(parents=True, exist_ok=True)
    defined = build_base(target)
    from build_libraries import build_libraries

    build_libraries(LIB, target, defined)
    from build_clojure import build_clojure

    build_clojure(target.parents[1] / "clojure" / "lib" / "clojure")
    from build_sema import build_sema

    build_sema(target.parents[1] / "sema" / "lib")
    from build_dsssl import build_dsssl

    build_dsssl(target.parents[1] / "dsssl" / "lib")
    return 0


if __name__ == "__main__":
    sys.exit(main())
