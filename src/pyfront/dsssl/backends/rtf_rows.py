"""RTF: displayed flow objects in the flow of paragraphs, and tables, which are written when they end."""

from __future__ import annotations

from pyfront.dsssl.backends.base import FIELD, SIDES, parse_fields
from pyfront.dsssl.backends.rtf_text import BREAKS, IN_TABLE, NEVER, START, RtfText, cut, new_output

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

TOP, BOTTOM, LEFT, RIGHT = range(4)
VALIGN = {"start": "t", "center": "c", "end": "b"}


class Border:
    __slots__ = ("priority", "present", "double", "thickness", "color")

    def __init__(self) -> None:
        self.priority = 0
        self.present = False
        self.double = False
        self.thickness = 0
        self.color = 0

    def copy(self) -> Border:
        made = Border()
        made.take(self)
        return made

    def take(self, other: Border) -> None:
        for name in Border.__slots__:
            setattr(self, name, getattr(other, name))

    def text(self) -> str:
        if self.thickness > 75:
            text = f"\\brdrth\\brdrw{self.thickness // 2}"
        else:
            text = ("\\brdrdb" if self.double else "\\brdrs") + f"\\brdrw{self.thickness}"
        return text + (f"\\brdrcf{self.color}" if self.color else "")


class Cell:
    __slots__ = ("present", "has_background", "background", "valign", "content", "span", "vspan", "borders")

    def __init__(self) -> None:
        self.present = False
        self.has_background = False
        self.background = 0
        self.valign = "t"
        self.content = ""
        self.span = self.vspan = 1
        self.borders = [Border() for _ in range(4)]

    def copy(self) -> Cell:
        made = Cell()
        for name in Cell.__slots__[:-1]:
            setattr(made, name, getattr(self, name))
        made.borders = [border.copy() for border in self.borders]
        return made


class RtfRows(RtfText):
    def __init__(self, encoding: str, path: str) -> None:
        super().__init__(encoding, path)
        self.rows: list[list[Cell]] = []
        self.columns: list[str | None] = []  # widths
        self.borders = [Border() for _ in range(4)]
        self.cell = 0
        self.table_width = self.table_display = self.table_left = self.table_right = 0
        self.table_align = "l"
        self.in_header = False
        self.headers = 0
        self._table_handlers()

    def _table_handlers(self) -> None:
        on = self.handlers
        self.on_groups(["table"], self.start_table, self.end_table)
        self.on_groups(["table-part"], self.start_part_of_table, self.end_part_of_table)
        self.on_groups(["table-part.header"], lambda _: self.header(True), lambda _: self.header(False))
        self.on_groups(["table-row"], self.start_row, self.end_row)
        self.on_groups(["table-cell"], self.start_cell, self.end_cell)
        self.on_borders(self._border_of_table, self._border_of_cell)
        on["table-column"] = self.table_column
        for event, name in zip(SIDES, ("cell-top", "cell-bottom", "cell-left", "cell-right")):
            on[f"cell-{event}-margin"] = self.sets(name, int)
        on["cell-row-alignment"] = self.set_valign

    def set_valign(self, value: str) -> None:
        if value in VALIGN:
            self.own()["valign"] = VALIGN[value]

    # ------------------------------------------------------------ displays

    def start_display(self, own: dict[str, str]) -> None:
        page = self.page
        if self.span_levels:
            self.span_levels += 1
        elif self.f["span"] and page["columns"] > 1 and self.table_level == 0:
            self.span_levels = 1
            self.display_size = page["width"] - page["left"] - page["right"]
            self.display_changed()
        space = own.get("space-before")
        if space:
            self.space = max(self.space, self.length(space.partition(";")[0]))
        if own.get("keep-with-previous?") == "1":
            self.keep_with_next = True
        if self.state not in (NEVER, IN_TABLE):
            self.state = START
        self.continued = False
        before = BREAKS.get(own.get("break-before", ""), "")
        if before == "page" or (before and self.break_ != "page"):
            self.break_ = before
        space = own.get("space-after")
        behind = self.length(space.partition(";")[0]) if space else 0
        self.displays.append((behind, own.get("keep-with-next?") == "1", self.keep, BREAKS.get(own.get("break-after", ""), "")))
        if not self.keep and own.get("keep") in ("#t", "page", "column-set", "column"):
            self.had_par_in_keep = False
            self.keep = True

    def end_display(self) -> None:
        behind, keep_with_next, self.keep, self.break_ = self.displays.pop()
        if self.state != IN_TABLE:
            if self.state != NEVER:
                self.state = START
            self.continued = True
        self.space = max(self.space, behind)
        if keep_with_next:
            self.keep_with_next = True
        if self.span_levels:
            self.span_levels -= 1
            if self.span_levels == 0:
                page = self.page
                width = page["width"] - page["left"] - page["right"] - page["sep"] * (page["columns"] - 1)
                self.display_size = cut(width, page["columns"])
                self.display_changed()

    # ------------------------------------------------------------ tables

    def start_table(self, fields: str) -> None:
        own = parse_fields(fields)
        self.start_display(own)
        self.start()
        self.table_level += 1
        if self.table_level > 1:
            return
        f = self.f
        width = own.get("table-width", "#f")
        self.table_width = self.display_size - f["left"] - f["right"] if width == "#f" else self.length(width)
        self.table_display = self.display_size
        self.table_left, self.table_right, self.table_align = f["left"], f["right"], f["align"]
        if self.table_align == "r" and self.table_right:
            self.table_align = "l"
            self.table_left = self.table_display - self.table_width - self.table_right
        elif self.table_align == "c" and (self.table_left or self.table_right):
            self.table_align = "l"
            self.table_left = cut(self.table_display - self.table_width + self.table_left - self.table_right, 2)

    def end_table(self, fields: str) -> None:
        self.table_level -= 1
        if self.table_level == 0:
            if self.rows:
                self.write_table()
            if self.state == IN_TABLE:
                self.o = new_output()
                self.in_step = None
                self.out.append("\\pard\\plain\\sl-1")
                self.state = START
            self.display_size = self.table_display
        self.end()
        self.end_display()

    def start_part_of_table(self, fields: str) -> None:
        self.start_display(parse_fields(fields))
        self.start()

    def end_part_of_table(self, fields: str) -> None:
        if self.table_level == 1 and self.rows:
            self.write_table()
            self.headers = 0
        self.end()
        self.end_display()

    def header(self, inside: bool) -> None:
        if self.table_level == 1:
            self.in_header = inside

    def table_column(self, fields: str) -> None:
        own = parse_fields(fields)
        if self.table_level == 1 and own.get("n-columns-spanned", "1") == "1":
            column = int(own["column"])
            while len(self.columns) <= column:
                self.columns.append(None)
            self.columns[column] = own.get("width")
        self.atomic()

    def start_row(self, fields: str) -> None:
        if self.table_level == 1:
            if self.state == START:
                if self.space:
                    self.out.append(f"\\sa{self.space}")
                if self.keep_with_next:
                    self.out.append("\\keepn")
                self.out.append("\\par")
            self.keep_with_next = False
            self.space = 0
            self.rows.append([])
        self.start()

    def end_row(self, fields: str) -> None:
        if self.table_level == 1:
            if self.in_header:
                self.rows.insert(self.headers, self.rows.pop())
                self.headers += 1
            self.end()
            self.state = IN_TABLE
        else:
            self.end()

    def start_cell(self, fields: str) -> None:
        if self.table_level != 1:
            self.start()
            return
        column, columns, rows, missing = (int(one) for one in fields.split(FIELD))
        row = self.rows[-1]
        while len(row) <= column:
            row.append(Cell())
        self.cell = column
        cell, f = row[column], self.f
        cell.present = not missing
        cell.span, cell.vspan = columns, rows
        cell.has_background = f["cell-background"]
        if cell.has_background:
            cell.background = f["background"]
        cell.valign = f["valign"]
        self.display_size = self.table_display
        widths = self.columns[column : column + columns]
        if len(widths) == columns and None not in widths:
            size = sum(self.length(width) for width in widths if width is not None)
        else:
            size = cut(self.table_width * columns, len(self.columns) or 2)
        self.out = []
        self.state = NEVER
        self.continued = False
        self.add_left, self.add_right, self.space = f["cell-left"], f["cell-right"], f["cell-top"]
        self.display_size = size
        self.display_changed()
        self.start()
        self.out.append("\\plain ")
        self.o = new_output()
        self.in_step = None

    def end_cell(self, fields: str) -> None:
        if self.table_level != 1:
            self.end()
            return
        self.space += self.f["cell-bottom"]
        if self.space > 0:
            self.out.append(f"\\pard\\intbl\\sl-{self.space}\\par" if self.state == NEVER else f"\\sa{self.space}")
        elif self.state == NEVER:
            self.out.append("\\intbl")
        self.rows[-1][self.cell].content = "".join(self.out)
        self.end()
        self.out = self.main
        self.space = 0
        self.add_left = self.add_right = 0
        self.keep_with_next = False

    # ------------------------------------------------------------ borders

    def _border_of_table(self, side: int) -> Callable[[str], None]:
        def store(_: str) -> None:
            if self.table_level == 1:
                self.store(self.borders[side])

        return store

    def _border_of_cell(self, side: int) -> Callable[[str], None]:
        def store(_: str) -> None:
            if self.table_level == 1:
                self.store(self.rows[-1][self.cell].borders[side])

        return store

    def store(self, border: Border) -> None:
        f = self.f
        border.present = f["border-present"]
        if border.present:
            border.thickness, border.color, border.double = f["thickness"] & 0xFF, f["color"], f["double"]
        else:
            border.double = False
        border.priority = f["priority"]
        self.atomic()

    # ------------------------------------------------------------ the table when all is known

    def write_table(self) -> None:
        rows = self.rows
        self._complete(rows)
        self._spans(rows)
        widths = self._widths()
        for row, side in ((rows[0], TOP), (rows[-1], BOTTOM)):
            for j in _starts(row):
                _outside(row[j].borders[side], self.borders[side])
        for i, row in enumerate(rows):
            self._borders_of_row(row)
            if i + 1 < len(rows):
                _between(row, rows[i + 1])
            self._write_row(row, i < self.headers, widths)
        self.columns = []
        self.rows = []

    def _complete(self, rows: list[list[Cell]]) -> None:
        """Every row gets as many cells as there are columns."""
        for row in rows:
            j, dummy = 0, False
            while j < len(row):
                dummy = not row[j].present
                j += row[j].span
            if dummy:
                j -= 1
            while len(self.columns) < j:
                self.columns.append(None)
        count = len(self.columns)
        for row in rows:
            before = len(row)
            if before == count:
                continue
            del row[count:]
            last = row[before - 1] if 0 < before < count and not row[before - 1].present else None
            while len(row) < count:
                row.append(last.copy() if last is not None else Cell())

    def _spans(self, rows: list[list[Cell]]) -> None:
        for i, row in enumerate(rows):
            for j in _starts(row):
                cell = row[j]
                if cell.vspan <= 1:
                    continue
                cell.vspan = min(cell.vspan, len(rows) - i)
                for k in range(1, cell.vspan):
                    below = rows[i + k][j]
                    if below.present:
                        cell.vspan = k
                        break
                    below.vspan, below.present, below.span = 0, True, cell.span
                    below.borders[LEFT] = cell.borders[LEFT].copy()
                    below.borders[RIGHT] = cell.borders[RIGHT].copy()
                rows[i + cell.vspan - 1][j].borders[BOTTOM] = cell.borders[BOTTOM].copy()
                cell.borders[BOTTOM].present = False
                cell.borders[BOTTOM].double = False

    def _widths(self) -> list[int]:
        self.display_size = self.table_display
        widths = [0 if width is None else self.length(width) for width in self.columns]
        shares = [1.0 if width is None else float(width.split(",")[2]) if "," in width else 0.0 for width in self.columns]
        total = sum(shares)
        unit = (self.table_width - sum(widths)) / total if total else 0.0
        for i, width in enumerate(self.columns):
            if width is None:
                widths[i] = int(unit)
            elif shares[i] > 0.0:
                widths[i] += int(shares[i] * unit)
        return widths

    def _borders_of_row(self, row: list[Cell]) -> None:
        if not row:
            return
        _outside(row[0].borders[LEFT], self.borders[LEFT])
        before, j = 0, row[0].span
        while j < len(row):
            _resolve(row[before].borders[RIGHT], row[j].borders[LEFT])
            before = j
            j += row[j].span
        if j == len(self.columns):
            _outside(row[before].borders[RIGHT], self.borders[RIGHT])

    def _write_row(self, row: list[Cell], header: bool, widths: list[int]) -> None:
        write = self.out.append
        write("\\trowd")
        write(f"\\trleft{self.table_left}" if self.table_align == "l" and self.table_left else f"\\trq{self.table_align}")
        if self.keep:
            write("\\trkeep")
        write("\\trhdr " if header else " ")
        position = self.table_left
        for j in _starts(row):
            cell = row[j]
            if cell.vspan == 0:
                write("\\clvmrg")
            else:
                write(("\\clvmgf" if cell.vspan > 1 else "") + f"\\clvertal{cell.valign}")
            for side, border in zip("tblr", cell.borders):
                if border.present:
                    write(f"\\clbrdr{side}{border.text()}")
            if cell.has_background and cell.background:
                write(f"\\clshdng10000\\clcfpat{cell.background}")
            position += sum(widths[j : j + cell.span])
            write(f"\\cellx{position}")
        write(" ")
        for j in _starts(row):
            if not row[j].content:
                write("\\intbl\\cell " if j == 0 else "\\cell ")
            else:
                write(row[j].content)
                write("\\keepn\\cell " if self.keep else "\\cell ")
        write("\\row ")


def _starts(row: list[Cell]) -> list[int]:
    """Columns where cells begin."""
    found, j = [], 0
    while j < len(row):
        found.append(j)
        j += row[j].span
    return found


def _resolve(a: Border, b: Border) -> None:
    """Of two borders at the same place the one of greater priority counts, then the one that is present."""
    if a.priority != b.priority:
        first = a.priority > b.priority
    elif a.present != b.present:
        first = a.present
    else:
        return
    if first:
        b.take(a)
    else:
        a.take(b)


def _outside(cell: Border, table: Border) -> None:
    if table.priority > cell.priority or (table.priority == cell.priority and table.present):
        cell.take(table)


def _between(row: list[Cell], below: list[Cell]) -> None:
    at = 0
    for j in _starts(row):
        while at < j and at < len(below):
            at += below[at].span
        if j == at and at < len(below) and row[j].span == below[at].span:
            _resolve(row[j].borders[BOTTOM], below[at].borders[TOP])
