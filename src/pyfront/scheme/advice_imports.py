"""What a text says about imports, for advice about a name that nobody defined: after a program ran, its top level sees
everything, imported by this text or not.
"""

from __future__ import annotations

from pyfront.text.datum import List
from vmcore.data import Symbol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyfront.expand.env import TopLevel
    from pyfront.text.source import Source

MAX_TEXT = 1_000_000  # characters of a source that is read again as a whole


def read(source: Source) -> list[tuple[Any, int]]:
    from pyfront.scheme.reader import read_all

    return read_all(source)


def head_name(x: Any) -> str:
    """Name of the operator of a form, or ""."""
    if x.__class__ is List and x.items and x.items[0].__class__ is Symbol:
        return x.items[0].name
    return ""


class Imported:
    """The imports of the program around some forms, or of the library if they are in one.

    ``names``: what they make visible; None if there are none: then all there is is visible. ``complete``: are the names of
    all imported libraries known? ``libraries``: the libraries of which something is imported."""

    __slots__ = ("names", "complete", "libraries", "_texts", "_known")

    def __init__(self, forms: list[List], source: Source, top: TopLevel) -> None:
        self.names: set[str] | None = None
        self.complete = True
        self.libraries: set[str] = set()
        self._known = top.libraries
        self._texts: list[Any] = []
        inside = head_name(forms[0] if forms else None) == "define-library"
        if not inside and ("(import" not in source.text or len(source.text) > MAX_TEXT):
            return
        if len(source.text) <= MAX_TEXT:
            self._texts = [x for x, _ in read(source)]
        data = forms[0].items if inside else self._texts
        sets = [one for x in data if head_name(x) == "import" for one in x.items[1:]]
        if sets and not any(head_name(one) == "vmcore" for one in sets):
            self.names = set().union(*map(self._import_set, sets))

    def _import_set(self, x: Any) -> set[str]:
        head = head_name(x)
        inner = x.items[1] if x.__class__ is List and len(x.items) > 2 else None
        if head not in ("only", "except", "prefix", "rename") or inner.__class__ is not List:
            return self._exports(x)
        names = self._import_set(inner)
        rest = x.items[2:]
        if head == "only":
            return {one.name for one in rest if one.__class__ is Symbol}
        if head == "except":
            return names - {one.name for one in rest if one.__class__ is Symbol}
        if head == "prefix":
            return {rest[0].name + name for name in names} if rest[0].__class__ is Symbol else names
        changed = {one.items[0].name: one.items[1].name for one in rest if one.__class__ is List and len(one.items) == 2
                   and all(name.__class__ is Symbol for name in one.items)}  # fmt: skip
        return {changed.get(name, name) for name in names}

    def _exports(self, x: Any) -> set[str]:
        """The names of a library: of the implementation, compiled with the program, or in the same text."""
        from pyfront.core.show import show_datum
        from pyfront.scheme.libraries import export_names, known

        name = show_datum(x)
        self.libraries.add(name)
        if known(name):
            return set(export_names(name))
        if name in self._known:
            return set(self._known[name].exported)
        form = next((one for one in self._texts if head_name(one) == "define-library" and len(one.items) > 1
                     and show_datum(one.items[1]) == name), None)  # fmt: skip
        if form is None:
            self.complete = False
            return set()
        exported = [spec for part in form.items if head_name(part) == "export" for spec in part.items[1:]]
        last = [spec.items[-1] if spec.__class__ is List and spec.items else spec for spec in exported]
        return {spec.name for spec in last if spec.__class__ is Symbol}

    def where(self, name: str, top: TopLevel) -> str:
        """What can be said of a name that is not visible: which library has it. "" if none is known."""
        from pyfront.scheme.libraries import exported_by

        for library in self._known.values():
            if name in library.exported and library.top is not top:
                return self._said(name, library.name)
            binding = library.top.table.get(Symbol(name))
            if binding is not None and library.name in self.libraries:
                return f"{library.name} defines {name}, but does not export it"
        library = exported_by(name, top.system)
        return self._said(name, library) if library else ""

    def _said(self, name: str, library: str) -> str:
        if library in self.libraries:
            return f"{name} is exported by {library}, but is not among the names that are imported here"
        return f"{name} is exported by {library}, which is not imported here"
