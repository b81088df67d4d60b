"""RTF as OpenJade's ``-t rtf`` writes it, for Word 97: paragraphs, pages, links, rules, graphics."""

from __future__ import annotations

import re

from pyfront.dsssl.backends.base import FIELD, TRANSPARENT, low, parse_fields
from pyfront.dsssl.backends.rtf_head import bookmark_of, bookmark_of_id, button, head
from pyfront.dsssl.backends.rtf_math import RtfMath
from pyfront.dsssl.backends.rtf_text import FIELD_END, IN_FIELD, MIDDLE, NEVER, START, cut, new_output

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

BEFORE, BEHIND = 190, 50  # of headers and footers: a line of 12 points, 2.5 of them below the base line
LEAST_MARGIN = 240  # above and below what pages hold
LEAST_TAB = 26
NUMBERS = {"A": "ucltr", "a": "lcltr", "I": "ucrm", "i": "lcrm"}
_MARK = re.compile("\0([0-9.]+)\0")


class RtfPrinter(RtfMath):
    def __init__(self, encoding: str, path: str) -> None:
        super().__init__(encoding, path)
        self.elements: list[tuple[str, str, str]] = []  # nodes that a bookmark is to be written for
        self.levels: list[int] = []
        self.kept = 0  # how many of them have flow objects
        self.level = 0
        self.no_bookmarks = False
        self.referred: set[str] = set()  # elements that something refers to
        self.links = 0
        self.pending_link: str | None = None
        self.saved_output: dict[str, Any] = new_output()
        self.had_section = False
        self.balancing = False
        self.parts: dict[int, str] = {}
        self.field_position = 0
        self.field: list[str] = []
        self.leaders = 0
        self.leader_out: list[str] = []
        self.leader_output: dict[str, Any] = {}
        self._page_handlers()
        self._flow_handlers()

    def _page_handlers(self) -> None:
        on = self.handlers
        for event, name in (("page-width", "width"), ("page-height", "height"), ("left-margin", "left"), ("right-margin", "right"),
                            ("top-margin", "top"), ("bottom-margin", "bottom"), ("header-margin", "header"),
                            ("footer-margin", "footer")):  # fmt: skip
            on[event] = self._page_setter(name, int)
        on["page-number-restart?"] = self._page_setter("restart", lambda value: value == "1")
        on["page-number-format"] = self._page_setter("format", lambda value: NUMBERS.get(value, "dec"))
        on["page-n-columns"] = self._page_setter("columns", lambda value: max(int(value), 1))
        on["page-column-sep"] = self._page_setter("sep", lambda value: max(int(value), 0))
        on["page-balance-columns?"] = self._page_setter("balance", lambda value: value == "1")

    def _page_setter(self, name: str, form: Callable[[str], Any]) -> Callable[[str], None]:
        def set_page(value: str) -> None:
            if not self.in_pages:
                self.page[name] = form(value)

        return set_page

    def _flow_handlers(self) -> None:
        on = self.handlers
        self.on_groups((*TRANSPARENT, "sequence", "scroll", "unmath"), self.start, self.end)
        for name in ("alignment-point", "anchor", "formatting-instruction", "fraction-bar", "radical-sign"):
            on[name] = self.atomic
        on["character"] = self.one_character
        on["N"] = self.node
        on["n"] = self.end_node
        self.on_groups(["simple-page-sequence"], self.start_pages, self.end_pages)
        self.on_groups(["part"], self.start_part, self.end_part)
        on["parts"] = self.all_parts
        on["page-number"] = self.page_number
        on["node-page"] = self.node_page
        self.on_groups(["link"], self.start_link, self.end_link)
        self.on_groups(["score"], self.start_score, self.end)
        self.on_groups(["box"], self.start_box, self.end_box)
        self.on_groups(["paragraph"], self.start_paragraph, self.end_paragraph)
        self.on_groups(["display-group"], self.start_group, self.end_group)
        self.on_groups(["line-field"], self.start_field, self.end_field)
        self.on_groups(["leader"], self.start_leader, self.end_leader)
        on["paragraph-break"] = self.paragraph_break
        on["rule"] = self.rule
        on["external-graphic"] = self.graphic

    # ------------------------------------------------------------ bookmarks and links

    def note_elements(self) -> None:
        self.kept = len(self.elements)

    def node(self, fields: str) -> None:
        self.level += 1
        if fields:
            document, number, name = fields.split(FIELD)
            self.elements.append((document, number, name))
            self.levels.append(self.level)

    def end_node(self, fields: str) -> None:
        if self.elements and self.levels[-1] == self.level and self.kept < len(self.elements):
            self.elements.pop()
            self.levels.pop()
        self.level -= 1

    def flush_fields(self) -> None:
        if self.elements and not self.no_bookmarks:
            for document, number, name in self.elements:
                if name:
                    mark = bookmark_of_id(document, name)
                    self.out.append(f"{{\\*\\bkmkstart {mark}}}{{\\*\\bkmkend {mark}}}")
                elif number != "-1":
                    self.out.append(f"\0{document}.{number}\0")
            self.kept = 0
            self.elements.clear()
            self.levels.clear()
        if self.pending_link is not None:
            address, self.pending_link = self.pending_link, None
            self.write_link(address)

    def start_link(self, fields: str) -> None:
        self.start()
        self.links += 1
        if self.links == 1:
            address = parse_fields(fields).get("destination", "x")
            if self.state == MIDDLE:
                self.write_link(address)
            else:
                self.pending_link = address

    def write_link(self, address: str) -> None:
        kind, _, rest = address.partition(" ")
        text = "{{"
        if kind == "n":
            document, number, name = rest.split(" ", 2)
            if name:
                text = button(bookmark_of_id(document, name), "}{\\fldrslt ")
            else:
                text = button(bookmark_of(document, number), " }{\\fldrslt ")
                self.referred.add(f"{document}.{number}")
        elif kind == "i":
            document, _, name = rest.partition(" ")
            text = button(bookmark_of_id(document, name.partition(" ")[0]), "}{\\fldrslt ")
        self.out.append(text)
        self.saved_output = self.o.copy()

    def end_link(self, fields: str) -> None:
        self.links -= 1
        if self.links == 0:
            if self.pending_link is not None:
                self.pending_link = None
            else:
                self.out.append("}}")
                self.o = self.saved_output.copy()
        self.end()

    def page_number(self, fields: str) -> None:
        self.prepare()
        self.sync()
        self.out.append("\\chpgn ")

    def node_page(self, fields: str) -> None:
        self.prepare()
        self.sync()
        document, number, name = fields[2:].split(" ", 2)
        mark = bookmark_of_id(document, name) if name else bookmark_of(document, number)
        if not name:
            self.referred.add(f"{document}.{number}")
        self.out.append(f"{{\\field\\flddirty{{\\*\\fldinst PAGEREF {mark}}}{{\\fldrslt 000}}}}")

    # ------------------------------------------------------------ pages

    def start_pages(self, fields: str) -> None:
        self.in_pages += 1
        self.start()
        write = self.out.append
        if self.balancing:
            write("\\sect\\sbknone")
            self.balancing = False
        if self.had_section:
            write("\\sect")
        self.had_section = True
        page = self.page
        page["header"] = max(page["header"], BEFORE)
        page["footer"] = max(page["footer"], BEHIND)
        page["top"] = max(page["top"], LEAST_MARGIN)
        page["bottom"] = max(page["bottom"], LEAST_MARGIN)
        write("\\sectd\\plain" + ("\\lndscpsxn" if page["width"] > page["height"] else ""))
        write(f"\\pgwsxn{page['width']}\\pghsxn{page['height']}\\marglsxn{page['left']}\\margrsxn{page['right']}")
        write(f"\\margtsxn{page['top']}\\margbsxn{page['bottom']}\\headery0\\footery0\\pgn{page['format']}")
        if page["restart"]:
            write("\\pgnrestart")
        self.display_size = page["width"] - page["left"] - page["right"]
        self.columns_now = 1
        if page["columns"] > 1:
            self.display_size = cut(self.display_size - page["sep"] * (page["columns"] - 1), page["columns"])
        if page["balance"]:
            self.balancing = True
        self.display_changed()
        self.new_output()
        self.break_ = ""
        self.no_bookmarks = True
        self.space = 0

    def new_output(self) -> None:
        self.o = new_output()
        self.in_step = None

    def end_pages(self, fields: str) -> None:
        if self.state != NEVER:
            if self.no_hyphens:
                self.out.append("\\hyphpar0")
                self.no_hyphens = False
            self.out.append("\\par")
        self.state = NEVER
        self.continued = False
        self.end()
        self.in_pages -= 1
        if not self.in_pages:
            self.page = dict(self.pages[-1])
        self.break_ = ""

    def start_part(self, fields: str) -> None:
        self.state = MIDDLE
        self.saved_output = self.o
        self.new_output()
        self.out = []

    def end_part(self, fields: str) -> None:
        self.o = self.saved_output
        self.in_step = None
        self.parts[int(fields)] = "".join(self.out)
        self.out = self.main

    def all_parts(self, fields: str) -> None:
        parts = self.parts
        if any(parts[i + 3] != parts[i + 2] or parts[i + 1] != parts[i] for i in range(0, 24, 4)):
            self.out.append("\\titlepg")
            self.header_footer("f", 3)
        self.header_footer("l", 0)
        self.header_footer("r", 2)
        self.parts = {}
        self.state = NEVER
        self.continued = False
        self.no_bookmarks = False

    def header_footer(self, suffix: str, kind: int) -> None:
        page, parts = self.page, self.parts
        width = page["width"] - page["left"] - page["right"]
        tabs = f"\\plain\\tqc\\tx{cut(width, 2)}\\tqr\\tx{width} "
        for name, part, before, behind in (
            ("header", 4, page["header"] - BEFORE, page["top"] - BEHIND - page["header"]),
            ("footer", 0, page["bottom"] - BEFORE - page["footer"], page["footer"] - BEHIND),
        ):
            texts = "\\tab ".join([f"{{{parts[kind + part + side]}}}" for side in (0, 8, 16)])
            self.out.append(f"{{\\{name}{suffix}\\pard\\sl-240\\sb{before}\\sa{behind}{tabs}{texts}\\par}}")

    # ------------------------------------------------------------ paragraphs

    def new_par(self, space_before: bool = True) -> None:
        write = self.out.append
        if self.box_first:
            self.box_first = False
            self.box_left, self.box_right = self.para["left"], self.para["right"]
            for level in self.boxes[1:]:
                self.box_left += self.box_format(level)["left"]
                self.box_right += self.box_format(level)["right"]
            self.box_top, self.space, self.box_space = self.space, self.box_space, 0
        if self.state != NEVER:
            if not space_before:
                write(f"\\sa{self.space}")
                self.space = 0
            if self.keep:
                if self.had_par_in_keep or self.continued:
                    self.keep_with_next = True
                self.had_par_in_keep = True
            if not self.break_ and self.keep_with_next:
                write("\\keepn")
            self.keep_with_next = False
            if self.no_hyphens:
                write("\\hyphpar0")
                self.no_hyphens = False
            write("\\par")
        if self.break_:
            write("\\" + self.break_)
            self.break_ = ""
        self._columns()
        write("\\pard")
        if self.table_level:
            write("\\intbl")
        if self.space:
            write(f"\\sb{self.space}")
            self.space = 0
        para = self.para
        if self.keep:
            write("\\keep")
        if not para["widow"]:
            write("\\nowidctlpar")
        if para["heading"]:
            write(f"\\s{para['heading']}")
        if self.boxes:
            self._box_borders()
        else:
            if para["left"] or self.add_left:
                write(f"\\li{para['left'] + self.add_left}")
            if para["right"] or self.add_right:
                write(f"\\ri{para['right'] + self.add_right}")

    def _columns(self) -> None:
        write, page = self.out.append, self.page
        if self.columns_now > 1:
            if self.span_levels:
                write("\\sect\\sbknone\\cols1")
                self.columns_now = 1
        elif not self.span_levels and self.columns_now == 1 and page["columns"] > 1:
            if self.state != NEVER:
                write("\\sect\\sbknone")
            write(f"\\cols{page['columns']}\\colsx{page['sep']}")
            self.columns_now = page["columns"]

    def _box_borders(self) -> None:
        write, box = self.out.append, self.box_format(self.boxes[0])
        left = self.box_left + box["left"] + self.add_left
        right = self.box_right + box["right"] + self.add_right
        for side, sep in (("t", self.box_top), ("l", self.box_left), ("b", 0), ("r", self.box_right)):
            if box["thickness"] > 75:
                kind = f"\\brdrth\\brdrw{cut(box['thickness'], 2)}"
            else:
                kind = ("\\brdrdb" if box["double"] else "\\brdrs") + f"\\brdrw{box['thickness']}"
            write(f"\\brdr{side}{kind}\\brsp{sep}")
            if box["color"]:
                write(f"\\brdrcf{box['color']}")
            if left:
                write(f"\\li{left}")
            if right:
                write(f"\\ri{right}")

    def prepare(self) -> None:
        self.white_before = False
        if self.state in (MIDDLE, IN_FIELD, FIELD_END):
            self.flush_fields()
            return
        self.new_par()
        para = self.para
        self.out.append(f"\\sl{para['line'] if para['line-at-least'] else -para['line']}")
        if not self.continued and para["first"]:
            self.out.append(f"\\fi{para['first']}")
        if para["quadding"] != "l":
            self.out.append("\\q" + para["quadding"])
        self.state = MIDDLE
        self.out.append(" ")
        self.flush_fields()

    def start_paragraph(self, fields: str) -> None:
        self.start_display(parse_fields(fields))
        self.start()
        self.paras.append(self.para)
        self.para = self.f

    def end_paragraph(self, fields: str) -> None:
        self.para = self.paras.pop()
        self.end()
        self.end_display()

    def paragraph_break(self, fields: str) -> None:
        if self.paras:
            self.end_display()
            self.start_display(parse_fields(fields))
            self.para = self.f
            self.shared = True
        self.atomic()

    def start_group(self, fields: str) -> None:
        self.start_display(parse_fields(fields))
        self.start()

    def end_group(self, fields: str) -> None:
        self.end()
        self.end_display()

    def one_character(self, fields: str) -> None:
        char = parse_fields(fields).get("char", "")
        if char:
            self.text(char)
        self.atomic()

    def start_box(self, fields: str) -> None:
        own = parse_fields(fields)
        if own.get("display?") == "1":
            self.start_display(own)
            level = len(self.formats)
            if not self.boxes:
                self.box_space, self.space = self.space, 0
                self.box_first = True
            self.boxes.append(level)
            self.start()
            self.box_formats[level] = self.formats[level]
            return
        f = self.own()
        if f["box-background"] and f["background"]:
            f["highlight"] = f["background"]
        if f["box-border"] and not f["border"]:
            f["border"] = (f["color"], f["thickness"], f["double"])
        self.prepare()
        self.start()

    def box_format(self, level: int) -> dict[str, Any]:
        """Of a displayed box: one inside of another one stays open behind its end (sic)."""
        return self.formats[level] if level < len(self.formats) else self.box_formats[level]

    def end_box(self, fields: str) -> None:
        if not (self.boxes and self.boxes[-1] + 1 == len(self.formats)):
            self.end()
            return
        if len(self.boxes) == 1:
            if self.box_first:
                self.box_first = False
                self.box_left = self.box_right = self.box_top = 0
                height = max(self.space, 1)
                self.space = self.box_space
                self.new_par()
                self.out.append(f"\\sl-{height}")
            elif self.space:
                extra, self.space = self.space, 0
                self.keep_with_next = True
                self.new_par()
                self.out.append(f"\\sl-{extra}")
            self.boxes.pop()
            self.out.append("\\keepn\\par\\pard\\sl-1" + ("\\intbl" if self.table_level else ""))
        self.end()
        self.end_display()

    # ------------------------------------------------------------ parts of lines

    def start_score(self, fields: str) -> None:
        kind = parse_fields(fields).get("type", "")
        f = self.own()
        if kind == "after":
            f["underline"] = "double" if f["double"] else "single" if f["score-spaces"] else "words"
        elif kind == "through":
            f["strike"] = True
        self.start()

    def start_field(self, fields: str) -> None:
        self.start()
        if self.state not in (START, NEVER):
            return
        f = self.f
        self.field_position = f["field"] + self.para["left"]
        if not self.continued:
            self.field_position += self.para["first"]
        self.prepare()
        self.state = IN_FIELD
        if f["field-align"] == "end":
            self.field = []
            self.out = self.field
            self.state = FIELD_END
        elif f["field-align"] == "center":
            sep = max(cut(f["field"], 2), LEAST_TAB)
            self.out.append(f"\\tqc\\tx{self.field_position - sep}\\tx{self.field_position}\\tab ")
        else:
            self.out.append(f"\\tx{self.field_position} ")

    def end_field(self, fields: str) -> None:
        if self.state == FIELD_END:
            self.out = self.main
            text = "".join(self.field)
            stripped = text.rstrip(" ")
            sep = max(cut((len(text) - len(stripped)) * self.o["size"] * 5, 2), LEAST_TAB)
            self.out.append(f"\\tqr\\tx{self.field_position - sep}\\tx{self.field_position}\\tab {stripped}\\tab ")
        elif self.state == IN_FIELD:
            self.out.append("\\tab ")
            self.state = MIDDLE
        self.end()

    def start_leader(self, fields: str) -> None:
        self.start()
        self.prepare()
        self.sync()
        self.leaders += 1
        if self.leaders == 1:
            self.leader_output = self.o.copy()
            self.leader_out = self.out
            self.out = []

    def end_leader(self, fields: str) -> None:
        self.leaders -= 1
        if self.leaders == 0:
            self.o = self.leader_output
            self.out = self.leader_out
            self.out.append(f"\\tqr\\tldot\\tx{self.display_size - self.para['right']}\\tab ")
        self.end()

    # ------------------------------------------------------------ rules and graphics

    def rule(self, fields: str) -> None:
        own = parse_fields(fields)
        orientation = own.get("orientation", "horizontal")
        if orientation == "horizontal":
            self.horizontal(own)
        elif orientation == "vertical":
            self.start_display(own)
            self.new_par()
            length = self.length(own.get("length", "0"))
            if length > 0:
                self.out.append(f"\\sl-{length}")
            self.end_display()
        elif orientation in ("escapement", "line-progression"):
            self.prepare()
        self.atomic()

    def horizontal(self, own: dict[str, str]) -> None:
        f = self.f
        length = self.length(own["length"]) if "length" in own else -1
        if length < 0:
            offset = f["left"]
            length = self.display_size - f["left"] - f["right"]
        elif f["align"] == "c":
            offset = cut(self.display_size + f["left"] - f["right"] - length, 2)
        elif f["align"] == "r":
            offset = self.display_size - f["right"] - length
        else:
            offset = f["left"]
        self.start_display(own)
        self.new_par(False)
        self.out.append("\\sl-1{\\*\\do\\dobxcolumn\\dobypara\\dodhgt0\\dpline\\dpptx0\\dppty0")
        self.out.append(f"\\dpptx{length}\\dppty0\\dpx{offset}\\dpy0\\dpxsize{length}\\dpysize0")
        if f["color"]:
            rgb = self.colors[f["color"] - 1]
            red, green, blue = (int(rgb[i : i + 2], 16) for i in (0, 2, 4))
            self.out.append(f"\\dplinecor{red}\\dplinecog{green}\\dplinecob{blue}")
        self.out.append(f"\\dplinew{self.f['thickness']}}}")
        self.end_display()

    def graphic(self, fields: str) -> None:
        own = parse_fields(fields)
        displayed = own.get("display?") == "1"
        if displayed:
            self.start_display(own)
            self.new_par()
            if self.f["align"] != "l":
                self.out.append("\\q" + self.f["align"])
            self.flush_fields()
        else:
            self.prepare()
        name = re.sub(r"(?i)^<osfile>", "", own.get("entity-system-id", ""))
        if name and not re.match(r"[a-z]+://|<", name, re.I):
            path = name.replace("\\", "\\\\\\\\")
            self.out.append(f'{{\\field\\flddirty{{\\*\\fldinst INCLUDEPICTURE "{path}" }}{{\\fldrslt }}}}')
        if displayed:
            self.end_display()
        self.atomic()

    # ------------------------------------------------------------ the file

    def finish(self) -> bytes:
        if self.balancing:
            self.main.append("\\sect\\sbknone\\par")
        self.main.append("}\n")
        text = _MARK.sub(self._bookmark, "".join(self.main))
        return low(head(self) + text).encode("latin-1")

    def _bookmark(self, found: re.Match[str]) -> str:
        if found.group(1) not in self.referred:
            return ""
        document, _, number = found.group(1).partition(".")
        mark = bookmark_of(document, number)
        return f"{{\\*\\bkmkstart {mark}}}{{\\*\\bkmkend {mark}}}"
