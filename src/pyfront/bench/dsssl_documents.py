"""Documents for ``vmcore bench dsssl``, generated: books in DocBook, and models that source code is made of. The same for the
same size; sizes are those of the text, in bytes."""

from __future__ import annotations

import random
from collections.abc import Iterator

BOOK = (
    '<?xml version="1.0"?>\n<!DOCTYPE book PUBLIC "-//OASIS//DTD DocBook XML V4.2//EN"\n'
    ' "http://www.oasis-open.org/docbook/xml/4.2/docbookx.dtd">\n<book id="book"><bookinfo><title>A book</title>'
    "<author><firstname>Some</firstname><surname>Body</surname></author></bookinfo>\n"
)
WORDS = (
    "table column index query server client value default option command parameter function record page buffer lock session"
    " the of a to in is and for with that when each may be used only if not set"
).split()
MODEL = """<?xml version="1.0"?>
<!DOCTYPE model [
<!ELEMENT model (resource*)>
<!ELEMENT resource (description, property*, element*)>
<!ELEMENT element (description, property*)>
<!ELEMENT property (description)>
<!ELEMENT description (#PCDATA)>
<!ATTLIST resource id ID #REQUIRED name CDATA #REQUIRED active (true|false) "false">
<!ATTLIST element id ID #REQUIRED name CDATA #REQUIRED>
<!ATTLIST property id ID #REQUIRED name CDATA #REQUIRED type CDATA "string" ref IDREF #IMPLIED
 many (true|false) "false" required (true|false) "false">
]>
<model>
"""
TYPES = ("string", "string", "string", "integer", "boolean", "date", "dateTime", "code", "decimal")


class Book:
    """Chapters with sections of paragraphs, lists, tables and listings, until the size is reached."""

    def __init__(self, seed: int = 1) -> None:
        self.random = random.Random(seed)
        self.sections = 0
        self.ids: list[str] = ["book"]

    def words(self, least: int, most: int) -> str:
        return " ".join(self.random.choices(WORDS, k=self.random.randint(least, most)))

    def inline(self) -> str:
        kind = self.random.randrange(16)
        text = self.words(1, 2)
        if kind < 3:
            return f"<literal>{text}</literal>"
        if kind < 5:
            return f"<emphasis>{text}</emphasis>"
        if kind < 7:
            return f'<xref linkend="{self.random.choice(self.ids)}"/>'
        if kind == 7:
            return f"<command>{text}</command>"
        if kind == 8:
            return f'<ulink url="http://example.org/{text[:4].strip()}">{text}</ulink>'
        if kind == 9:
            return f"<indexterm><primary>{text}</primary></indexterm>"
        return text

    def paragraph(self) -> str:
        parts = [part for _ in range(self.random.randint(1, 4)) for part in (self.words(8, 25), self.inline())]
        return f"<para>\n{' '.join(parts)}.\n</para>\n"

    def block(self) -> str:
        kind = self.random.randrange(12)
        if kind == 0:
            items = "".join(f"<listitem>{self.paragraph()}</listitem>\n" for _ in range(self.random.randint(2, 5)))
            return f"<itemizedlist>\n{items}</itemizedlist>\n"
        if kind == 1:
            entries = "".join(
                f"<varlistentry><term><option>--{self.random.choice(WORDS)}</option></term><listitem>{self.paragraph()}</listitem>"
                "</varlistentry>\n"
                for _ in range(self.random.randint(2, 5))
            )
            return f"<variablelist>\n{entries}</variablelist>\n"
        if kind == 2:
            rows = "".join(
                f"<row><entry>{self.words(1, 2)}</entry><entry>{self.words(3, 8)}</entry></row>\n"
                for _ in range(self.random.randint(2, 8))
            )
            return f'<informaltable><tgroup cols="2"><tbody>\n{rows}</tbody></tgroup></informaltable>\n'
        if kind == 3:
            return (
                f"<programlisting>\n{self.words(4, 9)};\n  {self.words(2, 6)} &lt; {self.words(1, 2)} &amp;&amp;;\n"
                "</programlisting>\n"
            )
        return self.paragraph()

    def section(self, depth: int, room: int) -> str:
        self.sections += 1
        name = f"s{self.sections}"
        self.ids.append(name)
        text = f'<sect{depth} id="{name}"><title>{self.words(2, 5)}</title>\n'
        text += "".join(self.block() if len(text) < room else "" for _ in range(self.random.randint(2, 7)))
        for _ in range(self.random.randint(0, 3)):
            if depth < 3 and len(text) < room:
                text += self.section(depth + 1, room - len(text))
        return f"{text}</sect{depth}>\n"

    def chapter(self, room: int) -> str:
        name = f"c{self.sections}"
        self.sections += 1
        self.ids.append(name)
        text = f'<chapter id="{name}"><title>{self.words(1, 4)}</title>\n{self.paragraph()}'
        for _ in range(self.random.randint(2, 8)):
            if len(text) < room:
                text += self.section(1, room - len(text))
        return f"{text}</chapter>\n"


def book(size: int) -> str:
    one = Book()
    parts = [BOOK]
    length = len(BOOK) + 8
    while length < size:
        parts.append(one.chapter(size - length))
        length += len(parts[-1])
    return "".join([*parts, "</book>\n"])


def model(size: int) -> str:
    """Resources, of which every tenth is active: source code is made of those, and what they refer to."""
    rng = random.Random(7)
    parts = [MODEL]
    length = len(MODEL)
    number = 0
    while length < size:
        number += 1
        parts.append("".join(_resource(rng, number)))
        length += len(parts[-1])
    return "".join([*parts, "</model>\n"])


def _resource(rng: random.Random, number: int) -> Iterator[str]:
    active = ' active="true"' if number % 10 == 1 else ""
    yield f'<resource id="r{number}" name="{rng.choice(WORDS)}{number}"{active}>\n{_description(rng)}'
    names = [f"r{number}.{k}" for k in range(rng.randint(3, 9))]
    yield from _properties(rng, f"r{number}", names)
    for name in names:
        yield f'<element id="{name}" name="{rng.choice(WORDS)}Part{name.rpartition(".")[2]}">\n{_description(rng)}'
        yield from _properties(rng, name, [])
        yield "</element>\n"
    yield "</resource>\n"


def _description(rng: random.Random) -> str:
    return f"<description>{' '.join(rng.choices(WORDS, k=rng.randint(4, 12)))}</description>\n"


def _properties(rng: random.Random, owner: str, references: list[str]) -> Iterator[str]:
    for k in range(rng.randint(4, 14)):
        attributes = f'type="{rng.choice(TYPES)}"'
        if references and rng.random() < 0.4:
            attributes = f'type="element" ref="{rng.choice(references)}"'
        if rng.random() < 0.3:
            attributes += ' many="true"'
        elif rng.random() < 0.3:
            attributes += ' required="true"'
        yield f'<property id="{owner}_{k}" name="{rng.choice(WORDS)}{k}" {attributes}>{_description(rng)}</property>\n'
