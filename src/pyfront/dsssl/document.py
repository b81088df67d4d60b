"""XML documents as document trees of the machine: what lxml reads becomes arrays in preorder (``vmcore/_trees.pxd``).

White space in elements that have element content only, by their declaration, is no data. Line ends are two
characters, RE (13) and RS (10), as where SGML keeps them. A processing instruction is a node, a comment is none.
"""

from __future__ import annotations

from array import array

from pyfront.dsssl.declarations import MAX_SUBSET, read_subset
from pyfront.dsssl.errors import AccessError, DocumentError

TYPE_CHECKING = False
if TYPE_CHECKING:
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

    def finish(self) -> tuple[dict[str, bytes], str]:
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
            except AccessError as error:
                problems.append(error)
                raise
            return None

    def tree(recover: bool) -> Any:
        parser = etree.XMLParser(load_dtd=True, attribute_defaults=True, resolve_entities=True, no_network=True, huge_tree=huge,
                                 strip_cdata=True, remove_comments=False, recover=recover)  # fmt: skip
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
            made = tree(True)
        else:
            raise _error(path, error) from None
    found = grove(made, path, whole)
    if found.doctype and found.entities:
        read_subset(_beginning(path, data), found)
    return found


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
    plain, ids, declared = _declarations(tree, root, made, whole)
    made.doctype = tree.docinfo.root_name if tree.docinfo.doctype else ""
    for around, step in ((made.before, "getprevious"), (made.behind, "getnext")):
        one = getattr(root, step)()
        while one is not None:
            if one.tag is etree.PI:
                around.append(f"{one.target} {one.text}" if one.text else one.target)
            one = getattr(one, step)()
    made.before.reverse()
    for element in root.iter(etree.Element):
        made.string(_name(element))
    made.names = len(made.strings)
    _walk(etree, root, made, plain, ids, declared)
    return made


def _name(element: Any) -> str:
    """The name as it is written: with a prefix if there is one."""
    tag: str = element.tag
    if tag[0] != "{":
        return tag
    local = tag.rpartition("}")[2]
    return f"{element.prefix}:{local}" if element.prefix else local


def _declarations(tree: Any, root: Any, made: Grove, whole: bool) -> tuple[set[str], dict[str, str], dict[str, list[str]]]:
    """Elements with element content, the attribute of type ID of each element, and all attributes if they are wanted."""
    all_attributes: dict[str, list[str]] = {}
    plain: set[str] = set()
    ids: dict[str, str] = {}
    used = {element.tag for element in root.iter() if element.tag.__class__ is str}
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


def _walk(etree: Any, root: Any, made: Grove, plain: set[str], ids: dict[str, str], declared: dict[str, list[str]]) -> None:
    """Elements, text and processing instructions in document order, without recursion."""
    made.node(ROOT, -1, 0, 1, 0, -1)
    end = made.ints["end"]
    parents: list[int] = [0]
    numbers: list[dict[int, int]] = [{}]
    keep: list[bool] = [False]  # is blank text data?
    pending = ""  # text that may go on behind a comment
    line = 1

    def flush() -> None:
        nonlocal pending
        if pending and (keep[-1] or not pending.isspace()):
            made.text(pending.replace("\n", "\r\n"), parents[-1], line)
        pending = ""

    for event, element in etree.iterwalk(root, events=("start", "end", "pi", "comment")):
        if event == "start":
            flush()
            line = element.sourceline or line
            tag = _name(element)
            name = made.known[tag]
            number = numbers[-1][name] = numbers[-1].get(name, 0) + 1
            unique = element.get(ids[tag]) if tag in ids else None
            i = made.node(ELEMENT, parents[-1], name, line, number, -1 if unique is None else made.string(unique))
            made.elements += 1
            if declared:
                _all_attributes(element, i, made, declared.get(tag, []))
            elif element.attrib:
                _attributes(element, i, made)
            parents.append(i)
            numbers.append({})
            keep.append(tag not in plain)
            pending = element.text or ""
        elif event == "end":
            flush()
            end[parents.pop()] = len(made.kind)
            numbers.pop()
            keep.pop()
            if element is not root:
                pending = element.tail or ""
        elif event == "pi":
            if len(parents) > 1:
                flush()
                text = f"{element.target} {element.text}" if element.text else element.target
                made.node(PI, parents[-1], made.string(text.replace("\n", "\r\n")), element.sourceline or line, 0, -1)
                pending = element.tail or ""
        elif len(parents) > 1:
            pending += element.tail or ""
    end[0] = len(made.kind)


def _attributes(element: Any, i: int, made: Grove) -> None:
    names, values, owners = (made.ints[key] for key in ("attribute_name", "attribute_value", "attribute_owner"))
    for key, value in element.attrib.items():
        names.append(made.string(_attribute_name(element, key)))
        values.append(made.string(value))
        owners.append(i)


def _attribute_name(element: Any, key: str) -> str:
    if key[0] != "{":
        return key
    space, _, short = key[1:].partition("}")
    if space == "http://www.w3.org/XML/1998/namespace":
        return "xml:" + short
    prefix = next((one for one, uri in element.nsmap.items() if uri == space and one), None)
    return f"{prefix}:{short}" if prefix else short


def _all_attributes(element: Any, i: int, made: Grove, declared: list[str]) -> None:
    """Those that are declared in the order of the declaration, given or not, then the others."""
    given = {_attribute_name(element, key): value for key, value in element.attrib.items()}
    names, values, owners = (made.ints[key] for key in ("attribute_name", "attribute_value", "attribute_owner"))
    for name in [*declared, *(name for name in given if name not in declared)]:
        names.append(made.string(name))
        values.append(made.string(given[name]) if name in given else -1)
        owners.append(i)
