"""The SGML of style sheets: a document of few elements, whose tags may be left out, with entities and marked sections.

What is read are pieces of text, each of a place in some source: the data of an element. ``<`` and ``&`` that no name
follows are data, as SGML has it.
"""

from __future__ import annotations

import re

from pyfront.dsssl.errors import SpecificationError
from pyfront.text.source import Source, SourceMap

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pyfront.dsssl.storage import Storage

NAME = r"[A-Za-z][-A-Za-z0-9._:]*"
_NAME = re.compile(NAME)
_REFERENCE = re.compile(r"&(#[0-9]+|#[A-Za-z]+|" + NAME + r");?")
_MARKUP = re.compile(r"&(?=#?[A-Za-z0-9])|</?(?=[A-Za-z])|<!|<\?|</>|<>|\]\]>")
_TAG = re.compile(
    r"</?(" + NAME + r")((?:\s+" + NAME + r"\s*(?:=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'>]+))?)*)\s*>"
)
_ATTRIBUTE = re.compile(r"(" + NAME + r")\s*(?:=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?")
_DECLARED = re.compile(
    r"<!ENTITY\s+(%\s+)?(" + NAME + r"|#DEFAULT)\s+(?:(?:(CDATA|SDATA|STARTTAG|PI)\s+)?(\"[^\"]*\"|'[^']*')|(.*?))(?:\s|--.*?--)*>",
    re.S | re.I,
)
_EXTERNAL = re.compile(
    r"(PUBLIC\s+(?:\"([^\"]*)\"|'([^']*)')(?:\s+(?:\"([^\"]*)\"|'([^']*)'))?|SYSTEM(?:\s+(?:\"([^\"]*)\"|'([^']*)'))?)\s*(.*)",
    re.S | re.I,
)
FUNCTIONS = {"RE": "\r", "RS": "\n", "SPACE": " ", "TAB": "\t"}
MAX_DEPTH = 30  # entities inside of entities
MAX_TEXT = 64 << 20  # characters of all entities in a document
OPENING = 1024  # what opening an entity counts for among them: it takes as long as reading so many


class Entity:
    """A declared entity: its text and where that begins, or where its file is."""

    __slots__ = ("name", "text", "pos", "path", "missing", "data")

    def __init__(self, name: str, text: str | None, pos: int, path: str | None, missing: str, data: bool) -> None:
        self.name = name
        self.text = text
        self.pos = pos
        self.path = path  # of an external one
        self.missing = missing  # what was asked for, if there is no such file
        self.data = data  # its text is data: CDATA


class Piece:
    """Text of a source: ``text`` stands at position ``pos``, unless it is one replaced character. Line ends are RE (13)."""

    __slots__ = ("text", "pos")

    def __init__(self, text: str, pos: int) -> None:
        self.text = text
        self.pos = pos


class Element:
    """An element: attributes, and its data; elements inside are elements of the document, too."""

    __slots__ = ("name", "attributes", "pieces", "pos")

    def __init__(self, name: str, attributes: dict[str, str], pos: int) -> None:
        self.name = name
        self.attributes = attributes
        self.pieces: list[Piece] = []
        self.pos = pos


# Elements of style sheets and their attributes (None: any); a document type of another name may have others.
STYLE_SHEETS = ("", "style-sheet", "dsssl-specification")
_SPECIFICATION = ("id", "use", "desc", "dsssl", "partial", "complete")
ELEMENTS: dict[str, tuple[str, ...] | None] = {
    "style-specification": _SPECIFICATION, "transformation-specification": _SPECIFICATION,
    "style-specification-body": ("content", "dsssl"), "transformation-specification-body": ("content", "dsssl"),
    "external-specification": ("id", "document", "specid", "dsssl"),
} | dict.fromkeys(
    "style-sheet dsssl-specification features baseset-encoding literal-described-char add-name-chars add-separator-chars"
    " standard-chars other-chars map-sdata-entity combine-char char-repertoire sgml-grove-plan".split()
)  # fmt: skip


class SgmlDocument:
    """The elements of an SGML document in the order of their start tags."""

    def __init__(self, storage: Storage, sources: SourceMap) -> None:
        self.storage = storage
        self.sources = sources
        self.general: dict[str, Entity] = {}
        self.parameter = {name: Entity(name, "INCLUDE", 0, None, "", False) for name in storage.include}
        self.elements: list[Element] = []
        self.doctype = ""
        self.characters = 0
        self._sections: list[bool] = []  # open marked sections of the content: are they ignored?
        self.path = ""

    def parse(self, path: str, text: str | None = None) -> None:
        source = self.sources.add(path, self.storage.read(path) if text is None else text)
        self.path = path
        at = self._prolog(source)
        self._content(source, at, len(source.text), 0)
        if self._sections:
            raise self.fail(source, len(source.text) - 1, "a marked section is not closed")

    def fail(self, source: Source, at: int, message: str) -> SpecificationError:
        return SpecificationError(message, source=source, pos=source.base + at)

    # ------------------------------------------------------------ prolog

    def _prolog(self, source: Source) -> int:
        text = source.text
        at = 0
        while True:
            at = _skip(text, at)
            if text.startswith("<!--", at):
                at = self._comment(source, at)
            elif text.startswith("<?", at):
                at = self._until(source, at, ">")
            elif text[at : at + 9].upper() == "<!DOCTYPE":
                at = self._doctype(source, at)
            else:
                return at

    def _until(self, source: Source, at: int, end: str) -> int:
        found = source.text.find(end, at)
        if found < 0:
            raise self.fail(source, at, f"what begins here is not ended by {end}")
        return found + len(end)

    def _comment(self, source: Source, at: int) -> int:
        found = source.text.find("-->", at + 4)
        if found < 0:
            raise self.fail(source, at, "the comment that begins here is not closed")
        return found + 3

    def _doctype(self, source: Source, at: int) -> int:
        text = source.text
        name = _NAME.match(text, _skip(text, at + 9))
        if name is None:
            raise self.fail(source, at, "a document type declaration names a document type")
        self.doctype = name.group().lower()
        i = name.end()
        while i < len(text) and text[i] not in "[>":
            if text[i] in "\"'":
                i = self._until(source, i + 1, text[i])
            else:
                i += 1
        if i < len(text) and text[i] == "[":
            i = self._subset(source, i + 1, 0, True)
        return self._until(source, i, ">")

    def _subset(self, source: Source, at: int, depth: int, inner: bool) -> int:
        """Declarations, up to ``]`` or the end of the text; the offset behind."""
        text = source.text
        if depth > MAX_DEPTH:
            raise self.fail(source, at, "entities are nested too deeply")
        sections = 0
        while True:
            at = _skip(text, at)
            if at >= len(text):
                if inner or sections:
                    raise self.fail(source, max(at - 1, 0), "the declarations are not ended by ]")
                return at
            if text.startswith("<!--", at):
                at = self._comment(source, at)
            elif text.startswith("<![", at):
                at, ignored = self._section(source, at)
                if ignored:
                    at = self._ignored(source, at)
                else:
                    sections += 1
            elif sections and text.startswith("]]>", at):
                sections -= 1
                at += 3
            elif text[at] == "]" and inner:
                return at + 1
            elif text[at] == "%":
                name = _NAME.match(text, at + 1)
                if name is None:
                    raise self.fail(source, at, "a reference to a parameter entity has a name")
                end = name.end() + (text[name.end() : name.end() + 1] == ";")
                self._declarations_of(source, at, name.group(), depth)
                at = end
            elif text[at : at + 8].upper() == "<!ENTITY":
                at = self._entity(source, at)
            elif text.startswith(("<!", "<?"), at):
                at = self._declaration(source, at)
            else:
                raise self.fail(source, at, "a declaration is expected here")

    def _declaration(self, source: Source, at: int) -> int:
        """Any other one, which says nothing to us."""
        text = source.text
        i = at + 2
        while i < len(text) and text[i] != ">":
            i = self._until(source, i + 1, text[i]) if text[i] in "\"'" and text[at + 1] == "!" else i + 1
        return i + 1

    def _declarations_of(self, source: Source, at: int, name: str, depth: int) -> None:
        entity = self.parameter.get(name)
        if entity is None:
            raise self.fail(source, at, f"no parameter entity is called {name}")
        inside = self._source_of(entity, source, at)
        if inside is not None:
            self._subset(inside, 0, depth + 1, False)

    def _source_of(self, entity: Entity, source: Source, at: int) -> Source | None:
        """A source that holds the text of an entity."""
        if entity.path is None and entity.text is None:
            raise self.fail(source, at, f"there is no file for the entity {entity.name}: {entity.missing}")
        text = self.storage.read(entity.path) if entity.path is not None else entity.text or ""
        self.characters += OPENING + len(text)
        if self.characters > MAX_TEXT:
            raise self.fail(source, at, "the entities of the document are too large")
        return self.sources.add(entity.path or f"entity {entity.name}", text)

    def _entity(self, source: Source, at: int) -> int:
        found = _DECLARED.match(source.text, at)
        if found is None:
            raise self.fail(source, at, "this is no declaration of an entity")
        percent, name, kind, literal, external = found.groups()
        table = self.parameter if percent else self.general
        if name in table:
            return found.end()  # the first declaration counts
        if literal is not None:
            text = self._parameters(source, at, literal[1:-1])
            data = (kind or "").upper() in ("CDATA", "SDATA")
            table[name] = Entity(name, text, source.base + found.start(4) + 1, None, "", data)
            return found.end()
        parts = _EXTERNAL.match(external or "")
        if parts is None:
            raise self.fail(source, at, "an entity has a text, or PUBLIC or SYSTEM and an identifier")
        public = parts.group(2) if parts.group(2) is not None else parts.group(3)
        system = next((parts.group(i) for i in (4, 5, 6, 7) if parts.group(i) is not None), None)
        if system is not None and system.upper().startswith("<OSFILE"):
            system = system.partition(">")[2]
        path = self.storage.find(system, public, source.name if not source.name.startswith("entity ") else self.path)
        data = parts.group(8).strip().upper().startswith(("CDATA", "SDATA", "NDATA"))
        table[name] = Entity(name, None, 0, path, f"PUBLIC {public!r}" if system is None else f"SYSTEM {system!r}", data)
        return found.end()

    def _parameters(self, source: Source, at: int, text: str) -> str:
        """The text of an entity with the references to parameter entities in it replaced, and character references."""
        for _ in range(MAX_DEPTH):
            found = re.search(r"%(" + NAME + r");?", text)
            if found is None or found.group(1) not in self.parameter:
                break
            entity = self.parameter[found.group(1)]
            inside = self.storage.read(entity.path) if entity.path is not None else entity.text or ""
            text = text[: found.start()] + inside + text[found.end() :]
            if len(text) > MAX_TEXT:
                raise self.fail(source, at, "the text of the entity is too large")
        return re.sub(r"&#([0-9]+|RE|RS|SPACE|TAB);?", lambda m: _character(m.group(1)) or m.group(), text)

    def _section(self, source: Source, at: int) -> tuple[int, bool]:
        """The start of a marked section: offset behind it; is its content ignored?"""
        text = source.text
        opening = text.find("[", at + 3)
        if opening < 0:
            raise self.fail(source, at, "a marked section has two brackets")
        words = text[at + 3 : opening].split()
        resolved: list[str] = []
        for word in words:
            if word.startswith("%"):
                entity = self.parameter.get(word[1:].rstrip(";"))
                if entity is None:
                    raise self.fail(source, at, f"no parameter entity is called {word[1:].rstrip(';')}")
                resolved += (entity.text or "").split()
            else:
                resolved.append(word)
        keywords = [word.upper() for word in resolved]
        return opening + 1, "IGNORE" in keywords

    def _ignored(self, source: Source, at: int) -> int:
        """Offset behind the end of an ignored section."""
        text = source.text
        depth = 1
        while depth:
            opening = text.find("<![", at)
            closing = text.find("]]>", at)
            if closing < 0:
                raise self.fail(source, at, "a marked section is not closed")
            if 0 <= opening < closing:
                depth += 1
                at = opening + 3
            else:
                depth -= 1
                at = closing + 3
        return at

    # ------------------------------------------------------------ content

    def _add(self, source: Source, start: int, end: int) -> None:
        if start < end:
            if not self.elements:  # the tags of the outermost elements are left out
                if source.text[start:end].isspace():
                    return
                self.elements.append(Element("style-sheet", {}, source.base + start))
            self.elements[-1].pieces.append(Piece(source.text[start:end].replace("\n", "\r"), source.base + start))

    def _content(self, source: Source, at: int, end: int, depth: int) -> None:
        text = source.text
        if depth > MAX_DEPTH:
            raise self.fail(source, at, "entities are nested too deeply")
        while at < end:
            found = _MARKUP.search(text, at, end)
            if found is None:
                self._add(source, at, end)
                return
            start = found.start()
            self._add(source, at, start)
            mark = found.group()
            if mark == "&":
                at = self._reference(source, start, depth)
            elif mark == "]]>":
                if self._sections:
                    self._sections.pop()
                else:
                    self._add(source, start, start + 3)
                at = start + 3
            elif mark == "<!":
                at = self._special(source, start)
            elif mark == "<?":
                at = self._until(source, start, ">")
            elif mark in ("</>", "<>"):
                at = found.end()
            else:
                at = self._tag(source, start)

    def _special(self, source: Source, at: int) -> int:
        text = source.text
        if text.startswith("<!--", at):
            return self._comment(source, at)
        if not text.startswith("<![", at):
            self._add(source, at, at + 2)
            return at + 2
        behind, ignored = self._section(source, at)
        words = text[at + 3 : behind - 1].upper().split()
        if ignored:
            return self._ignored(source, behind)
        if "CDATA" in words or "RCDATA" in words:
            end = text.find("]]>", behind)
            if end < 0:
                raise self.fail(source, at, "the marked section that begins here is not closed")
            self._add(source, behind, end)
            return end + 3
        self._sections.append(False)
        return behind

    def _reference(self, source: Source, at: int, depth: int) -> int:
        found = _REFERENCE.match(source.text, at)
        if found is None:
            self._add(source, at, at + 1)
            return at + 1
        name = found.group(1)
        if name[0] == "#":
            char = _character(name[1:])
            if char is None:
                raise self.fail(source, at, f"{found.group()} is no character")
            if self.elements:
                self.elements[-1].pieces.append(Piece(char, source.base + at))
            return found.end()
        entity = self.general.get(name)
        if entity is None:
            raise self.fail(source, at, f"no entity is called {name}")
        inside = self._source_of(entity, source, at)
        if inside is not None:
            if entity.data:
                self._add(inside, 0, len(inside.text))
            else:
                self._content(inside, 0, len(inside.text), depth + 1)
        return found.end()

    def _tag(self, source: Source, at: int) -> int:
        found = _TAG.match(source.text, at)
        if found is None:
            raise self.fail(source, at, "this is no tag; a < that is data is followed by no letter")
        known = self._check(found.group(1).lower(), source, at)
        if source.text[at + 1] != "/":
            attributes = {}
            for name, *values in _ATTRIBUTE.findall(found.group(2)):
                attributes[name.lower()] = next((value for value in values if value), "")
                if known is not None and name.lower() not in known:
                    raise self.fail(source, at, f"{found.group(1)} has no attribute {name}")
            self.elements.append(Element(found.group(1).lower(), attributes, source.base + at))
        return found.end()


    def _check(self, name: str, source: Source, at: int) -> tuple[str, ...] | None:
        """The attributes that an element may have; None if that is not known."""
        if self.doctype not in STYLE_SHEETS:
            return None
        if name not in ELEMENTS:
            what = f"no element of a style sheet is called {name}; expressions with tags in them stand in <![CDATA[ ... ]]>"
            raise self.fail(source, at, what)
        return ELEMENTS[name]


def _character(name: str) -> str | None:
    if name.isdigit():
        code = int(name)
        return chr(code) if code < 0xD800 or 0xDFFF < code < 0x110000 else None
    return FUNCTIONS.get(name.upper())


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n":
        at += 1
    return at
