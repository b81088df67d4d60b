"""The tree of flow objects as XML, as OpenJade's ``-t fot`` writes it."""

from __future__ import annotations

from pyfront.dsssl.backends.base import FIELD, PORTS, Printer, parse_fields
from pyfront.dsssl.characteristics import BOOLEAN as BOOLEAN_KIND
from pyfront.dsssl.characteristics import (
    CLASSES,
    COLOR,
    GLYPH_TABLE,
    INHERITED,
    INLINE_SPACE,
    LENGTH,
    LENGTH_SPEC,
    LETTERS,
    OPTIONAL_COLOR,
    OPTIONAL_LENGTH,
    PUBLIC_ID,
    STRING,
    SYMBOL,
)
from pyfront.dsssl.characteristics import INTEGER as INTEGER_KIND
from pyfront.dsssl.characteristics import OPTIONAL_INTEGER as OPTIONAL_INTEGER_KIND

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

TRUTH = {"1": "true", "0": "false"}
_DISPLAY_FLAGS = ("keep-with-previous?", "keep-with-next?", "may-violate-keep-before?", "may-violate-keep-after?")
_DISPLAY_SYMBOLS = ("position-preference", "keep", "break-before", "break-after")
_INLINE = ("break-before-priority", "break-after-priority")
# Classes before which no anchors are written.
_SIMPLE = (
    "sequence", "scroll", "marginalia", "sideline", "math-sequence", "unmath", "superscript", "subscript", "simple-page-sequence",
)  # fmt: skip
# Classes whose start OpenJade writes as an empty tag.
_EMPTY_START = (
    "page-sequence", "column-set-sequence", "embedded-text", "included-container-area", "aligned-column", "side-by-side",
    "side-by-side-item", "glyph-annotation", "emphasizing-mark", "multi-line-inline-note",
)  # fmt: skip


def units(text: str) -> str:
    """A length in points: thousands of them are given."""
    n = int(text)
    if n % 1000 == 0:
        return f"{n // 1000}pt"
    sign = "-" if n < 0 else ""
    digits = f"{abs(n):03d}" if n >= 0 else f"{abs(n):02d}"
    return f"{sign}{digits[:-3]}.{digits[-3:].rjust(3, '0').rstrip('0')}pt"


def spec(text: str) -> str:
    """A length with parts of the display's size, which OpenJade leaves out here."""
    length, comma, rest = text.partition(",")
    if not comma:
        return units(length)
    display, _, _ = rest.partition(",")
    if float(display) == 0.0:
        return units(length)
    if length == "0":
        return ""
    return units(length) + ("+" if float(display) >= 0.0 else "")


def table_spec(text: str) -> str:
    length, comma, rest = text.partition(",")
    if not comma:
        return units(length)
    display, _, table = rest.partition(",")
    parts = [] if length == "0" else [units(length)]
    for number, sign, scale in ((float(display), "%", 100.0), (float(table), "*", 1.0)):
        if number != 0.0:
            parts.append(("+" if parts and number >= 0.0 else "") + f"{number * scale:.2f}{sign}")
    return "".join(parts) or units("0")


def escaped(text: str) -> str:
    """Data: what is not ASCII as references."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    if not text.isascii():
        text = text.encode("ascii", "xmlcharrefreplace").decode("ascii")
    return text


def truth(text: str) -> str:
    return {"#f": "false", "#t": "true"}.get(text, text)


class FotPrinter(Printer):
    def __init__(self, encoding: str, path: str) -> None:
        super().__init__(encoding, path)
        self.out: list[str] = ['<?xml version="1.0"?>\n<fot>\n']
        self.write = self.out.append
        self.pending: list[str] = []  # inherited characteristics that are set for the next flow object
        self.elements: list[tuple[str, str]] = []  # elements that an anchor is to be written for: number, name
        self.levels: list[int] = []
        self.level = 0
        self.quiet = False  # no anchors are written in headers and footers
        self.parts: dict[int, str] = {}
        self.body: list[str] = []
        self.modes: list[bool] = []  # is the principal mode of a multi-mode open?
        self.tables: set[str] = set()  # glyph tables that were defined
        self._characteristics()
        self._flow_objects()

    # ------------------------------------------------------------ inherited characteristics

    def _characteristics(self) -> None:
        add = self.pending.append
        for name, (_, kind, _) in INHERITED.items():
            shown = "inhibit-line-breaks?" if name == "inhibit-line-breaks?" else name.rstrip("?")
            shown = "jystify-spread" if shown == "justify-spread" else shown  # sic
            handler = self._characteristic(kind, shown, add)
            if handler is not None:
                self.handlers[name] = handler

    def _characteristic(self, kind: int, name: str, add: Callable[[str], None]) -> Callable[[str], None] | None:
        known: dict[str, str] = {}

        def of(form: Callable[[str], str]) -> Callable[[str], None]:
            def set_characteristic(value: str) -> None:
                text = known.get(value)
                if text is None:
                    text = known[value] = f' {name}="{form(value)}"'
                add(text)

            return set_characteristic

        if kind == LENGTH:
            return of(units)
        if kind == LENGTH_SPEC:
            return of(spec)
        if kind == BOOLEAN_KIND:
            return of(TRUTH.__getitem__)
        if kind in (SYMBOL, PUBLIC_ID, LETTERS):
            return of(truth)
        if kind in (STRING, INTEGER_KIND, OPTIONAL_INTEGER_KIND):
            return of(str)
        if kind in (COLOR, OPTIONAL_COLOR):
            return of(lambda value: "false" if value == "#f" else "#" + value)
        if kind == OPTIONAL_LENGTH:
            return lambda value: add(f' {name}"false"' if value == "#f" else f' {name}="{spec(value)}"')  # sic
        if kind == INLINE_SPACE:
            return lambda value: add(_inline_space(name, value))
        if kind == GLYPH_TABLE:
            return self.glyph_tables
        return None

    def glyph_tables(self, value: str) -> None:
        names = []
        for line in value.split("\n"):
            number, *glyphs = line.split("\t")
            if not number:
                continue
            names.append("gst" + number)
            if number not in self.tables:
                self.tables.add(number)
                self.write(f'<define-glyph-subst-table id="gst{number}">\n')
                for old, new in zip(glyphs[::2], glyphs[1::2]):
                    self.write(f'<glyph-subst old="{old}" new="{new}"/>\n')
                self.write("</define-glyph-subst-table>")
        self.pending.append(f' glyph-subst-table="{" ".join(names)}"')

    # ------------------------------------------------------------ flow objects

    def _flow_objects(self) -> None:
        on = self.handlers
        on["T"] = self.text
        on["N"] = self.node
        on["n"] = self.end_node
        on["page-number"] = lambda _: self.write("<page-number/>\n")
        on["node-page"] = self.node_page
        for name in CLASSES:
            on[")" + name] = self._end(name)
        for name in _SIMPLE:
            on["(" + name] = self._start(name)
        for name in _EMPTY_START:
            on["(" + name] = self._started(name, "/>\n", False)
        for name in ("paragraph", "display-group", "grid", "grid-cell"):
            on["(" + name] = self._started(name, ">\n", False)
        for name in ("leader", "box", "line-field"):
            on["(" + name] = self._started(name, ">\n", True)
        on["(line-field"] = self._line_field
        for name in ("paragraph-break", "anchor"):
            on[name] = self._started(name, "/>\n", False)
        for name in ("table.before-row-border", "table.after-row-border", "table.before-column-border", "table.after-column-border",
                     "table-cell.before-row-border", "table-cell.after-row-border", "table-cell.before-column-border",
                     "table-cell.after-column-border", "alignment-point"):  # fmt: skip
            on[name] = self._atomic(name)
        on["fraction-bar"] = self._atomic("fraction.fraction-bar")
        on["character"] = self.character
        on["external-graphic"] = self._started("external-graphic", "/>\n", True)
        on["rule"] = self.rule
        on["(score"] = self.score
        on["(link"] = self.link
        on["(table"] = self._started("table", ">\n", True)
        on["table-column"] = self.table_column
        on["(table-row"] = self._start("table-row")
        on["(table-cell"] = self.table_cell
        on["(part"] = self.start_part
        on[")part"] = self.end_part
        on["parts"] = self.all_parts
        for name in ("page-float", "page-footnote"):
            del on[")" + name]
        self._ports()

    def _ports(self) -> None:
        on = self.handlers
        for name, ports in PORTS.items():
            start = self._started("table-part", ">\n", False) if name == "table-part" else self._start(name)
            principal = name not in ("fraction", "radical")
            on["(" + name] = self._with_principal(start, name) if principal else start
            for i, port in enumerate(ports):
                closes = f"</{name}.principal>\n" if i == 0 and name != "fraction" else ""
                on[f"({name}.{port}"] = self._writes(f"{closes}<{name}.{port}>\n")
                on[f"){name}.{port}"] = self._end(f"{name}.{port}")
        on["radical-sign"] = self.radical
        on["radical-default"] = self._writes("<radical.principal>\n")
        on["(multi-mode"] = self.multi_mode
        on["(multi-mode.mode"] = self.mode
        on[")multi-mode.mode"] = self._end("multi-mode.mode")
        on[")multi-mode"] = self.end_multi_mode
        for name in ("emphasizing-mark", "multi-line-inline-note"):
            on.setdefault("(" + name, self._start(name))

    def _writes(self, text: str) -> Callable[[str], None]:
        return lambda _: self.write(text)

    def _with_principal(self, start: Callable[[str], None], name: str) -> Callable[[str], None]:
        def both(fields: str) -> None:
            start(fields)
            self.write(f"<{name}.principal>\n")

        return both

    def _end(self, name: str) -> Callable[[str], None]:
        text = f"</{name}>\n"
        return lambda _: self.write(text)

    def inherited(self) -> str:
        text = "".join(self.pending)
        self.pending.clear()
        return text

    def _start(self, name: str) -> Callable[[str], None]:
        return lambda _: self.write(f"<{name}{self.inherited()}>\n")

    def _atomic(self, name: str) -> Callable[[str], None]:
        return lambda _: self.write(f"<{name}{self.inherited()}/>\n")

    def _started(self, name: str, end: str, flush: bool) -> Callable[[str], None]:
        form = FORMS.get(name)

        def started(fields: str) -> None:
            if flush:
                self.flush()
            own = form(parse_fields(fields)) if form is not None else ""
            self.write(f"<{name}{own}{self.inherited()}{end}")

        return started

    def _line_field(self, fields: str) -> None:
        self.flush()
        self.write(f"<line-field{self.inherited()}>\n")

    def text(self, data: str) -> None:
        if not data:
            return
        if self.elements and not self.quiet:
            self.flush()
        self.write("<text>" + escaped(data).replace("\n", "").replace("\r", "\n") + "</text>\n")

    def character(self, fields: str) -> None:
        self.flush()
        self.write(f"<character{_character(parse_fields(fields))}{self.inherited()}\n/>")

    def radical(self, fields: str) -> None:
        self.write(f"<radical.radical{_character(parse_fields(fields))}{self.inherited()}/>\n<radical.principal>\n")

    def rule(self, fields: str) -> None:
        self.flush()
        own = parse_fields(fields)
        orientation = own.get("orientation", "horizontal")
        if orientation in ("#f", "#t"):
            return
        text = display(own) if orientation in ("horizontal", "vertical") else inline(own)
        if "length" in own:
            text += f' length="{spec(own["length"])}"'
        self.write(f'<rule orientation="{orientation}"{text}{self.inherited()}/>\n')

    def score(self, fields: str) -> None:
        value = parse_fields(fields).get("type", "")
        if value.startswith("l") and value[1:].lstrip("-").isdigit():
            self.write(f'<score type="{units(value[1:])}"{self.inherited()}>\n')
        elif value.startswith("c") and len(value) == 2:
            self.write(f'<score type="char" char="{value[1]}"{self.inherited()}>\n')
        else:
            self.write(f'<score type="{value}"{self.inherited()}>\n')

    def link(self, fields: str) -> None:
        text = "<link" + self.inherited()
        kind, _, rest = parse_fields(fields).get("destination", "x").partition(" ")
        if kind == "n":
            document, number, name = rest.split(" ", 2)
            text += f' destination="{element_name(document, number, name)}"'
        elif kind == "i":
            document, _, name = rest.partition(" ")
            text += f' destination="{element_name(document, "", name)}"'
        self.write(text + ">\n")

    def table_column(self, fields: str) -> None:
        own = parse_fields(fields)
        text = f'<table-column column-number="{int(own["column"]) + 1}"'
        if own.get("n-columns-spanned", "1") != "1":
            text += f' n-columns-spanned="{own["n-columns-spanned"]}"'
        if "width" in own:
            text += f' width="{table_spec(own["width"])}"'
        self.write(text + self.inherited() + "/>\n")

    def table_cell(self, fields: str) -> None:
        column, columns, rows, missing = fields.split(FIELD)
        if missing == "1":
            text = '<table-cell column-number="0"'
        else:
            text = f'<table-cell column-number="{int(column) + 1}"'
            if columns != "1":
                text += f' n-columns-spanned="{columns}"'
            if rows != "1":
                text += f' n-rows-spanned="{rows}"'
        self.write(text + self.inherited() + ">\n")

    def multi_mode(self, fields: str) -> None:
        self.write(f"<multi-mode{self.inherited()}>\n")
        principal = None
        for one in fields.rpartition(FIELD)[2].split("\n"):
            name, tab, description = one.partition("\t")
            if name == "#f":
                principal = f' desc="{escaped(description)}"' if tab else ""
        if principal is not None:
            self.write(f"<multi-mode.mode{principal}>\n")
        self.modes.append(principal is not None)

    def mode(self, fields: str) -> None:
        if self.modes[-1]:
            self.write("</multi-mode.mode>\n")
            self.modes[-1] = False
        name, tab, description = fields.partition("\t")
        text = f' desc="{escaped(description)}"' if tab else ""
        self.write(f'<multi-mode.mode name="{escaped(name)}"{text}>\n')

    def end_multi_mode(self, fields: str) -> None:
        if self.modes.pop():
            self.write("</multi-mode.mode>\n")
        self.write("</multi-mode>\n")

    # ------------------------------------------------------------ headers and footers

    def start_part(self, fields: str) -> None:
        if not self.quiet:
            self.quiet = True
            self.body = self.out
            self.parts = {}
        self.out = []
        self.write = self.out.append

    def end_part(self, fields: str) -> None:
        self.parts[int(fields)] = "".join(self.out)

    def all_parts(self, fields: str) -> None:
        """Those that differ by the kind of page are written for each kind."""
        self.out = self.body
        self.write = self.out.append
        self.quiet = False
        parts = self.parts
        for i in range(0, 24, 4):
            front = 2 if parts[i + 3] != parts[i + 1] or parts[i + 2] != parts[i] else 0
            first = 1 if parts[i + 3] != parts[i + 2] or parts[i + 1] != parts[i] else 0
            side = "center" if i & 8 else "right" if i & 16 else "left"
            name = f"simple-page-sequence.{side}-{'header' if i & 4 else 'footer'}"
            for j in (0, 2) if front else (0,):
                for k in (0, 1) if first else (0,):
                    text = parts[i + j + k]
                    if text:
                        flags = f' front="{"true" if j else "false"}"' if front else ""
                        flags += f' first="{"true" if k else "false"}"' if first else ""
                        self.write(f"<{name}{flags}>\n{text}</{name}>\n")

    # ------------------------------------------------------------ anchors

    def node(self, fields: str) -> None:
        self.level += 1
        if not fields:
            return
        document, number, name = fields.split(FIELD)
        if number == "-1":
            return
        one = (document + "." + number, element_name(document, number, name))
        if one not in self.elements:
            self.elements.append(one)
            self.levels.append(self.level)

    def end_node(self, fields: str) -> None:
        if self.elements and self.levels[-1] == self.level:
            self.elements.pop()
            self.levels.pop()
        self.level -= 1

    def flush(self) -> None:
        if self.quiet:
            return
        for _, name in self.elements:
            self.write(f'<a name="{name}"/>\n')
        self.elements.clear()
        self.levels.clear()

    def node_page(self, fields: str) -> None:
        document, number, name = fields[2:].split(" ", 2)
        self.write(f'<page-number ref="{element_name(document, number, name)}"/>\n')

    def finish(self) -> bytes:
        self.write("</fot>\n")
        return "".join(self.out).encode("ascii", "xmlcharrefreplace")


def element_name(document: str, number: str, name: str) -> str:
    prefix = "" if document == "0" else document + "."
    return prefix + (escaped(name) if name else number)


def _space(value: str) -> tuple[str, str, str, str, str]:
    nominal, least, most, conditional, priority = value.split(";")
    return nominal, least, most, conditional, priority


def _nothing(text: str) -> bool:
    length, _, rest = text.partition(",")
    return length == "0" and float(rest.partition(",")[0] or 0) == 0.0


def _inline_space(name: str, value: str) -> str:
    nominal, least, most, _, _ = _space(value)
    if _nothing(nominal) and _nothing(least) and _nothing(most):
        return ""
    text = f' {name}="{spec(nominal)}'
    return text if nominal == least == most else f"{text},{spec(least)},{spec(most)}"  # sic: the quotation mark is missing


def _display_space(name: str, value: str) -> str:
    nominal, least, most, conditional, priority = _space(value)
    text = ""
    if not (_nothing(nominal) and _nothing(least) and _nothing(most)):
        text = f' {name}="{spec(nominal)}' + ('"' if nominal == least == most else f',{spec(least)},{spec(most)}"')
    if priority != "0":
        text += f' {name}-priority="{priority}"'
    if conditional == "0":
        text += f' {name}-conditional="false"'
    return text


def display(own: dict[str, str]) -> str:
    if not own:
        return ""
    text = "".join([f' {name[:-1]}="true"' for name in _DISPLAY_FLAGS if own.get(name) == "1"])
    for name in _DISPLAY_SYMBOLS:
        value = own.get(name, "#f")
        if value != "#f":
            text += f' {name}="{truth(value)}"'
    for name in ("space-before", "space-after"):
        value = own.get(name, "")
        if value:
            text += _display_space(name, value)
    return text


def inline(own: dict[str, str]) -> str:
    return "".join([f' {name}="{own[name]}"' for name in _INLINE if own.get(name, "0") != "0"])


def _group(own: dict[str, str]) -> str:
    coalesce = f' coalesce-id="{escaped(own["coalesce-id"])}"' if "coalesce-id" in own else ""
    return coalesce + display(own)


def _box(own: dict[str, str]) -> str:
    return ' display="true"' + display(own) if own.get("display?") == "1" else inline(own)


def _leader(own: dict[str, str]) -> str:
    length = f' length={spec(own["length"])}' if "length" in own else ""  # sic: without quotation marks
    return length + inline(own)


def _scale(value: str) -> str:
    if value[:1].isdigit() or value[:1] in "-.":
        x, _, y = value.partition(" ")
        return f' scale-x="{float(x):g}" scale-y="{float(y or x):g}"'
    return f' scale="{truth(value)}"'


def _graphic(own: dict[str, str]) -> str:
    text = f' entity-system-id="{escaped(own.get("entity-system-id", ""))}"'
    text += f' notation-system-id="{escaped(own.get("notation-system-id", ""))}"'
    text += _scale(own.get("scale", "max-uniform"))
    for name in ("max-width", "max-height"):
        if name in own:
            text += f' {name}="{spec(own[name])}"'
    if own.get("display?") == "1":
        return text + ' display="true"' + display(own)
    return text + _direction(own) + _position(own) + inline(own)


def _direction(own: dict[str, str]) -> str:
    value = own.get("escapement-direction", "#f")
    return "" if value == "#f" else f' escapement-direction="{truth(value)}"'


def _position(own: dict[str, str]) -> str:
    names = [name for name in ("position-point-x", "position-point-y") if name in own and not _nothing(own[name])]
    return "".join([f' {name}="{spec(own[name])}"' for name in names])


def _area(own: dict[str, str]) -> str:
    text = _direction(own)
    if own.get("display?") == "1":
        text += ' display="true"'
    text += _scale(own.get("scale", "max-uniform"))
    for name in ("width", "height"):
        if name in own:
            text += f' minimum-{name}="true"' if own[name] == "#f" else f' {name}="{spec(own[name])}"'
    if own.get("contents-rotation", "0") != "0":
        text += f' contents-rotation="{own["contents-rotation"]}"'
    return text + _position(own) + inline(own) + display(own)


def _table(own: dict[str, str]) -> str:
    width = own.get("table-width")
    text = "" if width is None else ' minimum-width="true"' if width == "#f" else f' width="{spec(width)}"'
    return text + display(own)


def _counts(*names: str) -> Callable[[dict[str, str]], str]:
    return lambda own: "".join([f' {name}="{own[name]}"' for name in names if name in own])


def _anchor(own: dict[str, str]) -> str:
    return (' display="true"' if own.get("display?") == "1" else "") + inline(own)


def _embedded(own: dict[str, str]) -> str:
    return f' direction="{own["direction"]}"' if own.get("direction", "#f") != "#f" else ""


def _character(own: dict[str, str]) -> str:
    text = ""
    if "char" in own:
        text += f' char="&#{ord(own["char"])};"'
    if "glyph-id" in own:
        text += f' glyph-id="{truth(own["glyph-id"])}"'
    for name in ("drop-after-line-break?", "drop-unless-before-line-break?", "punct?", "input-whitespace?", "input-tab?",
                 "record-end?", "space?"):  # fmt: skip
        if name in own:
            text += f' {name[:-1]}="{TRUTH[own[name]]}"'
    for name in ("script", "math-class", "math-font-posture", *_INLINE):
        if name in own:
            text += f' {name}="{truth(own[name])}"'
    if float(own.get("stretch-factor", "1")) != 1.0:
        text += f' stretch-factor="{float(own["stretch-factor"]):g}"'
    return text


FORMS: dict[str, Callable[[dict[str, str]], str]] = {
    "paragraph": display,
    "paragraph-break": display,
    "display-group": _group,
    "column-set-sequence": display,
    "aligned-column": display,
    "side-by-side": display,
    "table-part": display,
    "table": _table,
    "box": _box,
    "leader": _leader,
    "anchor": _anchor,
    "embedded-text": _embedded,
    "included-container-area": _area,
    "external-graphic": _graphic,
    "emphasizing-mark": inline,
    "glyph-annotation": inline,
    "multi-line-inline-note": inline,
    "grid": _counts("grid-n-columns", "grid-n-rows"),
    "grid-cell": _counts("column-number", "row-number"),
}
