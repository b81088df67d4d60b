"""What a document declares, and what is around its document element: entities, notations and processing instructions, which
are nodes that only the host knows (``PLACE_OTHER`` of ``vmcore/_trees.pxd``).

lxml tells of entities, but neither their public identifiers and notations nor the declarations of notations. These are read
from the internal subset.
"""

from __future__ import annotations

import bisect
import os
import re

from vmcore.data import Symbol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyfront.dsssl.document import Grove

MAX_SUBSET = 1 << 20  # characters that are looked at
_QUOTED = r"(?:\"([^\"]*)\"|'([^']*)')"
START = re.compile(r"<!DOCTYPE\s+[^\[>\"']*(?:" + _QUOTED + r"[^\[>\"']*)*(\[)?")
_TOKEN = re.compile(
    r"<!--.*?-->|<\?.*?\?>|(\])"
    r"|<!ENTITY\s+(?!%)(\S+)\s+(?:(PUBLIC)\s+" + _QUOTED + r"\s+" + _QUOTED + r"|SYSTEM\s+" + _QUOTED + r")"
    r"\s*(?:NDATA\s+(\S+?)\s*)?>"
    r"|<!NOTATION\s+(\S+)\s+(?:(PUBLIC)\s+" + _QUOTED + r"(?:\s+" + _QUOTED + r")?|SYSTEM\s+" + _QUOTED + r")\s*>"
    r"|<![A-Z]+(?:[^\"'>]|" + _QUOTED + r")*>",
    re.S,
)
SUBNODES = {  # the property of its origin that a node is in
    "document-type": "doctypes-and-linktypes", "entity": "general-entities", "notation": "notations", "external-id": "external-id",
}  # fmt: skip
FIRST_VALUE = 1 << 29  # numbers from here on are nodes of the values of attributes (lib/attributes.scm)
NULL, MISSING, FALSE = False, Symbol("missing"), Symbol("false")


def read_subset(text: str, made: Grove) -> None:
    """Public identifiers and notations from the internal subset at the beginning of a document."""
    start = START.search(text, 0, MAX_SUBSET)
    if start is None or start.group(3) is None:
        return
    for token in _TOKEN.finditer(text, start.end(), start.end() + MAX_SUBSET):
        if token.group(1):
            return
        groups = [token.group(i) for i in range(token.re.groups + 1)]
        entity, notation = groups[2], groups[11]
        if entity is not None:
            known = made.entities.get(entity)
            if known is not None:
                known.public = _first(groups[4:6])
                known.system = _first(groups[6:8]) if groups[3] else _first(groups[8:10])
                known.notation = groups[10]
        elif notation is not None and notation not in made.notations:
            public = _first(groups[13:15])
            system = _first(groups[15:17]) if groups[12] else _first(groups[17:19])
            made.notations[notation] = (system, public)


def _first(found: list[str | None]) -> str | None:
    return next((one for one in found if one is not None), None)


def generated_id(system: str | None, path: str, printing: bool) -> str | None:
    """What finds an entity: its system identifier with the manager of storage, as OpenJade writes it. Version 1.4 says what it is
    relative to, version 1.3, which back ends that print are after, puts it together."""
    if not system:
        return None
    if system.startswith("http://"):
        return "<URL>" + system
    if system.startswith("/") or not path:
        return "<OSFILE>" + system
    if printing:
        return "<OSFILE>" + os.path.join(os.path.dirname(path), system)
    return f"<OSFILE SOIBASE='{path}'>{system}"


class Others:
    """The nodes of a document that only the host knows: each is a kind and a name or a text."""

    def __init__(self, grove: Grove, printing: bool = False) -> None:
        self.grove = grove
        self.printing = printing
        self.items: list[tuple[str, str]] = []
        self.numbers: dict[tuple[str, str], int] = {}
        self.firsts: dict[int, int] = {}  # attribute -> number of the first node of its value
        self.places: list[tuple[int, int]] = []  # these the other way round, in order of the numbers
        self.next = FIRST_VALUE

    def value_first(self, attribute: int, count: int) -> int:
        """The number of the first of so many nodes that the value of an attribute is."""
        found = self.firsts.get(attribute)
        if found is None:
            found = self.firsts[attribute] = self.next
            self.places.append((found, attribute))
            self.next += count
        return found

    def value_place(self, number: int) -> tuple[int, int]:
        """The attribute that a node is of the value of, and its place there."""
        first, attribute = self.places[bisect.bisect(self.places, (number, 1 << 62)) - 1]
        return attribute, number - first

    def node(self, kind: str, name: str) -> int:
        key = kind, name
        if key not in self.numbers:
            self.numbers[key] = len(self.items)
            self.items.append(key)
        return self.numbers[key]

    def nodes(self, kind: str, names: Any) -> list[Any]:
        return ["nodes", *(self.node(kind, name) for name in names)]

    def of_root(self, name: str) -> Any:
        grove = self.grove
        if name in ("prolog", "epilog"):
            texts = grove.before if name == "prolog" else grove.behind
            return self.nodes("pi", [f"{i} {text}" for i, text in enumerate(texts)] if name == "prolog"
                              else [f"-{i} {text}" for i, text in enumerate(texts)])  # fmt: skip
        if name == "entities":
            return self.nodes("entity", grove.entities)
        if name == "governing-doctype":
            return self.nodes("document-type", [grove.doctype]) if grove.doctype else NULL
        return MISSING

    def property(self, name: str, number: int) -> Any:
        """The value of a property: false if it is null, ``missing`` if there is none of that name."""
        kind, own = self.items[number]
        if name in ("class-name", "classnm"):
            return Symbol(kind)
        if name == "origin-to-subnode-rel-property-name":
            return Symbol(SUBNODES[kind] if kind != "pi" else "epilog" if own.startswith("-") else "prolog")
        found = getattr(self, "_" + kind.replace("-", "_"))(own).get(name, MISSING)
        return found() if callable(found) else found

    def _pi(self, own: str) -> dict[str, Any]:
        return {"system-data": own.partition(" ")[2], "entity-name": NULL, "parent": NULL, "origin": ["nodes", -1]}

    def _document_type(self, own: str) -> dict[str, Any]:
        return {
            "name": own,
            "general-entities": lambda: self.nodes("entity", self.grove.entities),
            "notations": lambda: self.nodes("notation", self.grove.notations),
            "parameter-entities": ["nodes"],
            "origin": ["nodes", -1],
            "parent": NULL,
        }

    def _entity(self, own: str) -> dict[str, Any]:
        entity = self.grove.entities[own]
        internal = entity.system is None and entity.public is None
        return {
            "name": own,
            "entity-type": Symbol("text" if entity.notation is None else "ndata"),
            "text": (entity.text or "") if internal else NULL,
            "notation-name": entity.notation or NULL,
            "notation": lambda: self.nodes("notation", [entity.notation]) if entity.notation in self.grove.notations else NULL,
            "external-id": lambda: NULL if internal else self.nodes("external-id", ["e" + own]),
            "attributes": ["nodes"],
            "origin": lambda: self.nodes("document-type", [self.grove.doctype]),
            "parent": NULL,
        }

    def _notation(self, own: str) -> dict[str, Any]:
        return {
            "name": own,
            "external-id": lambda: self.nodes("external-id", ["n" + own]),
            "origin": lambda: self.nodes("document-type", [self.grove.doctype]),
            "parent": NULL,
        }

    def _external_id(self, own: str) -> dict[str, Any]:
        if own[0] == "e":
            entity = self.grove.entities[own[1:]]
            system, public = entity.system, entity.public
        else:
            system, public = self.grove.notations[own[1:]]
        return {
            "system-id": system or NULL,
            "public-id": public or NULL,
            "generated-system-id": generated_id(system, self.grove.path, self.printing) or NULL,
            "origin": lambda: self.nodes("entity" if own[0] == "e" else "notation", [own[1:]]),
            "parent": NULL,
        }
