"""XML documents as document trees of the machine: arrays in preorder (``vmcore/_trees.pxd``).

White space in elements that have element content only, by their declaration, is no data. Line ends are two
characters, RE (13) and RS (10), as where SGML keeps them. A processing instruction is a node, a comment is none.

The arrays are made of a text by compiled code (``vmcore/_scan.pyx``): of the document itself, if nothing is in it that this code
does not know for certain (``prolog.py``), which takes a fraction of the time of a parser; else of what lxml has read, serialised,
which takes a fraction of the time of a walk through the tree. All errors are those of lxml. What the text does not tell are
lines; they are found in lxml's tree when one is asked for.
"""

from __future__ import annotations

import os
import re
from array import array

from pyfront.dsssl.declarations import MAX_SUBSET, START, read_subset
from pyfront.dsssl.errors import AccessError, DocumentError
from vmcore._scan import Scanner

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from pyfront.dsssl.storage import Storage
    from pyfront.errors import Error

ROOT, ELEMENT, TEXT, PI = range(4)
UNDEFINED = ("ERR_UNDECLARED_ENTITY", "WAR_UNDECLARED_ENTITY")
HEAD = 1 << 13  # bytes of a document in which its declaration is looked for
_PUBLIC = re.compile(rb"<!DOCTYPE\s+\S+\s+PUBLIC\b")  # of what a catalog is needed for
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
        self.tree: Callable[[], Any] | None = None  # lxml's, which knows the lines
        self.lines: list[int] = []
        self.types: dict[tuple[str, str], str] | None = None  # element, attribute -> its declared type

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

    def take(self, arrays: dict[str, bytes], text: str, strings: list[str], names: int) -> None:
        """What was made of a text."""
        self.scanned = arrays, text
        self.strings = strings
        self.names = names
        self.known = {strings[i]: i for i in range(names)}

    def unique(self, name: str) -> int | None:
        """The string that a unique name is, if the document has it."""
        found = self.known.get(name)
        if found is None and self.scanned is not None and name in self.strings:
            found = self.known[name] = self.strings.index(name)
        return found

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

    def attribute_type(self, element: str, attribute: str) -> str:
        """The type of an attribute by its declaration: "cdata", "id", "idrefs", "nmtoken", "enumeration", ..."""
        if self.types is None:
            self.types = {}
            for name, declared in _declarations(self.tree(), Grove("")).items() if self.tree is not None else ():
                for one in declared:
                    for known in one.iterattributes():
                        full = f"{known.prefix}:{known.name}" if known.prefix else known.name
                        self.types.setdefault((name, full), known.type)
        return self.types.get((element, attribute), "cdata")

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
    except ModuleNotFoundError:
        raise DocumentError("documents are read by lxml, which is not installed: pip install 'vmcore[dsssl]'") from None
    except ImportError as error:  # no memory is left for it, for example
        raise DocumentError(f"documents are read by lxml, which cannot be loaded: {error}") from None
    return etree


def parse(path: str, storage: Storage, data: bytes | None = None, huge: bool = False, whole: bool = False) -> Grove:
    """The document in a file. ``whole``: attributes that are declared and not given are nodes, too."""
    if storage.include:
        data = _included(_bytes(path, storage) if data is None else data, storage.include)

    def tree() -> Any:
        return _parsed(path, storage, data, huge)

    found = None if storage.include else _plain(path, storage, data, whole)
    if found is None:
        found = grove(tree(), path, whole)
        if found.doctype and found.entities:
            read_subset(_beginning(path, data), found)
    found.tree = tree
    return found


def _plain(path: str, storage: Storage, data: bytes | None, whole: bool) -> Grove | None:
    """A document for which no parser is needed; None if it is not known to be one."""

    def external(system: str) -> bytes | None:
        found = _local(os.path.join(os.path.dirname(os.path.realpath(path)), system), path, storage)
        return None if found is None else _bytes(found, storage)

    try:
        if data is None:
            with open(storage.check(path), "rb") as file:
                data = file.read(HEAD)
                if _PUBLIC.search(data):
                    return None
                data += file.read()
        from pyfront.dsssl.prolog import read_epilog, read_prolog

        prolog = read_prolog(data, external)
    except (OSError, AccessError):
        return None
    if prolog is None:
        return None
    made = Scanner(prolog.data, prolog.begin, prolog.declared.of, whole, True).run()
    if made is None:
        return None
    behind = read_epilog(prolog.data, made[4])
    if behind is None:
        return None
    found = Grove(path)
    found.take(*made[:4])
    if prolog.doctype and prolog.doctype != found.strings[1]:
        return None
    found.doctype = prolog.doctype
    found.before, found.behind = prolog.before, behind
    return found


def _local(name: str, path: str, storage: Storage) -> str | None:
    """The file that a document means by the name of a file."""
    found = storage.find(name, None, path)
    if found is None and os.path.isfile(storage.check(name)):
        found = name
    return None if found is None else storage.check(found)


def _parsed(path: str, storage: Storage, data: bytes | None, huge: bool) -> Any:
    """The document as lxml's tree."""
    etree = lxml()
    problems: list[Exception] = []
    missing: dict[str, Error] = {}  # external identifiers without a file: they stand for nothing
    catalogs = storage.xml_catalogs

    class Resolver(etree.Resolver):  # type: ignore[misc, name-defined]  # lxml has no types
        """What the catalogs of the system know, and local files below the roots. Nothing from a network."""

        def resolve(self, url: str | None, public: str | None, context: Any) -> Any:
            if url is None or url == path:
                return None
            name = url[7:] if url.startswith("file://") else url
            known = catalogs.find(public, url) if public or "://" in url else None
            if known is not None:
                return self.resolve_filename(storage.check(known), context)
            try:
                found = None if "://" in name else _local(name, path, storage)
            except AccessError as error:
                problems.append(error)
                raise
            if found is not None:
                return self.resolve_filename(found, context)
            what = "nothing is fetched from a network:" if "://" in name else "there is no file"
            missing.setdefault(url, _missing(path, data, name, f"{what} {name}"))
            return self.resolve_string("", context)

    parser: Any = None

    def tree(recover: bool) -> Any:
        nonlocal parser
        parser = etree.XMLParser(load_dtd=True, attribute_defaults=True, resolve_entities=True, no_network=True, huge_tree=huge,
                                 strip_cdata=True, remove_comments=False, collect_ids=False, recover=recover)  # fmt: skip
        parser.resolvers.add(Resolver())
        if data is not None:
            return etree.fromstring(data, parser, base_url=path).getroottree()
        return etree.parse(storage.check(path), parser)

    undefined: list[Error] = []
    try:
        made = tree(False)
    except (etree.XMLSyntaxError, OSError, AccessError) as error:
        if problems:
            raise problems[0] from None
        log = parser.error_log  # that of the exception has errors of other documents in it
        undefined = [_undefined(path, one) for one in log if one.type_name in UNDEFINED and one.level_name == "ERROR"]
        if "already defined" not in str(error) and (not undefined or len(undefined) < len(log)):
            raise _error(path, error) from None
        made = tree(True)  # an ID that occurs twice: the first counts. An entity that is not defined: it stands for nothing
        _leave_out_entities(made)
    if problems:
        raise problems[0]
    storage.problems += sorted([*missing.values(), *undefined], key=lambda one: (one.line or 0, one.column or 0))
    return made


def _missing(path: str, data: bytes | None, name: str, message: str) -> DocumentError:
    """A file that a document names and that is not there, with the place where it is named."""
    begin = _beginning(path, data)
    at = max(begin.find(f"{quote}{name}{quote}") for quote in "\"'")
    if at < 0:
        at = begin.find(os.path.basename(name))
    if at < 0:
        return DocumentError(message, file=path)
    return DocumentError(message, file=path, line=begin.count("\n", 0, at) + 1, column=at - begin.rfind("\n", 0, at))


def _undefined(path: str, entry: Any) -> DocumentError:
    """A reference to an entity that nobody defines, which is no error of a strict parser where a declaration was not read."""
    return DocumentError(str(entry.message), file=path, line=entry.line, column=entry.column)


def _leave_out_entities(tree: Any) -> None:
    """References that stand for nothing."""
    for one in list(tree.getroot().iter(lxml().Entity)):
        before, parent, tail = one.getprevious(), one.getparent(), one.tail or ""
        parent.remove(one)
        if before is not None:
            before.tail = (before.tail or "") + tail
        else:
            parent.text = (parent.text or "") + tail


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
    made.doctype = tree.docinfo.root_name if tree.docinfo.doctype else ""
    for around, step in ((made.before, "getprevious"), (made.behind, "getnext")):
        one = getattr(root, step)()
        while one is not None:
            if one.tag is etree.PI:
                around.append(f"{one.target} {one.text}" if one.text else one.target)
            one = getattr(one, step)()
    made.before.reverse()
    elements = _declarations(tree, made)

    def declared(name: str) -> tuple[list[tuple[str, bool, bool, None]], bool]:
        """As ``Scanner`` wants it: attributes that are IDs, or all of them; defaults are in the tree."""
        attributes = []
        for one in elements.get(name, ()):
            for attribute in one.iterattributes():
                if whole or attribute.type == "id":
                    full = f"{attribute.prefix}:{attribute.name}" if attribute.prefix else attribute.name
                    attributes.append((full, attribute.type == "id", False, None))
        return attributes, any(one.type == "element" for one in elements.get(name, ()))

    text = etree.tostring(root, encoding="UTF-8", xml_declaration=False, with_tail=False)
    scanned = Scanner(text, 0, declared, whole, False).run()
    assert scanned is not None  # what is wrong with a serialised tree is an exception
    made.take(*scanned[:4])
    return made


def _declarations(tree: Any, made: Grove) -> dict[str, list[Any]]:
    """What is declared of elements; the entities are taken."""
    found: dict[str, list[Any]] = {}
    for dtd in (tree.docinfo.internalDTD, tree.docinfo.externalDTD):
        if dtd is None:
            continue
        for one in dtd.iterelements():
            found.setdefault(f"{one.prefix}:{one.name}" if one.prefix else one.name, []).append(one)
        for entity in dtd.iterentities():
            made.entities.setdefault(
                entity.name, Entity(entity.name, entity.content, getattr(entity, "system_url", None), None, None)
            )
    return found
