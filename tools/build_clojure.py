"""Compiles the library of Clojure into the images that the package ships; a part of build_images.py.

`lib/clojure/core/*.clj`, in the order of `core/order.txt`, become `core.img`, `core.tree.img` and the table `core.names`; another
`lib/clojure/NAME.clj` becomes `NAME.img` and so on. The first line of the table of a library that is not clojure.core says
which others it needs; the lines after it have a flag (pyfront/clojure/namespaces.py) and the names that have it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

LIB = Path(__file__).resolve().parent.parent / "src" / "pyfront" / "clojure" / "lib" / "clojure"
DEFINING = frozenset(
    ["def", "defn", "defn-", "defmacro", "defmulti", "defonce", "defprotocol", "deftype", "defrecord", "declare"]
)


def prescan(data: list[Any], space: Any) -> None:
    """The names that the forms of the top level define: a function may mention one that comes later."""
    from pyfront.clojure.data import List, MetaSymbol, bare
    from pyfront.clojure.namespaces import DYNAMIC, PRIVATE
    from vmcore.data import Keyword, Symbol

    for x in data:
        if x.__class__ is not List or len(x.items) < 2 or bare(x.items[0]).__class__ is not Symbol:
            continue
        head = bare(x.items[0]).name
        if head == "do":
            prescan(list(x.items[1:]), space)
        if head not in DEFINING:
            continue
        for name in x.items[1:] if head == "declare" else x.items[1:2]:
            var = space.intern(bare(name).name)
            meta = name.meta.items if name.__class__ is MetaSymbol else ()
            if Keyword("dynamic") in meta[::2]:
                var.flags |= DYNAMIC
            if Keyword("private") in meta[::2] or head == "defn-":
                var.flags |= PRIVATE
        if head == "defprotocol":
            for item in x.items[2:]:
                if item.__class__ is List and item.items:
                    space.intern(bare(item.items[0]).name)


def names_text(space: Any) -> str:
    from pyfront.clojure.namespaces import DECLARED, PRIVATE

    by_flags: dict[int, list[str]] = {}
    for var in space.own_vars():
        flags = var.flags & ~DECLARED
        if space.name == "clojure.core" and var.name[:2] == "->" and var.name[2:3].isupper() and var.name != "->Eduction":
            flags |= PRIVATE  # the constructor of a type of the library
        by_flags.setdefault(flags, []).append(var.name)
    return "".join(f"{flags} {' '.join(sorted(names))}\n" for flags, names in sorted(by_flags.items()))


def library_analyser(environment: Any, source: Any) -> Any:
    from pyfront.clojure.unit import analyser

    an = analyser(environment, source)
    an.library = an.static = True
    return an


def compile_files(paths: list[Path], name: str, environment: Any, backend: str) -> tuple[bytes, Any]:
    """The image of a namespace in some files, and the namespace."""
    from pyfront.clojure.context import ReaderContext
    from pyfront.clojure.data import List
    from pyfront.clojure.language import LANGUAGE
    from pyfront.clojure.reader import Scanner
    from pyfront.clojure.unit import as_unit
    from pyfront.text.source import SourceMap
    from vmcore.data import Symbol

    world = environment.world
    world.current = world.core if name == "clojure.core" else world.create(name)
    sources = SourceMap()
    read = []
    for path in paths:
        source = sources.add(f"clojure/{path.name}", path.read_text(encoding="utf-8"))
        data = []
        for one in Scanner(source, ReaderContext(world)).scan():
            if one[0].__class__ is List and one[0].items[0] is Symbol("ns"):  # says what the rest of the text means
                library_analyser(environment, source).top(one[0], one[1], [])
            else:
                data.append(one)
        read.append((source, data))
    for _, data in read:
        prescan([x for x, _, _ in data], world.current)
    nodes: list[Any] = []
    for source, data in read:
        an = library_analyser(environment, source)
        for x, pos, _ in data:
            try:
                an.top(x, pos, nodes)
            except Exception as error:
                where = getattr(error, "pos", 0) or pos
                line, column = source.line_column(where) if source.base <= where <= source.base + len(source.text) else (0, 0)
                said = getattr(error, "message", "") or repr(error)
                raise SystemExit(f"{path_of(source, paths)}:{line}:{column}: {said}") from error
    space = world.current
    return LANGUAGE.emit(as_unit(nodes, 1), sources, backend, library=True), space


def path_of(source: Any, paths: list[Path]) -> str:
    return next((str(path) for path in paths if f"clojure/{path.name}" == source.name), source.name)


def build_clojure(target: Path) -> None:
    from pyfront.clojure import language
    from pyfront.clojure.language import IMAGES, LANGUAGE, NAMES, Environment, read_names

    target.mkdir(parents=True, exist_ok=True)
    language.library_path = lambda name: f"{target}/{name}"  # libraries need what was made for others before them
    core = [LIB / "core" / name for name in (LIB / "core" / "order.txt").read_text().split()]
    missing = {path.name for path in (LIB / "core").glob("*.clj") if path not in libraries()} - {path.name for path in core}
    if missing:
        raise SystemExit(f"order.txt does not name {', '.join(sorted(missing))}")
    for backend, name in IMAGES.items():
        image, space = compile_files(core, "clojure.core", Environment({}), backend)
        (target / name).write_bytes(image)
        text = names_text(space)
    (target / NAMES).write_text(text, encoding="utf-8")
    LANGUAGE._names = read_names(text)
    for path in libraries():
        build_library(path, target)


def libraries() -> list[Path]:
    """Those that are not clojure.core, in the order in which they are compiled: one comes after those that it needs."""
    order = LIB / "order.txt"
    return [LIB / name for name in order.read_text().split()]


def build_library(path: Path, target: Path) -> None:
    from pyfront.clojure.language import LANGUAGE, Environment

    stem = path.relative_to(LIB).with_suffix("")
    name = "clojure." + str(stem).replace("/", ".").replace("_", "-")
    out = target / stem
    out.parent.mkdir(parents=True, exist_ok=True)
    for backend, suffix in {"vm": ".img", "treewalk": ".tree.img"}.items():
        environment = Environment(LANGUAGE.names())
        image, space = compile_files([path], name, environment, backend)
        out.with_name(out.name + suffix).write_bytes(image)
    needed = " ".join(one.name for one in environment.needed)
    out.with_name(out.name + ".names").write_text(needed + "\n" + names_text(space), encoding="utf-8")


if __name__ == "__main__":
    import sys

    sys.path.insert(0, str(Path(__file__).resolve().parent))
    from build_images import use_source_tree

    use_source_tree()
    sys.setrecursionlimit(10000)
    build_clojure(LIB)
