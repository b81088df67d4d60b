"""RTF: what stands before the text of a file, and names of places in it."""

from __future__ import annotations

import re

from pyfront.dsssl.backends.rtf_tables import CHARSETS
from pyfront.dsssl.backends.rtf_text import DEFAULT_LANGUAGE, RtfText

_LETTERS = re.compile(r"[^0-9a-zA-Z]")


def bookmark_of_id(document: str, name: str) -> str:
    prefix = "ID" + (document if document != "0" else "") + "_"
    return prefix + _LETTERS.sub(lambda found: f"_{ord(found.group())}_", name)


def bookmark_of(document: str, number: str) -> str:
    return "_" + (f"{document}_" if document != "0" else "") + number


def button(mark: str, rest: str) -> str:
    return "{\\field{\\*\\fldinst   HYPERLINK  \\\\l " + mark + rest


def head(printer: RtfText) -> str:
    """The tables of fonts, colours and styles, and what holds for the whole document."""
    text = ["{\\rtf1\\ansi\\deff0\n{\\fonttbl"]
    for name in hash_order(list(printer.families)):
        for number, (code, suffix, _) in zip(printer.fonts[printer.families[name]], CHARSETS):
            if number >= 0:
                text.append(f"{{\\f{number}\\fnil\\fcharset{code} {name}{suffix};}}\n")
    text.append("}\n{\\colortbl;")
    for rgb in printer.colors:
        red, green, blue = (int(rgb[i : i + 2], 16) for i in (0, 2, 4))
        text.append(f"\\red{red}\\green{green}\\blue{blue};")
    styles = "".join([f"{{\\s{i} Heading {i};}}" for i in range(1, 10)])
    text.append(f"}}{{\\stylesheet{{\\s0 Normal;}}{styles}}}\n")
    if printer.ladder:
        text.append(f"\\hyphconsec{printer.ladder}")
    text.append(f"\\deflang{DEFAULT_LANGUAGE}\\notabind\\facingp\\hyphauto1\\widowctrl\n")
    return "".join(text)


def hash_order(names: list[str]) -> list[str]:
    """Names in the order of OpenJade's table of fonts, which is one with open addressing that doubles when half full."""
    slots: list[str | None] = [None] * 8
    used = 0

    def put(name: str, into: list[str | None]) -> None:
        code = 0
        for char in name:
            code = (code * 33 + ord(char)) & 0xFFFFFFFFFFFFFFFF
        at = code & (len(into) - 1)
        while into[at] is not None:
            at = at - 1 if at else len(into) - 1
        into[at] = name

    for name in names:
        if used >= len(slots) // 2:
            wider: list[str | None] = [None] * (2 * len(slots))
            for one in slots:
                if one is not None:
                    put(one, wider)
            slots = wider
        put(name, slots)
        used += 1
    return [name for name in slots if name is not None]
