"""TeX for the macros of JadeTeX, as OpenJade's ``-t tex`` writes it: a group for each flow object, a definition for each
characteristic that is set."""

from __future__ import annotations

import re

from pyfront.dsssl.backends.base import FIELD, TRANSPARENT, low, parse_fields
from pyfront.dsssl.backends.tex_groups import Heading, camel, number
from pyfront.dsssl.backends.tex_rows import TexRows
from pyfront.dsssl.charprops import value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

GROUPS = {
    "line-field": "LineField", "display-group": "DisplayGroup", "scroll": "Scroll", "leader": "Leader", "sideline": "SideLine",
}  # fmt: skip
# Formulas: groups that do not keep characteristics to themselves; those with braces.
PLAIN = {
    "fraction": "FractionSerial", "fraction.numerator": "FractionNumerator", "fraction.denominator": "FractionDenominator",
    "mark": "MarkSerial", "mark.over-mark": "MarkOver", "mark.under-mark": "MarkUnder", "radical": "RadicalSerial",
    "radical.degree": "RadicalDegree", "math-operator": "MathOperatorSerial", "math-operator.operator": "MathOperatorOperator",
    "math-operator.lower-limit": "MathOperatorLowerLimit", "math-operator.upper-limit": "MathOperatorUpperLimit",
    "page-float": "PageFloat",
}  # fmt: skip
BRACES = {"unmath": "Unmath", "superscript": "Superscript", "subscript": "Subscript", "page-footnote": "PageFootnote"}
SIMPLE = (
    "script.pre-sub", "script.post-sup", "script.post-sub", "script.mid-sup", "script.mid-sub", "fence.close",
)  # fmt: skip
_SPECIAL = re.compile(r"[\n\r\\^_~{}$&#%<>\-\t ]|[^\x00-\xff]")
_FEW = re.compile(r"[\n\r\\^_~{}$&#%<>\-]|[^\x00-\xff]")
_ESCAPED = {**{c: f"\\char{ord(c)}{{}}" for c in "\\^_~"}, **{c: "\\" + c for c in "{}$&#%"}, "\n": "", "\r": "\n"}


class TexPrinter(TexRows):
    def __init__(self, encoding: str, path: str) -> None:
        super().__init__(encoding, path)
        self.mode = ""
        self.math = 0
        self._flow_objects()
        self._formulas()

    def _flow_objects(self) -> None:
        on = self.handlers
        on["T"] = self.text
        on["mode"] = self.set_mode
        on["N"] = self.node
        on["n"] = self.end_node
        on["page-number"] = lambda _: self.atomic("PageNumber")
        on["node-page"] = self.node_page
        self.on_groups(["sequence"], self.start_sequence, self.end_sequence)
        self.on_groups(TRANSPARENT, self.start, self.end)
        for name, shown in GROUPS.items():
            self.on_groups([name], self._group(shown), self._group_end(shown))
        self.on_groups(["simple-page-sequence"], self.start_pages, self._group_end("SpS"))
        self.on_groups(["part"], self.start_part, self.end_part)
        self.on_groups(["paragraph"], self.start_paragraph, self.end_paragraph)
        self.on_groups(["score"], self.start_score, self._group_end("Score"))
        self.on_groups(["box"], self.start_box, self.end_box)
        self.on_groups(["link"], self.start_link, lambda _: self.end_group("Link"))
        on["paragraph-break"] = self.paragraph_break
        on["character"] = self.character
        on["rule"] = self.rule
        on["external-graphic"] = self.graphic
        on["alignment-point"] = lambda _: self.atomic("AlignmentPoint")
        on["formatting-instruction"] = lambda fields: self.out.append(low(parse_fields(fields).get("data", "")))

    def _group(self, name: str) -> Callable[[str], None]:
        def begin(fields: str) -> None:
            self.start()
            own = parse_fields(fields)
            if name == "DisplayGroup":
                self.display(own)
                if "coalesce-id" in own:
                    self.define("CoalesceId", low(own["coalesce-id"]))
            elif name in ("LineField", "Leader"):
                self.inline(own)
                if "length" in own:
                    self.spec("Length", own["length"])
            self.group(name)

        return begin

    def _group_end(self, name: str) -> Callable[[str], None]:
        def finish(_: str) -> None:
            self.end_group(name)
            self.end()

        return finish

    def start_sequence(self, fields: str) -> None:
        self.start()
        if not self.in_structure:
            self.group("Seq")

    def end_sequence(self, fields: str) -> None:
        if not self.in_structure:
            self.end_group("Seq")
        self.end()

    # ------------------------------------------------------------ text

    def text(self, data: str) -> None:
        asis = self.f["lines"] == "asis"
        pattern = _SPECIAL if asis else _FEW

        def escape(found: re.Match[str]) -> str:
            c = found.group()
            text = _ESCAPED.get(c)
            if text is not None:
                return text
            if c in " \t":
                return "~"
            if c in "-<>":
                return c if self.math else c + "\\/"
            return f"\\Character{{{ord(c)}}}"

        self.out.append(pattern.sub(escape, data))
        if self.in_heading and self.headings:
            top = self.headings[-1]
            kept = top if top.headed else self.headings[top.previous]
            kept.text.append("".join([_heading(c) for c in data if c < "\u0100"]))

    def character(self, fields: str) -> None:
        own = parse_fields(fields)
        char = own.get("char", "")
        if char:
            self._character(own)
        self.stretch(own)
        self.out.append(self.dump() + f"\\Character{{{ord(char) if char else 0}}}")

    def stretch(self, own: dict[str, str]) -> None:
        factor = float(own.get("stretch-factor", "1"))
        if factor != 1.0:
            self.define("StretchFactor", f"{factor:g}")

    def _character(self, own: dict[str, str]) -> None:
        char = own["char"]
        self.define("Ch", str(ord(char)))
        self.define("GlyphId", own.get("glyph-id", "#f").replace("#f", ""))
        self.define("BreakBeforePriority", own.get("break-before-priority") or str(value("break-before-priority", ord(char))))
        self.symbol("MathClass", own.get("math-class", "ordinary"))
        self.symbol("MathFontPosture", own.get("math-font-posture", "#f"))
        script = own.get("script") or value("script", ord(char))
        if script and script != "#f":
            self.define("Script", script.rpartition("::")[2])
        for key in ("drop-after-line-break?", "drop-unless-before-line-break?", "punct?", "input-whitespace?", "input-tab?",
                    "record-end?", "space?"):  # fmt: skip
            shown = "IsInputWhiteSpace" if key == "input-whitespace?" else "Is" + camel(key)
            built_in = not key.startswith("input") and value(key, ord(char))  # the others are no defaults in OpenJade either
            self.define(shown, own.get(key) or ("1" if built_in else "0"))

    # ------------------------------------------------------------ nodes and links

    def set_mode(self, name: str) -> None:
        self.mode = name

    def label(self, document: str, number: str, name: str) -> None:
        if name:
            self.define("Label", low(name))
        elif number != "-1":
            self.define("Element", number)
        if document != "0":
            self.define("GroveIndex", document)

    def node(self, fields: str) -> None:
        self.label(*fields.split(FIELD))
        if self.mode:
            self.define("ProcessingMode", low(self.mode))
            self.mode = ""
        if self.in_structure:
            self.states[-1].prolog += f"\\Node%\n{{{self.dump()}}}"
        else:
            self.group("Node")

    def end_node(self, fields: str) -> None:
        if self.in_structure:
            self.states[-1].prolog = ""
            last = self.tables[-1].opened().last_closed()
            if last is not None:
                last.epilog += "\\endNode{}"
        else:
            self.end_group("Node")

    def node_page(self, fields: str) -> None:
        self.label(*fields[2:].split(" ", 2))
        self.atomic("CurrentNodePageNumber")

    def start_link(self, fields: str) -> None:
        kind, _, rest = parse_fields(fields).get("destination", "x").partition(" ")
        if kind == "n":
            self.label(*rest.split(" ", 2))
        elif kind == "i":
            document, _, name = rest.partition(" ")
            self.label(document, "-1", name)
        self.group("Link")

    # ------------------------------------------------------------ pages and paragraphs

    def start_pages(self, fields: str) -> None:
        f = self.f
        width = f["width"] - f["left"] - f["right"] - f["sep"] * (f["columns"] - 1)
        f["display"] = int(width / f["columns"]) if f["columns"] else width
        self.start()
        self.group("SpS")

    def start_part(self, fields: str) -> None:
        self.outs.append([])

    def end_part(self, fields: str) -> None:
        content = "".join(self.outs.pop())
        flags = int(fields)
        name = ("First" if flags & 1 else "Other") + ("Front" if flags & 2 else "Back")
        name += ("Right" if flags & 16 else "Center" if flags & 8 else "Left") + ("Header" if flags & 4 else "Footer")
        self.out.append(f"\n\\SpS{name}%\n{{{content}}}")

    def start_paragraph(self, fields: str) -> None:
        self.start()
        self.display(parse_fields(fields))
        if self.heading_set:
            self.group("HeadPar")
            self.heading_set = False
            self.in_heading = True
            self.headings[-1].previous = self.last_headed
            self.last_headed = len(self.headings) - 1
        else:
            self.group("Par")
            self.headings.append(Heading(False))
            self.headings[-1].previous = self.last_headed

    def end_paragraph(self, fields: str) -> None:
        top = self.headings.pop()
        if top.headed:
            self.out.append("\\def\\HeadingText{%\n" + "".join(top.text) + "}%\n")
            self.end_group("HeadPar")
            self.in_heading = False
        else:
            self.end_group("Par")
        self.last_headed = top.previous
        self.end()

    def paragraph_break(self, fields: str) -> None:
        self.display(parse_fields(fields))
        self.atomic("ParagraphBreak")

    def start_score(self, fields: str) -> None:
        value = parse_fields(fields).get("type", "")
        self.start()
        if value.startswith("c") and len(value) == 2:
            self.define("ScoreCharacter", str(ord(value[1])))
        elif value.startswith("l") and value[1:].lstrip("-").isdigit():
            self.spec("ScoreLength", value[1:])
        else:
            self.symbol("ScoreType", value)
        self.group("Score")

    def start_box(self, fields: str) -> None:
        own = parse_fields(fields)
        self.start()
        self.display(own)
        self.inline(own)
        if own.get("display?") == "1":
            self.define("IsDisplay", "1")
        self.group("BOX")

    def end_box(self, fields: str) -> None:
        self.end_group("BOX")
        self.end()

    def rule(self, fields: str) -> None:
        own = parse_fields(fields)
        self.display(own)
        self.inline(own)
        self.symbol("Orientation", own.get("orientation", "horizontal"))
        if "length" in own:
            self.spec("Length", own["length"])
        self.atomic("Rule")

    def graphic(self, fields: str) -> None:
        own = parse_fields(fields)
        self.display(own)
        self.inline(own)
        displayed = own.get("display?") == "1"
        if displayed:
            self.define("IsDisplay", "1")
        scale = own.get("scale", "max-uniform")
        if scale[:1].isdigit() or scale[:1] in "-.":
            x, _, y = scale.partition(" ")
            self.define("ScaleType", "false")
            self.define("ScaleX", number(float(x)))
            self.define("ScaleY", number(float(y or x)))
        elif scale != "max-uniform":
            self.symbol("ScaleType", scale)
        self.define("EntitySystemId", low(own.get("entity-system-id", "")))
        self.define("NotationSystemId", low(own.get("notation-system-id", "")))
        for key in ("max-width", "max-height"):
            if key in own:
                self.spec(camel(key), own[key])
        if not displayed:
            self.symbol("EscapementDirection", own.get("escapement-direction", "#f"))
            for key in ("position-point-x", "position-point-y"):
                self.spec(camel(key), own.get(key, "0"))
        self.atomic("ExternalGraphic")

    # ------------------------------------------------------------ formulas

    def _formulas(self) -> None:
        on = self.handlers
        self.on_groups(["math-sequence"], self.start_math, self.end_math)
        for name, shown in PLAIN.items():
            self.on_groups([name], self._plain(shown), self._plain_end(shown))
        for name, shown in BRACES.items():
            self.on_groups([name], self._brace(shown), lambda _: self.out.append("}"))
        on["(script"] = self._brace("ScriptSerial")
        on["(fence"] = self._brace("FenceSerial")
        self.on_groups(
            ["script.pre-sup", "fence.open"], lambda _: self.out.append("}{" + self.dump()), lambda _: self.out.append("}")
        )
        self.on_groups(SIMPLE, lambda _: self.out.append("%\n{" + self.dump()), lambda _: self.out.append("}"))
        on["fraction-bar"] = lambda _: self.atomic("FractionBar")
        on["radical-default"] = lambda _: self.atomic("RadicalRadicalDefaulted")
        on["radical-sign"] = self.radical_sign
        for name, shown, counts in (
            ("grid", "Grid", {"grid-n-columns": "NColumns", "grid-n-rows": "NRows"}),
            ("grid-cell", "GridCell", {"column-number": "ColumnNumber", "row-number": "RowNumber"}),
        ):
            self.on_groups([name], self._counts(shown, counts), self._plain_end(shown))

    def start_math(self, fields: str) -> None:
        self.math += 1
        self.group("MathSeq")

    def end_math(self, fields: str) -> None:
        self.end_group("MathSeq")
        self.math += 1  # as OpenJade

    def _plain(self, name: str) -> Callable[[str], None]:
        def begin(fields: str) -> None:
            if name == "PageFloat":
                self.define("placement", low(parse_fields(fields).get("placement", "")))
            self.group(name)

        return begin

    def _plain_end(self, name: str) -> Callable[[str], None]:
        return lambda _: self.end_group(name)

    def _brace(self, name: str) -> Callable[[str], None]:
        return lambda _: self.out.append(f"\\{name}%\n{{{self.dump()}}}{{")

    def _counts(self, name: str, counts: dict[str, str]) -> Callable[[str], None]:
        def begin(fields: str) -> None:
            own = parse_fields(fields)
            for key, shown in counts.items():
                self.define(shown, own.get(key, "0"))
            self.group(name)

        return begin

    def radical_sign(self, fields: str) -> None:
        own = parse_fields(fields)
        if own.get("char"):
            self._character(own)
        self.atomic("RadicalRadical")

    # ------------------------------------------------------------ the file

    def finish(self) -> bytes:
        self.main.append("\\endFOT{}")
        return "".join(self.main).encode("latin-1", "replace")


def _heading(c: str) -> str:
    """A character in the text of a heading, which has no ligatures broken: what OpenJade leaves out is left out."""
    if c in "{}$&#%":
        return "\\" + c
    return {"\r": "\n", "\n": "", "-": "", "<": "", ">": ""}.get(c, c)
