"""TeX: definitions of characteristics and the groups they are put into."""

from __future__ import annotations

import struct

from pyfront.dsssl.backends.base import Printer, low
from pyfront.dsssl.backends.tex_table import NOT_APPLICABLE, Table
from pyfront.dsssl.characteristics import (
    BOOLEAN,
    COLOR,
    GLYPH_TABLE,
    INHERITED,
    INLINE_SPACE,
    INTEGER,
    LENGTH,
    LENGTH_SPEC,
    LETTERS,
    OPTIONAL_COLOR,
    OPTIONAL_INTEGER,
    OPTIONAL_LENGTH,
    OPTIONAL_SPACE,
    PUBLIC_ID,
    SILENT,
    STRING,
    SYMBOL,
    SYMBOLS_IN_ORDER,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Format = dict[str, Any]

NAMES = {
    "font-size": "fSize", "font-weight": "fWeight", "font-posture": "fPosture", "font-structure": "fStructure",
    "font-proportionate-width": "fProportionateWidth", "font-name": "fName",
}  # fmt: skip
# Characteristics of the back end: event -> kind, name.
OWN = {
    "page-number-format": (STRING, "PageNumberFormat"), "page-number-restart?": (BOOLEAN, "PageNumberRestart"),
    "page-n-columns": (INTEGER, "PageNColumns"), "page-column-sep": (LENGTH, "PageColumnSep"),
    "page-balance-columns?": (BOOLEAN, "PageBalanceColumns"), "page-two-side?": (BOOLEAN, "PageTwoSide"),
    "two-side-start-on-right?": (BOOLEAN, "TwoSideStartOnRight"), "subscript-depth": (LENGTH, "SubScriptDepth"),
    "over-mark-height": (LENGTH, "OverMarkHeight"), "under-mark-depth": (LENGTH, "UnderMarkDepth"),
    "superscript-height": (LENGTH, "SuperscriptHeight"), "grid-row-sep": (LENGTH, "GridRowsep"),
    "grid-column-sep": (LENGTH, "GridColumnSep"),
}  # fmt: skip
# What OpenJade's TeX does not know.
UNKNOWN = frozenset(
    "page-category force-last-page force-first-page first-page-type justify-spread? binding-edge anchor-keep-with-previous?"
    " contents-alignment overflow-action annotation-glyph-placement annotation-glyph-style inline-note-line-count"
    " inline-note-style mark-distribution mark-style side-by-side-overlap-control side-by-side-pre-align"
    " side-by-side-post-align".split()
)  # fmt: skip
def number(x: float) -> str:
    return f"{x:g}"


def single(thousands: int) -> str:
    """Points as a number of single precision."""
    return f"{struct.unpack('f', struct.pack('f', thousands / 1000.0))[0]:g}"


# Of these symbols OpenJade has no name here.
NAMELESS = frozenset(SYMBOLS_IN_ORDER[SYMBOLS_IN_ORDER.index("column-major") + 1 :])


def camel(name: str) -> str:
    return "".join([part.capitalize() for part in name.rstrip("?").split("-")])


class State:
    """Is a table being built here, so that what is no part of it must wait?"""

    __slots__ = ("enforcing", "open", "prolog")

    def __init__(self) -> None:
        self.enforcing = True
        self.open = False
        self.prolog = ""


class Heading:
    __slots__ = ("headed", "text", "previous")

    def __init__(self, headed: bool) -> None:
        self.headed = headed
        self.text: list[str] = []
        self.previous = 0


class TexGroups(Printer):
    wants_modes = True

    def __init__(self, encoding: str, path: str) -> None:
        super().__init__(encoding, path)
        self.main: list[str] = ["\\FOT{3}"]
        self.outs: list[list[str]] = [self.main]
        self.defs: list[str] = []  # characteristics that are set for the next group
        self.f: Format = {
            "display": 72000 * 8, "thickness": 1000, "priority": 0, "present": True, "lines": "wrap", "align": NOT_APPLICABLE,
            "row-align": NOT_APPLICABLE, "start": "0", "end": "0", "left": 1, "right": 1, "width": 72000 * 8, "columns": 1,
            "sep": 36000, "background?": False, "background": "000000", "before": None, "after": None,
        }  # fmt: skip
        self.formats: list[Format] = [dict(self.f)]
        self.states = [State()]
        self.tables: list[Table] = []
        self.in_heading = self.heading_set = False
        self.headings: list[Heading] = []
        self.last_headed = 0
        self._characteristics()

    # ------------------------------------------------------------ definitions

    def define(self, name: str, value: str) -> None:
        self.defs.append(f"\\def\\{name}%\n{{{value}}}")

    def spec(self, name: str, value: str) -> None:
        length, comma, rest = value.partition(",")
        self.define(name, single(int(length)) + "\\p@")
        self.define(name + "Factor", number(float(rest.partition(",")[0])) if comma else "0")

    def space(self, name: str, value: str, display: bool) -> None:
        nominal, least, most, conditional, priority = value.split(";")
        if all(one.partition(",")[0] == "0" for one in (nominal, least, most)):
            return
        for suffix, one in (("Nom", nominal), ("Min", least), ("Max", most)):
            length, comma, rest = one.partition(",")
            if suffix == "Nom" or length != "0":
                self.define(name + suffix, number(int(length) / 1000.0) + "\\p@")
            factor = float(rest.partition(",")[0]) if comma else 0.0
            if factor:
                self.define(f"{name}{suffix}Factor", number(factor))
        if not display:
            return
        if priority not in ("0", "force"):
            self.define(name + "Priority", priority)
        if conditional == "1":
            self.define(name + "Conditional", "1")
        if priority == "force":
            self.define(name + "Force", "1")

    def symbol(self, name: str, value: str) -> None:
        self.define(name, {"#f": "false", "#t": "true"}.get(value) or ("" if value in NAMELESS else value.replace("-", "")))

    def color(self, name: str, value: str) -> None:
        for part, i in (("Red", 0), ("Green", 2), ("Blue", 4)):
            self.define(name + part, str(int(value[i : i + 2], 16)))

    def dump(self) -> str:
        text = "".join(self.defs)
        self.defs.clear()
        return text

    def _characteristics(self) -> None:
        for event, (_, kind, _) in INHERITED.items():
            if event not in UNKNOWN and kind not in (*SILENT, GLYPH_TABLE):
                self.handlers[event] = self._characteristic(kind, NAMES.get(event) or camel(event))
        for event, (kind, name) in OWN.items():
            self.handlers[event] = self._characteristic(kind, name)
        on = self.handlers
        on["font-family-name"] = lambda v: self.defs.append("\\def\\fFamName{" + low(v).replace(" ", "-") + "}")
        on["background-color"] = self.set_background
        on["heading-level"] = self.set_heading
        for event, name in (("start-indent", "start"), ("end-indent", "end"), ("lines", "lines"), ("display-alignment", "align"),
                            ("cell-row-alignment", "row-align")):  # fmt: skip
            on[event] = self._also(event, name, str)
        for event, name in (("line-thickness", "thickness"), ("cell-before-column-margin", "before"),
                            ("cell-after-column-margin", "after"), ("border-priority", "priority"), ("page-width", "width"),
                            ("left-margin", "left"), ("right-margin", "right"), ("page-n-columns", "columns"),
                            ("page-column-sep", "sep")):  # fmt: skip
            on[event] = self._also(event, name, int)
        for event, name in (("border-present?", "present"), ("cell-background?", "background?")):
            on[event] = self._also(event, name, lambda value: value == "1")
        plain_span = on["span"]

        def set_span(value: str) -> None:
            self.f["display"] = self.f["width"] - self.f["left"] - self.f["right"]
            plain_span(value)

        on["span"] = set_span

    def _also(self, event: str, name: str, form: Callable[[str], Any]) -> Callable[[str], None]:
        plain = self.handlers[event]

        def set_both(value: str) -> None:
            self.f[name] = form(value)
            plain(value)

        return set_both

    def _characteristic(self, kind: int, name: str) -> Callable[[str], None]:
        if kind == LENGTH:
            return lambda value: self.define(name, single(int(value)) + "\\p@")
        if kind == LENGTH_SPEC:
            return lambda value: self.spec(name, value)
        if kind == OPTIONAL_LENGTH:
            return lambda value: None if value == "#f" else self.spec(name, value)
        if kind == SYMBOL:
            return lambda value: self.symbol(name, value)
        if kind in (BOOLEAN, INTEGER, OPTIONAL_INTEGER):
            return lambda value: self.define(name, value)
        if kind in (COLOR, OPTIONAL_COLOR):
            return lambda value: self.color(name, value)
        if kind in (INLINE_SPACE, OPTIONAL_SPACE):
            return lambda value: None if value == "#f" else self.space(name, value, False)
        if kind == LETTERS:
            return lambda value: self.define(name, "\0\0" if value == "#f" else value)
        assert kind in (PUBLIC_ID, STRING)
        return lambda value: self.define(name, "" if value == "#f" else low(value))

    def set_background(self, value: str) -> None:
        if value == "#f":
            self.define("BackgroundColor", "false")
        else:
            self.f["background"] = value
            self.color("BackgroundColor", value)

    def set_heading(self, value: str) -> None:
        if 1 <= int(value) <= 9:
            self.heading_set = True
            self.headings.append(Heading(True))
            self.define("HeadingLevel", value)

    # ------------------------------------------------------------ groups

    @property
    def out(self) -> list[str]:
        return self.outs[-1]

    def start(self, fields: str = "") -> None:
        self.formats.append(dict(self.f))

    def end(self, fields: str = "") -> None:
        self.formats.pop()
        self.f = dict(self.formats[-1])

    def group(self, name: str) -> None:
        self.out.append(f"\\{name}%\n{{{self.dump()}}}")

    def end_group(self, name: str) -> None:
        self.out.append(f"\\end{name}{{}}")

    def atomic(self, name: str) -> None:
        self.out.append(f"\\insert{name}%\n{{{self.dump()}}}")

    def display(self, own: dict[str, str]) -> None:
        for name, key in (("sb", "space-before"), ("sa", "space-after")):
            if key in own:
                self.space(name, own[key], True)
        for key in ("position-preference", "keep", "break-before", "break-after"):
            if own.get(key, "#f") != "#f":
                self.symbol(camel(key), own[key])
        for key in ("keep-with-previous?", "keep-with-next?", "may-violate-keep-before?", "may-violate-keep-after?"):
            if own.get(key) == "1":
                self.define(camel(key), "1")

    def inline(self, own: dict[str, str]) -> None:
        for key in ("break-before-priority", "break-after-priority"):
            if own.get(key, "0") != "0":
                self.define(camel(key), own[key])

    @property
    def in_structure(self) -> bool:
        state = self.states[-1]
        return state.open and state.enforcing
