"""What is before and behind the document element of an XML document, and the declarations in it, read strictly, of documents
that need no parser (``vmcore/_scan.pyx`` reads the rest). None means that there is something that is not well-formed or not
known, and the parser is to read the document.

Known are declarations of elements and attributes, in the internal subset or in the file that is the external one; there are no
parameter entities, entities, notations and conditional sections.
"""

from __future__ import annotations

import re

from vmcore._xmlparts import instruction

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

MOST = 1 << 18  # bytes before the document element, and behind it
MOST_ATTRIBUTES = 100  # of an element
MOST_DEPTH = 32  # of content models
MARK = b"\xef\xbb\xbf"
UTF8 = ("utf-8", "us-ascii")
_S = "[ \t\r\n]"
_NAME = "[A-Za-z_][A-Za-z0-9_.-]*"
_TOKEN = "[A-Za-z0-9_.-]+"
_QUOTED = r"(?:\"[^\"<&]*\"|'[^'<&]*')"
_COMMENT = "<!--(?:[^-]|-[^-])*-->"
_BAD = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")  # of UTF-8, each byte a character
_DECLARATION = re.compile(
    rf"<\?xml{_S}+version{_S}*={_S}*(?:\"1\.0\"|'1\.0')"
    rf"(?:{_S}+encoding{_S}*={_S}*(?:\"({_TOKEN})\"|'({_TOKEN})'))?"
    rf"(?:{_S}+standalone{_S}*={_S}*(?:\"(?:yes|no)\"|'(?:yes|no)'))?{_S}*\?>"
)
_MISC = re.compile(rf"{_S}+|{_COMMENT}|<\?((?:[^?]|\?(?!>))*)\?>")
_DOCTYPE = re.compile(rf"<!DOCTYPE{_S}+({_NAME})(?:{_S}+SYSTEM{_S}+(?:\"({_TOKEN})\"|'({_TOKEN})'))?{_S}*([\[>])")
_SUBSET = re.compile(
    rf"{_S}+|{_COMMENT}"
    rf"|<!ELEMENT{_S}+({_NAME}){_S}+((?:EMPTY|ANY|\()[^<>&%;\"']*)>"
    rf"|<!ATTLIST{_S}+({_NAME})((?:[^<>&%\"']|{_QUOTED})*)>"
    rf"|(\]){_S}*>"
)
_ATTRIBUTE = re.compile(
    rf"{_S}+({_NAME}){_S}+(CDATA|ID|IDREFS?|NMTOKENS?|\({_S}*{_TOKEN}{_S}*(?:\|{_S}*{_TOKEN}{_S}*)*\))"
    rf"{_S}+(?:\#REQUIRED|\#IMPLIED|(?:\#FIXED{_S}+)?({_QUOTED}))"
)
_BLANK = re.compile(rf"{_S}*\Z")
_MIXED = re.compile(rf"\({_S}*#PCDATA{_S}*(?:\)|(?:\|{_S}*{_NAME}{_S}*)*\)\*)")
_MODEL = re.compile(rf"{_S}*(?:(\()|({_NAME}[?*+]?)|(\)[?*+]?)|([,|])){_S}*")


class Declared:
    """Elements with their attributes, as ``Scanner`` has them."""

    def __init__(self) -> None:
        self.attributes: dict[str, list[tuple[str, bool, bool, str | None]]] = {}
        self.element_content: set[str] = set()
        self.elements: set[str] = set()

    def of(self, name: str) -> tuple[list[tuple[str, bool, bool, str | None]], bool]:
        return self.attributes.get(name, []), name in self.element_content

    def read(self, text: str, at: int, internal: bool) -> int | None:
        """Takes declarations; the place behind the internal subset, or the end of the text."""
        while at < len(text):
            found = _SUBSET.match(text, at)
            if found is None:
                return None
            at = found.end()
            element, model, owner, attributes, end = found.groups()
            if end is not None:
                return at if internal else None
            if element is not None and not self._element(element, model.rstrip(" \t\r\n")):
                return None
            if owner is not None and not self._attributes(owner, attributes):
                return None
        return None if internal else at

    def _element(self, name: str, model: str) -> bool:
        if name in self.elements:
            return False
        self.elements.add(name)
        if model in ("EMPTY", "ANY") or _MIXED.fullmatch(model):
            return True
        self.element_content.add(name)
        return _is_model(model)

    def _attributes(self, owner: str, text: str) -> bool:
        known = self.attributes.setdefault(owner, [])
        at = 0
        while not _BLANK.match(text, at):
            found = _ATTRIBUTE.match(text, at)
            if found is None or len(known) == MOST_ATTRIBUTES:
                return False
            at = found.end()
            name, kind, value = found.groups()
            is_id = kind == "ID"
            if any(one[0] == name or (is_id and one[1]) for one in known) or name.startswith("xml"):
                return False
            if value is not None and not _is_default(value[1:-1], kind):
                return False
            if kind[0] == "(" and len(set(_tokens(kind))) <= kind.count("|"):
                return False
            known.append((name, is_id, kind != "CDATA", None if value is None else value[1:-1]))
        return True


def _tokens(kind: str) -> list[str]:
    return [one.strip(" \t\r\n") for one in kind[1:-1].split("|")]


def _is_default(value: str, kind: str) -> bool:
    if kind == "CDATA":
        return value.isascii() and value.isprintable()
    return kind[0] == "(" and value in _tokens(kind)


def _is_model(text: str) -> bool:
    """Is it a content model of elements?"""
    at, wanted = 0, True  # is a particle wanted, or what is behind one?
    separators: list[str] = []  # of each group that is open
    while at < len(text):
        found = _MODEL.match(text, at)
        if found is None:
            return False
        at = found.end()
        opening, name, closing, separator = found.groups()
        if wanted != (opening is not None or name is not None):
            return False
        if opening is not None:
            separators.append("")
        elif not separators:
            return False
        elif name is not None:
            wanted = False
        elif closing is not None:
            separators.pop()
            if not separators:
                return at == len(text)
        elif separators[-1] not in ("", separator):
            return False
        else:
            separators[-1] = separator
            wanted = True
        if len(separators) > MOST_DEPTH:
            return False
    return False


class Prolog:
    """What is before the document element. ``data``: the document in UTF-8, ``begin``: where the element begins in it."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.begin = 0
        self.doctype = ""
        self.before: list[str] = []  # processing instructions
        self.declared = Declared()

    def read(self, external: Callable[[str], bytes | None]) -> bool:
        text = self.data[:MOST].decode("latin-1")
        at = len(MARK) if self.data.startswith(MARK) else 0
        declaration = _DECLARATION.match(text, at)
        if declaration is not None:
            at = declaration.end()
            encoding = (declaration.group(1) or declaration.group(2) or "utf-8").lower()
            if encoding == "iso-8859-1" and not self.data.startswith(MARK):
                self.data = self.data[:at] + self.data[at:].decode("latin-1").encode()
                text = self.data[:MOST].decode("latin-1")
            elif encoding not in UTF8 or (encoding == "us-ascii" and not self.data.isascii()):
                return False
        place = misc(text, at, self.before)
        if place is not None and text.startswith("<!DOCTYPE", place):
            place = self._doctype(text, place, external)
            if place is not None:
                place = misc(text, place, self.before)
        if place is None or _BAD.search(text, 0, place):
            return False
        self.begin = place
        return text[place : place + 1] == "<" and is_utf8(self.data)

    def _doctype(self, text: str, at: int, external: Callable[[str], bytes | None]) -> int | None:
        found = _DOCTYPE.match(text, at)
        if found is None:
            return None
        self.doctype = found.group(1)
        place: int | None = found.end()
        if found.group(4) == "[":
            place = self.declared.read(text, found.end(), True)
        system = found.group(2) or found.group(3)
        if system is not None and place is not None:
            data = external(system)
            if data is None or not data.isascii():
                return None
            declarations = data.decode("ascii")
            if _BAD.search(declarations) or self.declared.read(declarations, 0, False) is None:
                return None
        return place


def misc(text: str, at: int, instructions: list[str]) -> int | None:
    """The place behind white space, comments and processing instructions; these are put into the list."""
    while True:
        found = _MISC.match(text, at)
        if found is None:
            return at
        at = found.end()
        if found.group(1) is not None:
            one = instruction(found.group(1).encode("latin-1"))
            if one is None:
                return None
            target, _, text_of = one.decode("utf-8", "replace").partition(" ")
            instructions.append(f"{target} {text_of}" if text_of else target)


def is_utf8(data: bytes) -> bool:
    try:
        return data.isascii() or data.decode() != ""
    except UnicodeDecodeError:
        return False


def read_prolog(data: bytes, external: Callable[[str], bytes | None]) -> Prolog | None:
    """``external``: the content of the file that is the external subset, or None if that is not known."""
    made = Prolog(data)
    return made if made.read(external) else None


def read_epilog(data: bytes, at: int) -> list[str] | None:
    """The processing instructions behind the document element, which ends there."""
    text = data[at : at + MOST].decode("latin-1")
    found: list[str] = []
    return found if misc(text, 0, found) == len(data) - at and not _BAD.search(text) else None
