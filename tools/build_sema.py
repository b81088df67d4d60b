"""Compiles the library of Sema into the images that the package ships; a part of build_images.py.

`lib/core/*.sema`, in the order of `core/order.txt`, become `core.img`, `core.tree.img` and the table `core.names`.
"""

from __future__ import annotations

from pathlib import Path

LIB = Path(__file__).resolve().parent.parent / "src" / "pyfront" / "sema" / "lib"


def compile_library(paths: list[Path], backend: str) -> tuple[bytes, list[str]]:
    """The image and the names that it defines."""
    from pyfront.sema.language import LANGUAGE, Environment
    from pyfront.sema.names import Names
    from pyfront.sema.reader import read_all
    from pyfront.sema.unit import analyser, as_unit, declare
    from pyfront.text.source import SourceMap

    environment = Environment(frozenset())
    environment.names = names = Names(frozenset(), library=True)
    sources = SourceMap()
    read = []
    for path in paths:
        source = sources.add(f"sema/{path.name}", path.read_text(encoding="utf-8"))
        read.append((source, read_all(source, library=True)))
    for _, data in read:
        declare(data, names)
    nodes: list[object] = []
    for source, data in read:
        an = analyser(environment, source)
        an.library = an.static = True
        for x, pos in data:
            try:
                an.top(x, pos, nodes)
            except Exception as error:
                where = getattr(error, "pos", 0) or pos
                line, column = source.line_column(where) if source.base <= where <= source.base + len(source.text) else (0, 0)
                said = getattr(error, "message", "") or repr(error)
                raise SystemExit(f"{source.name}:{line}:{column}: {said}") from error
    return LANGUAGE.emit(as_unit(nodes, 1), sources, backend, library=True), sorted(names.current.table)


def build_sema(target: Path) -> None:
    from pyfront.sema.language import IMAGES, LANGUAGE, NAMES

    target.mkdir(parents=True, exist_ok=True)
    paths = [LIB / "core" / name for name in (LIB / "core" / "order.txt").read_text().split()]
    missing = {path.name for path in (LIB / "core").glob("*.sema")} - {path.name for path in paths}
    if missing:
        raise SystemExit(f"order.txt does not name {', '.join(sorted(missing))}")
    for backend, name in IMAGES.items():
        image, found = compile_library(paths, backend)
        (target / name).write_bytes(image)
    (target / NAMES).write_text("\n".join(found) + "\n", encoding="utf-8")
    LANGUAGE._given = None


if __name__ == "__main__":
    import sys

    sys.path.insert(0, str(Path(__file__).resolve().parent))
    from build_images import use_source_tree

    use_source_tree()
    sys.setrecursionlimit(10000)
    build_sema(LIB)
