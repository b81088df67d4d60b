"""The tree of flow objects as XML, as OpenJade's ``-t fot`` writes it."""

from __future__ import annotations

from pyfront.dsssl.backends.base import FIELD, PORTS, Printer, parse_fields
from pyfront.dsssl.backends.fot_fields import (
    FORMS,
    TRUTH,
    character_fields,
    display,
    element_name,
    escaped,
    inline,
    inline_space,
    spec,
    table_spec,
    truth,
    units,
)
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

# Classes before which no anchors are written.
_SIMPLE = (
    "sequence", "scroll", "marginalia", "sideline", "math-sequence", "unmath", "superscript", "subscript", "simple-page-sequence",
)  # fmt: skip
# Classes whose start OpenJade writes as an empty tag.
_EMPTY_START = (
    "page-sequence", "column-set-sequence", "embedded-text", "included-container-area", "aligned-column", "side-by-side",
    "side-by-side-item", "glyph-annotation", "emphasizing-mark", "multi-line-inline-note",
)  # fmt: skip


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
            return lambda value: add(inline_space(name, value))
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

    def text(self, data: str) -> None:
        if not data:
            return
        if self.elements and not self.quiet:
            self.flush()
        self.write("<text>" + escaped(data).replace("\n", "").replace("\r", "\n") + "</text>\n")

    def character(self, fields: str) -> None:
        self.flush()
        self.write(f"<character{character_fields(parse_fields(fields))}{self.inherited()}\n/>")

    def radical(self, fields: str) -> None:
        self.write(f"<radical.radical{character_fields(parse_fields(fields))}{self.inherited()}/>\n<radical.principal>\n")

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
        return "".join(self.out).encode("utf-8")  # what is not escaped (font-family-name) is written as it is
