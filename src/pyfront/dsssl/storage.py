"""Which files a transformation may read, and where they are: roots, catalogs, an entity manager for style sheets.

Nothing is fetched from a network. A file must be below one of the roots: the directories of the style sheet and of the
document, those the caller names, and the system's directories of SGML and XML files.
"""

from __future__ import annotations

import os
import re

from pyfront.dsssl.catalog import XmlCatalogs
from pyfront.dsssl.errors import AccessError, SpecificationError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyfront.errors import Error

SYSTEM_ROOTS = ("/usr/share/sgml", "/usr/share/xml", "/etc/sgml", "/etc/xml", "/usr/local/share/sgml", "/usr/local/share/xml")
SYSTEM_CATALOGS = ("/etc/sgml/catalog",)
MAX_FILE = 64 << 20  # bytes of a part of a style sheet
_TOKEN = re.compile(r"--.*?--|\"([^\"]*)\"|'([^']*)'|([^\s\"']+)", re.S)


class Storage:
    """The files that may be read."""

    def __init__(
        self, roots: Iterable[str] = (), search: Iterable[str] = (), catalogs: Iterable[str] = (), include: Iterable[str] = ()
    ) -> None:
        """``catalogs``: of SGML, before those of the system. ``include``: parameter entities that are ``INCLUDE``."""
        self.roots = [os.path.realpath(one) for one in (*roots, *search, *SYSTEM_ROOTS)]
        self.search = list(search)
        self.catalogs = [*catalogs, *SYSTEM_CATALOGS]
        self.include = list(include)
        self.files: dict[str, bytes] = {}  # what was read, as it is in the file
        self.problems: list[Error] = []  # of documents that were read: what they name and is not there
        self.xml_catalogs = XmlCatalogs()
        self._public: dict[str, str] | None = None

    def allow(self, path: str) -> None:
        """Files below the directory of a file may be read."""
        self.roots.append(os.path.realpath(os.path.dirname(path) or "."))

    def check(self, path: str) -> str:
        """The real path of a file that may be read."""
        real = os.path.realpath(path)
        if not any(real == root or real.startswith(root.rstrip("/") + "/") for root in self.roots):
            raise AccessError(f"{path} is outside the directories that may be read (a further root allows more)")
        return real

    def read(self, path: str) -> str:
        """The text of a file: UTF-8, or Latin 1 if it is not that."""
        self.check(path)
        try:
            if os.path.getsize(path) > MAX_FILE:
                raise AccessError(f"{path} is larger than {MAX_FILE} bytes")
            with open(path, "rb") as file:
                data = file.read()
        except OSError as error:
            raise SpecificationError(f"cannot read {path}: {error.strerror}") from None
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("latin-1")
        text = text.replace("\r\n", "\n")
        self.files[path] = data
        return text

    def find(self, system: str | None, public: str | None, base: str) -> str | None:
        """The file of an external identifier that a file contains; None if there is none."""
        if public is not None:
            known = self.public().get(normal(public))
            if known is not None:
                return known
        if system is None:
            return None
        name = system[7:] if system.startswith("file://") else system
        if "://" in name:
            return None
        folders = [os.path.dirname(base), *self.search]
        for folder in folders:
            path = os.path.normpath(os.path.join(folder, name))
            if os.path.isfile(path):
                return path
        return None

    def public(self) -> dict[str, str]:
        """Public identifiers of the catalogs."""
        if self._public is None:
            self._public = {}
            todo = list(self.catalogs)
            seen: set[str] = set()
            while todo:
                path = todo.pop(0)
                if path in seen or not os.path.isfile(path):
                    continue
                seen.add(path)
                self._catalog(path, todo)
        return self._public

    def _catalog(self, path: str, todo: list[str]) -> None:
        with open(path, encoding="utf-8", errors="replace") as file:
            text = file.read()
        tokens = [m.group(1) or m.group(2) or m.group(3) or "" for m in _TOKEN.finditer(text) if not m.group().startswith("--")]
        folder = os.path.dirname(path)
        table = self._public
        assert table is not None
        i = 0
        while i < len(tokens):
            word = tokens[i].upper()
            if word == "PUBLIC" and i + 2 < len(tokens):
                table.setdefault(normal(tokens[i + 1]), os.path.normpath(os.path.join(folder, tokens[i + 2])))
                i += 3
            elif word in ("CATALOG", "DELEGATE") and i + 1 < len(tokens):
                if word == "CATALOG":
                    todo.append(os.path.normpath(os.path.join(folder, tokens[i + 1])))
                i += 2
            elif word == "BASE" and i + 1 < len(tokens):
                folder = os.path.join(os.path.dirname(path), tokens[i + 1])
                i += 2
            else:
                i += 1


def normal(public: str) -> str:
    """A public identifier with its white space normalised."""
    return " ".join(public.split())
