"""What ``doc`` says of the names of the implementation: parameters from the texts of the library, and a line about each that
``docs.txt`` has one for."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_tables: dict[str, dict[str, list[Any]]] = {}


def about(full: str) -> list[Any] | None:
    """Parameters, text, is it a macro?"""
    from pyfront.clojure.language import bundled_file

    space, _, name = full.partition("/")
    if name.startswith("%") or (space != "clojure.core" and bundled_file(space) is None):
        return None
    return _table(space).get(name)


def _table(space: str) -> dict[str, list[Any]]:
    found = _tables.get(space)
    if found is None:
        found = _tables[space] = {}
        texts = _texts(space)
        for name, parameters, text, macro in _definitions(space):
            found[name] = [parameters, text or texts.get(name, ""), macro]
        if space == "clojure.core":
            from pyfront.clojure.names import MACROS

            for name in MACROS:
                found[name] = ["nil", texts.get(name, ""), True]
    return found


def _texts(space: str) -> dict[str, str]:
    """``name: text`` below ``[namespace]``."""
    from pyfront.clojure.language import library_path

    found: dict[str, str] = {}
    here = False
    with open(library_path("docs.txt"), encoding="utf-8") as file:
        for line in file:
            if line.startswith("["):
                here = line.strip() == f"[{space}]"
            elif here and ": " in line:
                name, _, text = line.rstrip().partition(": ")
                found[name] = text
    return found


def _definitions(space: str) -> list[tuple[str, str, str, bool]]:
    """Name, parameters, documentation and kind of the definitions in the texts of a namespace."""
    found: list[tuple[str, str, str, bool]] = []
    for text in _library_texts(space):
        found += _of_text(text)
    return found


def source(full: str) -> str | None:
    """The text of the definition of a var of the implementation; a macro that is no text has none."""
    from pyfront.clojure.data import List, bare
    from pyfront.clojure.language import bundled_file
    from pyfront.clojure.reader import read_all
    from pyfront.text.source import Source
    from vmcore.data import Symbol

    space, _, name = full.partition("/")
    if space != "clojure.core" and bundled_file(space) is None:
        return None
    wanted = Symbol(name)
    for text in _library_texts(space):
        if name not in text:
            continue
        for x, start, end in read_all(Source("<library>", text, 0)):
            if x.__class__ is List and len(x.items) > 2 and bare(x.items[0]).__class__ is Symbol and bare(x.items[1]) is wanted:
                return text[start:end]
    return None


def _library_texts(space: str) -> list[str]:
    from pyfront.clojure.language import bundled_file, library_path

    if space == "clojure.core":
        with open(library_path("core/order.txt"), encoding="utf-8") as file:
            paths = ["core/" + name for name in file.read().split()]
    else:
        paths = [(bundled_file(space) or "") + ".clj"]
    texts = []
    for path in paths:
        with open(library_path(path), encoding="utf-8") as file:
            texts.append(file.read())
    return texts


def _of_text(text: str) -> list[tuple[str, str, str, bool]]:
    from pyfront.clojure.data import List, Vector, bare
    from pyfront.clojure.printer import pr_str
    from pyfront.clojure.reader import read_all
    from pyfront.text.source import Source
    from vmcore.data import Symbol

    found: list[tuple[str, str, str, bool]] = []
    for x, _, _ in read_all(Source("<library>", text)):
        if x.__class__ is not List or len(x.items) < 3 or bare(x.items[0]).__class__ is not Symbol:
            continue
        head, name = bare(x.items[0]).name, bare(x.items[1])
        if head not in ("defn", "defmacro") or name.__class__ is not Symbol or name.name.startswith("%"):
            continue
        rest = list(x.items[2:])
        doc = rest.pop(0) if rest[0].__class__ is str else ""
        lists = [rest[0]] if rest[0].__class__ is Vector else [part.items[0] for part in rest if part.__class__ is List]
        found.append((name.name, pr_str(List(lists)), doc, head == "defmacro"))
    return found
