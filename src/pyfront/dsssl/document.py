"""XML documents as document trees of the machine: what lxml reads becomes arrays in preorder (``vmcore/_trees.pxd``).

White space in elements that have element content only, by their declaration, is no data. Line ends are two
characters, RE (13) and RS (10), as where SGML keeps them. A processing instruction is a node, a comment is none.

The tree is serialised, and the arrays are made of that text by compiled code (``vmcore/_scan.pyx``): that takes a fraction
of the time of a walk through the tree. What the text does not tell are lines; they are found in the tree when one is asked for.
"""

from __future__ import annotations

import os
from array import array

from pyfront.dsssl.declarations import MAX_SUBSET, START, read_subset
from pyfront.dsssl.errors import AccessError, DocumentError
from vmcore._scan import Scanner, names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from pyfront.dsssl.storage import Storage

ROOT, ELEMENT, TEXT, PI = range(4)
INTS = ("parent", "end", "name", "attributes", "start", "element", "number", "line", "ids", "texts", "attribute_name",
        "attribute_value", "attribute_owner")  # fmt: skip


class Entity:
    """A general entity of a document."""

    __slots__ = ("name", "text", "system", "public", "notation")

    def __init__(self, name: str, text: str | None, system: str | None, public: str | None, notation: str | None) -> None:
        self.name = name
        self.text = text
        self.system = system
        self.public = public
        self.notation = notation


class Grove:
    """A document being made: its arrays and strings."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.kind = bytearray()
        self.ints: dict[str, array[int]] = {name: array("i") for name in INTS}
        self.strings: list[str] = [""]
        self.known: dict[str, int] = {"": 0}
        self.names = 1  # so many strings are names of elements, or of the root
        self.texts: list[str] = []
        self.length = 0
        self.elements = 0
        self.folds = False
        self.entities: dict[str, Entity] = {}
        self.notations: dict[str, tuple[str | None, str | None]] = {}
        self.doctype = ""
        self.before: list[str] = []  # processing instructions before the document element, and behind it
        self.behind: list[str] = []
        self.scanned: tuple[dict[str, bytes], str] | None = None  # the arrays and the text, if they were made of a text
        self.tree: Callable[[], Any] | None = None  # makes the tree again that they were made of
        self.lines: list[int] = []

    def string(self, text: str) -> int:
        found = self.known.get(text)
        if found is None:
            found = self.known[text] = len(self.strings)
            self.strings.append(text)
        return found

    def node(self, kind: int, parent: int, name: int, line: int, number: int, unique: int) -> int:
        ints = self.ints
        self.kind.append(kind)
        i = len(self.kind) - 1
        ints["parent"].append(parent)
        ints["end"].append(i + 1)
        ints["name"].append(name)
        ints["attributes"].append(len(ints["attribute_name"]))
        ints["start"].append(self.length)
        ints["element"].append(self.elements)
        ints["number"].append(number)
        ints["line"].append(line)
        ints["ids"].append(unique)
        return i

    def text(self, text: str, parent: int, line: int) -> None:
        i = self.node(TEXT, parent, -1, line, 0, -1)
        self.ints["texts"].append(i)
        self.texts.append(text)
        self.length += len(text)

    def line(self, before: int, is_element: bool) -> int:
        """The line of a node behind so many elements."""
        if not self.lines and self.tree is not None:
            elements = self.tree().getroot().iter("{*}*")
            self.lines = [element.sourceline or 0 for element in elements]
        place = before if is_element else before - 1
        return self.lines[place] if 0 <= place < len(self.lines) else 1

    def element_count(self) -> int:
        kinds = self.scanned[0]["kind"] if self.scanned is not None else self.kind
        return kinds.count(ELEMENT)

    def finish(self) -> tuple[dict[str, bytes], str]:
        if self.scanned is not None:
            return self.scanned
        self.ints["attributes"].append(len(self.ints["attribute_name"]))
        self.ints["start"].append(self.length)
        arrays = {name: values.tobytes() for name, values in self.ints.items()}
        arrays["kind"] = bytes(self.kind)
        return arrays, "".join(self.texts)


def lxml() -> Any:
    try:
        from lxml import etree
    except ImportError:
        raise DocumentError("documents are read by lxml, which is not installed: pip install vmcore[dsssl]") from None
    return etree


def parse(path: str, storage: Storage, data: bytes | None = None, huge: bool = False, whole: bool = False) -> Grove:
    """The document in a file. ``whole``: attributes that are declared and not given are nodes, too."""
    etree = lxml()
    problems: list[Exception] = []
    recovered: list[bool] = []
    catalogs = storage.xml_catalogs

    class Resolver(etree.Resolver):  # type: ignore[misc, name-defined]  # lxml has no types
        """What the catalogs of the system know, and local files below the roots. Nothing from a network."""

        def resolve(self, url: str | None, public: str | None, context: Any) -> Any:
            if url is None or url == path:
                return None
            name = url[7:] if url.startswith("file://") else url
            known = catalogs.find(etree, public, url)
            if known is not None:
                return self.resolve_filename(storage.check(known), context)
            if "://" in name:
                return None
            try:
                found = storage.find(name, None, path)
                if found is not None:
                    return self.resolve_filename(storage.check(found), context)
                storage.check(name)
                if not os.path.isfile(name):
                    problems.append(DocumentError(f"there is no file {name}", file=path))
            except AccessError as error:
                problems.append(error)
                raise
            return None

    if storage.include:
        data = _included(_bytes(path, storage) if data is None else data, storage.include)

    def tree(recover: bool) -> Any:
        parser = etree.XMLParser(load_dtd=True, attribute_defaults=True, resolve_entities=True, no_network=True, huge_tree=huge,
                                 strip_cdata=True, remove_comments=False, collect_ids=False, recover=recover)  # fmt: skip
        parser.resolvers.add(Resolver())
        if data is not None:
            return etree.fromstring(data, parser, base_url=path).getroottree()
        return etree.parse(storage.check(path), parser)

    try:
        made = tree(False)
    except (etree.XMLSyntaxError, OSError, AccessError) as error:
        if problems:
            raise problems[0] from None
        if "already defined" in str(error):  # an ID that occurs twice: the first counts
            recovered.append(True)
            made = tree(True)
        else:
            raise _error(path, error) from None
    if problems:  # a declaration that is not there: to the parser that is none
        raise problems[0]
    found = grove(made, path, whole)
    found.tree = lambda: tree(bool(recovered))
    if found.doctype and found.entities:
        read_subset(_beginning(path, data), found)
    return found


def _bytes(path: str, storage: Storage) -> bytes:
    with open(storage.check(path), "rb") as file:
        return file.read()


def _included(data: bytes, names: list[str]) -> bytes:
    """A document with parameter entities that go before those of its declaration. Its lines stay what they are."""
    text = data[:MAX_SUBSET].decode("latin-1")
    start = START.search(text)
    if start is None:
        return data
    entities = "".join(f'<!ENTITY % {name} "INCLUDE">' for name in names)
    if start.group(3) is None:
        entities = f"[{entities}]"
    return (text[: start.end()] + entities + text[start.end() :]).encode("latin-1") + data[MAX_SUBSET:]


def _beginning(path: str, data: bytes | None) -> str:
    if data is None:
        with open(path, "rb") as file:
            data = file.read(MAX_SUBSET)
    return data[:MAX_SUBSET].decode("utf-8", "replace")


def _error(path: str, error: Any) -> DocumentError:
    line, column = getattr(error, "position", (0, 0))
    message = str(error.msg if getattr(error, "msg", None) else error)
    return DocumentError(message, file=path, line=line or 0, column=column or 0)


def grove(tree: Any, path: str, whole: bool = False) -> Grove:
    """An lxml tree as a grove."""
    etree = lxml()
    root = tree.getroot()
    made = Grove(path)
    made.tree = lambda: tree
    text = etree.tostring(root, encoding="unicode", with_tail=False)
    for name in names(text):
        made.string(name)
    made.names = len(made.strings)
    made.doctype = tree.docinfo.root_name if tree.docinfo.doctype else ""
    for around, step in ((made.before, "getprevious"), (made.behind, "getnext")):
        one = getattr(root, step)()
        while one is not None:
            if one.tag is etree.PI:
                around.append(f"{one.target} {one.text}" if one.text else one.target)
            one = getattr(one, step)()
    made.before.reverse()
    plain, ids, declared = _declarations(tree, made, whole)
    made.scanned = Scanner(text, made.strings, made.known, plain, ids, declared).run()
    return made


def _declarations(tree: Any, made: Grove, whole: bool) -> tuple[set[str], dict[str, str], dict[str, list[str]]]:
    """Elements with element content, the attribute of type ID of each element, and all attributes if they are wanted."""
    all_attributes: dict[str, list[str]] = {}
    plain: set[str] = set()
    ids: dict[str, str] = {}
    used = set(made.strings)
    for dtd in (tree.docinfo.internalDTD, tree.docinfo.externalDTD):
        if dtd is None:
            continue
        for declared in dtd.iterelements():
            name = declared.name if not declared.prefix else f"{declared.prefix}:{declared.name}"
            if name not in used:
                continue
            if declared.type == "element":
                plain.add(name)
            for attribute in declared.iterattributes():
                if attribute.type == "id":
                    ids.setdefault(name, attribute.name)
                if whole:
                    full = f"{attribute.prefix}:{attribute.name}" if attribute.prefix else attribute.name
                    all_attributes.setdefault(name, []).append(full)
        for entity in dtd.iterentities():
            made.entities.setdefault(
                entity.name, Entity(entity.name, entity.content, getattr(entity, "system_url", None), None, None)
            )
    return plain, ids, all_attributes
