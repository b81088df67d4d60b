"""What names of the language mean: lib/docs.txt, which is read when somebody asks.

A line there is ``name parameter ... -- what it does``, ``name = -- ...`` for what is no function, or ``name = other``. Below
``[not there]`` are names of Sema that this implementation has not, with the reason.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Entry = tuple[str, str]  # how it is written, what it does

SECTION_ABSENT = "[not there]"
_entries: dict[str, Entry] = {}
_absent: dict[str, str] = {}


def entries() -> dict[str, Entry]:
    """Name -> how it is written and what it does."""
    if not _entries:
        _load()
    return _entries


def absent() -> dict[str, str]:
    """Name of Sema that is missing here -> why."""
    if not _entries:
        _load()
    return _absent


def _load() -> None:
    from pyfront.sema.language import library_path

    others: list[tuple[str, str]] = []
    missing = False
    with open(library_path("docs.txt"), encoding="utf-8") as file:
        for line in file.read().splitlines():
            if line.startswith("["):
                missing = line == SECTION_ABSENT
                continue
            head, mark, text = line.partition(" -- ")
            name, _, rest = head.partition(" ")
            if not name:
                continue
            if missing:
                _absent.update(dict.fromkeys(head.split(), text))
            elif not mark:
                others.append((name, rest.removeprefix("= ")))
            else:
                _entries[name] = (name if rest == "=" else f"({head})", text)
    for name, other in others:
        how, text = _entries[other]
        _entries[name] = (f"({name}{how[1 + len(other):]}" if how[0] == "(" else name, text)


def described(name: str) -> str | None:
    """The text for a name."""
    found = entries().get(name)
    return None if found is None else f"{found[0]}\n  {found[1]}"


def _doc(root: Any, machine: Any, symbol: Any) -> str:
    name = symbol.name
    if root.names.macro(name) is not None or root.names.own(name) is not None:
        kind = "macro" if root.names.macro(name) is not None else "variable or function"
        return f"{name}\n  A {kind} of the program."
    found = described(name)
    if found is not None:
        return found
    if name in absent():
        return f"{name}\n  Not there: {absent()[name]}"
    near = similar(name, entries())
    return f"There is no {name}." + (f" Perhaps {near} is meant." if near else "")


def similar(name: str, names: Any) -> str | None:
    from difflib import get_close_matches

    found = get_close_matches(name, names, 1, 0.8)
    return found[0] if found else None


def _apropos(root: Any, machine: Any, text: Any) -> list[str]:
    text = machine.plain(text).lower()
    return sorted(name for name in {*entries(), *root.own_names()} if text in name.lower())


SERVICES = {"doc": _doc, "apropos": _apropos}
