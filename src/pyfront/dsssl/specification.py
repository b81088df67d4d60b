"""Style sheets as rows of parts: what a style specification consists of, the parts it uses included.

A definition or rule of an earlier part comes before one of a later part. A file that is no SGML document is one part.
"""

from __future__ import annotations

from pyfront.dsssl.errors import SpecificationError
from pyfront.dsssl.sgml import Element, Piece, SgmlDocument
from pyfront.text.source import SourceMap

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pyfront.dsssl.storage import Storage

MAX_PARTS = 1000


class Part:
    """A style specification: its bodies, the names of the parts it uses; or one that is in another document."""

    __slots__ = ("name", "bodies", "uses", "external", "specid", "pos", "sheet", "parts")

    def __init__(self, name: str, sheet: Sheet, pos: int) -> None:
        self.name = name
        self.sheet = sheet
        self.pos = pos
        self.bodies: list[list[Piece]] = []
        self.uses: list[str] = []
        self.external: str | None = None  # entity of the document it is in
        self.specid = ""


class Sheet:
    """A document of style specifications."""

    def __init__(self, path: str, parts: list[Part], sgml: SgmlDocument | None) -> None:
        self.path = path
        self.parts = parts
        self.sgml = sgml

    def find(self, name: str) -> Part | None:
        """The part of a name; the first if there is none asked for."""
        if not name:
            return self.parts[0] if self.parts else None
        return next((part for part in self.parts if part.name.lower() == name.lower()), None)


class Loader:
    """Reads style sheets, each file once."""

    def __init__(self, storage: Storage) -> None:
        self.storage = storage
        self.sources = SourceMap()
        self.sheets: dict[str, Sheet] = {}

    def load(self, path: str, name: str = "", text: str | None = None) -> list[Part]:
        """The parts that make up a style specification, in order."""
        sheet = self.sheet(path, text)
        part = sheet.find(name)
        if part is None:
            if not name and sheet.sgml is None:
                raise SpecificationError(f"{path}: the style sheet is empty")
            known = ", ".join(one.name for one in sheet.parts if one.name) or "none with a name"
            what = f"no style specification is called {name} (there are: {known})" if name else "there is no style specification"
            raise SpecificationError(f"{path}: {what}")
        found: list[Part] = []
        self._collect(part, found, [])
        return found

    def sheet(self, path: str, text: str | None = None) -> Sheet:
        known = self.sheets.get(path)
        if known is not None:
            return known
        if text is None:
            text = self.storage.read(path)
        if text.lstrip().startswith("<"):
            document = SgmlDocument(self.storage, self.sources)
            document.parse(path, text)
            sheet = Sheet(path, [], document)
            sheet.parts += _parts(document.elements, sheet)
            named: set[str] = set()
            for part in sheet.parts:
                if part.name and part.name.lower() in named:
                    raise self._fail(part, f"two style specifications are called {part.name}")
                named.add(part.name.lower())
        else:
            source = self.sources.add(path, text)
            sheet = Sheet(path, [], None)
            part = Part("", sheet, source.base)
            part.bodies.append([Piece(text.replace("\n", "\r"), source.base)])
            if text.strip():
                sheet.parts.append(part)
        self.sheets[path] = sheet
        return sheet

    def _collect(self, part: Part, found: list[Part], open_parts: list[Part]) -> None:
        if part in open_parts:
            names = " -> ".join(one.name for one in [*open_parts[open_parts.index(part) :], part])
            raise self._fail(part, f"a style specification uses itself: {names}")
        if part in found:
            return
        open_parts.append(part)
        if part.external is not None:
            self._collect(self._external(part), found, open_parts)
        else:
            found.append(part)
            if len(found) > MAX_PARTS:
                raise self._fail(part, "there are too many parts")
        for name in part.uses:
            used = part.sheet.find(name)
            if used is None:
                raise self._fail(part, f"no style specification is called {name}")
            self._collect(used, found, open_parts)
        open_parts.pop()

    def _external(self, part: Part) -> Part:
        assert part.sheet.sgml is not None
        entity = part.sheet.sgml.general.get(part.external or "")
        if entity is None:
            raise self._fail(part, f"no entity is called {part.external}")
        if entity.path is None:
            raise self._fail(part, f"there is no file for the entity {entity.name}: {entity.missing}")
        sheet = self.sheet(entity.path)
        found = sheet.find(part.specid)
        if found is None:
            raise self._fail(part, f"{entity.path} has no style specification {part.specid}".rstrip())
        return found

    def _fail(self, part: Part, message: str) -> SpecificationError:
        source = self.sources.find(part.pos)
        return SpecificationError(message, source=source, pos=part.pos) if source else SpecificationError(message)


def _parts(elements: list[Element], sheet: Sheet) -> list[Part]:
    """The specifications of a document. Tags may have been left out: data outside of a body is a body."""
    parts: list[Part] = []
    current: Part | None = None
    for element in elements:
        if element.name == "external-specification":
            part = Part(element.attributes.get("id", ""), sheet, element.pos)
            part.external = element.attributes.get("document", "")
            part.specid = element.attributes.get("specid", "")
            parts.append(part)
            current = None
        elif element.name == "style-specification":
            current = Part(element.attributes.get("id", ""), sheet, element.pos)
            current.uses = element.attributes.get("use", "").split()
            parts.append(current)
            _body(current, element, sheet)
        elif element.name in ("style-specification-body", "style-sheet"):
            blank = not any(piece.text.strip() for piece in element.pieces)
            if current is None and not blank:
                current = Part("", sheet, element.pos)
                parts.append(current)
            if current is not None:
                _body(current, element, sheet)
    return parts


def _body(part: Part, element: Element, sheet: Sheet) -> None:
    content = element.attributes.get("content")
    if content:
        assert sheet.sgml is not None
        entity = sheet.sgml.general.get(content)
        if entity is None or (entity.path is None and entity.text is None):
            source = sheet.sgml.sources.find(element.pos)
            raise SpecificationError(f"there is no entity {content}", source=source, pos=element.pos)
        text = sheet.sgml.storage.read(entity.path) if entity.path is not None else entity.text or ""
        source = sheet.sgml.sources.add(entity.path or f"entity {content}", text)
        part.bodies.append([Piece(text.replace("\n", "\r"), source.base)])
    elif any(piece.text.strip() for piece in element.pieces):
        part.bodies.append(element.pieces)
