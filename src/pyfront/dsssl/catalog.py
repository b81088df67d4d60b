"""XML catalogs (OASIS): which local file an external identifier means."""

from __future__ import annotations

import os

SYSTEM_CATALOG = "/etc/xml/catalog"
MAX_FILES = 1000


class XmlCatalogs:
    """The catalogs that one leads to. Each file is read when it is needed."""

    def __init__(self, path: str = SYSTEM_CATALOG) -> None:
        self.path = path
        self.entries: dict[str, list[tuple[str, str, str]]] = {}  # file -> (kind, what, target)

    def find(self, public: str | None, system: str | None) -> str | None:
        """The file of an external identifier, if it is local and there."""
        normal = " ".join(public.split()) if public else None
        todo = [self.path]
        seen: set[str] = set()
        while todo and len(seen) < MAX_FILES:
            path = todo.pop(0)
            if path in seen:
                continue
            seen.add(path)
            delegates: list[tuple[int, str]] = []
            following: list[str] = []
            for kind, what, target in self._read(path):
                if (kind == "system" and what == system) or (kind == "public" and what == normal):
                    if os.path.isfile(target):
                        return target
                elif kind == "rewriteSystem" and system and system.startswith(what):
                    found = target + system[len(what) :]
                    if os.path.isfile(found):
                        return found
                elif (kind == "delegateSystem" and system and system.startswith(what)) or (
                    kind == "delegatePublic" and normal and normal.startswith(what)
                ):
                    delegates.append((-len(what), target))
                elif kind == "nextCatalog":
                    following.append(target)
            todo = [target for _, target in sorted(delegates)] + todo + following
        return None

    def _read(self, path: str) -> list[tuple[str, str, str]]:
        known = self.entries.get(path)
        if known is not None:
            return known
        found = self.entries[path] = []
        if not os.path.isfile(path):
            return found
        from pyexpat import ExpatError, ParserCreate  # not lxml, whose errors a document's would be mixed up with

        folder = os.path.dirname(path)

        def entry(tag: str, given: dict[str, str]) -> None:
            kind = tag.rpartition(" ")[2]
            names = (given.get(key) for key in ("publicId", "systemId", "systemIdStartString", "publicIdStartString"))
            what = next((name for name in names if name), "")
            target = given.get("uri") or given.get("catalog") or given.get("rewritePrefix")
            if target is None:
                return
            base = given.get("http://www.w3.org/XML/1998/namespace base", "")
            target = _local(target, os.path.join(folder, _local(base, folder)) if base else folder)
            found.append((kind, " ".join(what.split()) if kind == "public" else what, target))

        parser = ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = entry
        try:
            with open(path, "rb") as file:
                parser.ParseFile(file)
        except (ExpatError, OSError):
            pass  # what is before the error counts
        return found


def _local(name: str, folder: str) -> str:
    """The path that a URI means."""
    if name.startswith("file:"):
        name = "/" + name[5:].lstrip("/")
    return name if "://" in name else os.path.normpath(os.path.join(folder, name)) + ("/" if name.endswith("/") else "")
